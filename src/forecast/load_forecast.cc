#include "forecast/load_forecast.h"

#include <algorithm>

namespace islet {
namespace {

constexpr double least_level = 1e-6;
/// Hours ahead for which the last one says something: a day has its hours.
constexpr int last_says_for = 3;

/// The next of `LeadCourse::leads`.
std::size_t lead_at(int ahead) {
  std::size_t lead = 0;
  while (lead + 1 < LeadCourse::leads.size() && LeadCourse::leads.at(lead) < ahead) ++lead;
  return lead;
}

}  // namespace

/// What was said of this hour, at each lead.
void LoadForecast::judge(const SeenHour& one) {
  for (std::size_t lead = 0; lead < leads; ++lead) {
    const Said& said = said_.at(lead).at(static_cast<std::size_t>(one.at.number) % said_max);
    if (!said.is_set || said.of != one.at) continue;
    ways_.at(lead).judge(said.middle, one.mean, days_.level());
  }
}

void LoadForecast::saw(const SeenHour& one) {
  const double size = std::max(least_level, days_.level());
  judge(one);
  if (days_.knows(one.at)) course_.saw(one.at, (one.mean - days_.expected(one.at)) / size);
  days_.saw(one);
  newest_ = one.at;
  last_ = one.mean;
  for (std::size_t lead = 0; lead < leads; ++lead) {
    const int ahead = LeadCourse::leads.at(lead);
    const CalendarHour of = newest_.later(ahead);
    said_.at(lead).at(static_cast<std::size_t>(of.number) % said_max) = {of, middles(of, ahead),
                                                                         days_.knows(of)};
  }
  score_.saw(one.at, one.mean, true, [this](int lead) { return expected(newest_.later(lead)); });
}

LoadForecast::Ways LoadForecast::middles(CalendarHour at, int lead) const {
  const double as_days = days_.expected(at);
  return {as_days, as_days + days_.level() * course_.expected(lead).middle, last_};
}

ForecastRange LoadForecast::expected(CalendarHour at) const {
  const auto ahead = static_cast<int>(
      std::clamp<std::int64_t>(at.number - newest_.number, 1, LeadCourse::longest_lead));
  const bool says_now = ahead <= last_says_for && newest_.number > 0;
  const WeighedWays<ways>& weighed = ways_.at(lead_at(ahead));
  // On the first day nothing but the present is known.
  const double middle = says_now && !days_.knows(at)
                            ? last_
                            : weighed.combined(middles(at, ahead), says_now ? ways : ways - 1);
  const ForecastRange off = course_.expected(ahead);
  const double size = days_.level();
  const auto at_least_none = [](double load) { return std::max(0.0, load); };
  return {at_least_none(middle + size * (off.low - off.middle)), at_least_none(middle),
          at_least_none(middle + size * (off.high - off.middle))};
}

}  // namespace islet
