#include "forecast/load_forecast.h"

#include <algorithm>
#include <cmath>

namespace islet {
namespace {

constexpr double week_weight = 1.0 / 4;
constexpr double day_weight = 1.0 / 7;
constexpr double least_level = 1e-6;
/// That the hours before and after count for, beside the hour itself.
constexpr double beside = 0.5;
constexpr double forget = 0.98;
constexpr double error_at_first = 0.5;
/// Hours ahead for which the last one says something: a day has its hours.
constexpr int last_says_for = 3;
constexpr double exponent = -8;

/// The next of `LeadCourse::leads`.
std::size_t lead_at(int ahead) {
  std::size_t lead = 0;
  while (lead + 1 < LeadCourse::leads.size() && LeadCourse::leads.at(lead) < ahead) ++lead;
  return lead;
}

}  // namespace

void LoadForecast::Slot::take(double value, double least_weight) {
  count += 1;
  mean += std::max(least_weight, 1 / count) * (value - mean);
}

double LoadForecast::by_day(CalendarHour at, double beside_share) const {
  double sum = 0;
  double weight = 0;
  for (const int off : {-1, 0, 1}) {
    const auto slot = static_cast<std::size_t>((at.of_day() + off + hours_of_day) % hours_of_day);
    const double days =
        std::min(day_.at(slot).count, 1 / day_weight) * (off == 0 ? 1 : beside_share);
    sum += days * day_.at(slot).mean;
    weight += days;
  }
  return (sum + level()) / (weight + 1);
}

double LoadForecast::base(CalendarHour at, double beside_share) const {
  const Slot& of_week = week_[static_cast<std::size_t>(at.of_week())];
  const double weeks = std::min(of_week.count, 1 / week_weight);
  return (weeks * of_week.mean + by_day(at, beside_share)) / (weeks + 1);
}

double LoadForecast::level() const {
  double sum = 0;
  int count = 0;
  for (const Slot& slot : day_) {
    if (slot.count < 1) continue;
    sum += slot.mean;
    ++count;
  }
  return count > 0 ? sum / count : usual_;
}

/// How far each way was off, of what it said of this hour.
void LoadForecast::judge(const SeenHour& one, double size) {
  for (std::size_t lead = 0; lead < leads; ++lead) {
    const Said& said = said_[lead][static_cast<std::size_t>(one.at.number) % said_max];
    if (!said.is_set || said.of != one.at) continue;
    for (std::size_t way = 0; way < ways; ++way) {
      errors_[lead][way] =
          forget * errors_[lead][way] + std::abs(said.middle[way] - one.mean) / size;
    }
  }
}

void LoadForecast::saw(const SeenHour& one) {
  const double size = std::max(least_level, level());
  judge(one, size);
  if (newest_.number > 0) {
    course_.saw(one.at, (one.mean - base(one.at, 0)) / size);
    smooth_course_.saw(one.at, (one.mean - base(one.at, beside)) / size);
  }
  week_[static_cast<std::size_t>(one.at.of_week())].take(one.mean, week_weight);
  day_[static_cast<std::size_t>(one.at.of_day())].take(one.mean, day_weight);
  newest_ = one.at;
  last_ = one.mean;
  for (std::size_t lead = 0; lead < leads; ++lead) {
    const int ahead = LeadCourse::leads.at(lead);
    const CalendarHour of = newest_.later(ahead);
    said_[lead][static_cast<std::size_t>(of.number) % said_max] = {
        of, middles(of, ahead), day_[static_cast<std::size_t>(of.of_day())].count >= 1};
  }
  score_.saw(one.at, one.mean, true, [this](int lead) { return expected(newest_.later(lead)); });
}

LoadForecast::Ways LoadForecast::middles(CalendarHour at, int lead) const {
  const double size = level();
  return {base(at, 0) + size * course_.expected(lead).middle,
          base(at, beside) + size * smooth_course_.expected(lead).middle, last_};
}

ForecastRange LoadForecast::expected(CalendarHour at) const {
  const auto ahead = static_cast<int>(
      std::clamp<std::int64_t>(at.number - newest_.number, 1, LeadCourse::longest_lead));
  const ForecastRange off = course_.expected(ahead);
  const double size = level();
  double middle = base(at, 0) + size * off.middle;
  if (newest_.number > 0) {
    const Ways said = middles(at, ahead);
    const Ways& errors = errors_[lead_at(ahead)];
    double sum = 0;
    double weights = 0;
    for (std::size_t way = 0; way < ways; ++way) {
      if (way + 1 == ways && ahead > last_says_for) continue;
      const double weight = std::pow(errors[way] + error_at_first, exponent);
      sum += weight * said[way];
      weights += weight;
    }
    middle = sum / weights;
  }
  const auto at_least_none = [&](double load) { return std::max(0.0, load); };
  return {at_least_none(middle + size * (off.low - off.middle)), at_least_none(middle),
          at_least_none(middle + size * (off.high - off.middle))};
}

}  // namespace islet
