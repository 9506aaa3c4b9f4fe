#include "live/plant_forecast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace islet {
namespace {

constexpr int hours_ahead = 36;
constexpr int hours_shown = 24;
constexpr std::size_t unkept_max = 1'000;
/// An engine that is busy for less of its time is no reason to keep one on.
constexpr double idle_share = 0.1;
constexpr int sun_figure = 0;
constexpr int load_figure = 1;
constexpr int engines_figure = 2;
constexpr std::array<const char*, 3> figure_names = {"sun", "load", "engines"};

std::string list_of(const ForecastRange& said) {
  return fmt::format("[{:.6g},{:.6g},{:.6g}]", said.low, said.middle, said.high);
}

std::string score_text(const char* name, const LeadScore& score) {
  return fmt::format(
      "{{\"what\":\"{}\",\"lead_h\":{},\"pinball\":{:.6g},\"error\":{:.6g},\"inside\":{:.4g},"
      "\"skill\":{:.4g},\"hours\":{:.0f}}}",
      name, score.lead, score.pinball, score.error, score.inside, score.skill, score.hours);
}

std::optional<double> watts(const std::optional<Power>& power) {
  return power ? std::optional(*power / watt) : std::nullopt;
}

}  // namespace

PlantForecast::PlantForecast(const PlantForecastSettings& settings)
    : settings_(settings), sun_(settings.panel_year), load_(settings.usual_load / watt) {
  sun_.begin_at(settings.calendar.hour_of(Instant()));
}

void PlantForecast::remember(const std::vector<KeptFigure>& hours) {
  const CalendarHour first = settings_.calendar.hour_of(Instant());
  for (const KeptFigure& one : hours) {
    if (one.calendar_hour >= first.number || !std::isfinite(one.mean) || one.mean < 0) continue;
    const SeenHour seen{{one.calendar_hour}, one.mean};
    if (one.figure == sun_figure) sun_.saw(seen);
    if (one.figure == load_figure) load_.saw(seen);
    if (one.figure == engines_figure) engines_.saw(seen);
  }
}

void PlantForecast::learn(int figure, const SeenHour& seen) {
  if (figure == sun_figure) sun_.saw(seen);
  if (figure == load_figure) load_.saw(seen);
  if (figure == engines_figure) engines_.saw(seen);
  if (unkept_.size() < unkept_max) unkept_.push_back({figure, seen.at.number, seen.mean});
}

bool PlantForecast::saw(Instant now, const PlantSeen& seen) {
  const Calendar& calendar = settings_.calendar;
  if (const auto over = sun_mean_.saw(calendar, now, watts(seen.sun))) learn(sun_figure, *over);
  if (const auto over = load_mean_.saw(calendar, now, watts(seen.load))) learn(load_figure, *over);
  if (const auto over = engine_mean_.saw(calendar, now, seen.busy_engines)) {
    learn(engines_figure, *over);
  }
  const CalendarHour present = calendar.hour_of(now);
  const bool is_new = present_ != present;
  present_ = present;
  return is_new;
}

std::vector<KeptFigure> PlantForecast::take_hours() { return std::exchange(unkept_, {}); }

Forecast PlantForecast::slots(Instant now) const {
  Forecast out;
  const CalendarHour first = settings_.calendar.hour_of(now);
  for (int ahead = 0; ahead < hours_ahead; ++ahead) {
    const CalendarHour at = first.later(ahead);
    const ForecastRange sun = sun_.expected(at);
    const ForecastRange load = load_.expected(at);
    const double way = settings_.sun_to_load;
    const double net = way * sun.middle - load.middle;
    const double spread =
        std::hypot(way * (sun.middle - sun.low), std::max(0.0, load.high - load.middle));
    ForecastSlot slot;
    slot.from = settings_.calendar.begin_of(at);
    slot.length = hour;
    slot.free = std::max(0.0, net) * watt;
    slot.bought = settings_.bought;
    slot.withheld = slot.free - (net - spread) * watt;
    slot.engines = std::max(0.0, engines_.expected(at).high - idle_share);
    out.push_back(slot);
  }
  return out;
}

std::string PlantForecast::status(Instant now) const {
  std::string out = "{\"hours\":[";
  const CalendarHour first = settings_.calendar.hour_of(now);
  for (int ahead = 0; ahead < hours_shown; ++ahead) {
    const CalendarHour at = first.later(ahead);
    fmt::format_to(std::back_inserter(out),
                   "{}{{\"hour\":{},\"sun_w\":{},\"load_w\":{},\"engines\":{:.3g}}}",
                   ahead > 0 ? "," : "", at.of_day(), list_of(sun_.expected(at)),
                   list_of(load_.expected(at)), engines_.expected(at).high);
  }
  out += "],\"scores\":[";
  bool is_first = true;
  const std::array<const ForecastScore*, 3> scores = {&sun_.score(), &load_.score(),
                                                      &engines_.score()};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t lead = 0; lead < ForecastScore::leads.size(); ++lead) {
      const auto score = scores.at(i)->lead_score(lead);
      if (!score) continue;
      out += (std::exchange(is_first, false) ? "" : ",") + score_text(figure_names.at(i), *score);
    }
  }
  return out + "]}";
}

std::string PlantForecast::metrics(Instant now) const {
  std::string out =
      "# HELP islet_forecast_watts Sun and load of the coming hours, by quantile.\n"
      "# TYPE islet_forecast_watts gauge\n";
  const CalendarHour first = settings_.calendar.hour_of(now);
  for (const int lead : LeadCourse::leads) {
    const CalendarHour at = first.later(lead);
    const auto lines = [&](const char* name, const ForecastRange& said) {
      const std::array<std::pair<const char*, double>, 3> rows = {
          {{"0.1", said.low}, {"0.5", said.middle}, {"0.9", said.high}}};
      for (const auto& [quantile, value] : rows) {
        fmt::format_to(std::back_inserter(out),
                       "islet_forecast_watts{{what=\"{}\",lead_h=\"{}\",quantile=\"{}\"}} {:.6g}\n",
                       name, lead, quantile, value);
      }
    };
    lines("sun", sun_.expected(at));
    lines("load", load_.expected(at));
  }
  struct Row {
    const char* name;
    const char* help;
    double LeadScore::*value;
  };
  const std::array<Row, 3> rows = {
      {{"islet_forecast_pinball_watts", "Loss of the three quantiles, lately.",
        &LeadScore::pinball},
       {"islet_forecast_inside_share", "Hours within their quantiles; 0.8 is right.",
        &LeadScore::inside},
       {"islet_forecast_skill", "1 - error over that of persistence.", &LeadScore::skill}}};
  for (const Row& row : rows) {
    fmt::format_to(std::back_inserter(out), "# HELP {} {}\n# TYPE {} gauge\n", row.name, row.help,
                   row.name);
    for (std::size_t lead = 0; lead < ForecastScore::leads.size(); ++lead) {
      for (const int figure : {sun_figure, load_figure}) {
        const ForecastScore& score = figure == sun_figure ? sun_.score() : load_.score();
        const auto one = score.lead_score(lead);
        if (!one) continue;
        fmt::format_to(std::back_inserter(out), "{}{{what=\"{}\",lead_h=\"{}\"}} {:.6g}\n",
                       row.name, figure_names.at(static_cast<std::size_t>(figure)), one->lead,
                       (*one).*row.value);
      }
    }
  }
  return out;
}

}  // namespace islet
