#include "forecast/load_forecast.h"

#include <algorithm>

namespace islet {
namespace {

constexpr double week_weight = 1.0 / 4;
constexpr double day_weight = 1.0 / 7;
constexpr double least_level = 1e-6;

}  // namespace

void LoadForecast::Slot::take(double value, double least_weight) {
  count += 1;
  mean += std::max(least_weight, 1 / count) * (value - mean);
}

double LoadForecast::base(CalendarHour at) const {
  const Slot& of_week = week_[static_cast<std::size_t>(at.of_week())];
  const Slot& of_day = day_[static_cast<std::size_t>(at.of_day())];
  if (of_day.count < 1) return level();
  const double weeks = std::min(of_week.count, 1 / week_weight);
  const double days = std::min(of_day.count, 1 / day_weight);
  const double by_day = (days * of_day.mean + level()) / (days + 1);
  return (weeks * of_week.mean + by_day) / (weeks + 1);
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

void LoadForecast::saw(const SeenHour& one) {
  const double size = std::max(least_level, level());
  if (newest_.number > 0) course_.saw(one.at, (one.mean - base(one.at)) / size);
  week_[static_cast<std::size_t>(one.at.of_week())].take(one.mean, week_weight);
  day_[static_cast<std::size_t>(one.at.of_day())].take(one.mean, day_weight);
  newest_ = one.at;
  score_.saw(one.at, one.mean, true, [this](int lead) { return expected(newest_.later(lead)); });
}

ForecastRange LoadForecast::expected(CalendarHour at) const {
  const auto lead = static_cast<int>(
      std::clamp<std::int64_t>(at.number - newest_.number, 1, LeadCourse::longest_lead));
  const ForecastRange off = course_.expected(lead);
  const double usual = base(at);
  const double size = level();
  const auto at_least_none = [&](double deviation) {
    return std::max(0.0, usual + size * deviation);
  };
  return {at_least_none(off.low), at_least_none(off.middle), at_least_none(off.high)};
}

}  // namespace islet
