#include "forecast/calendar.h"

#include <algorithm>
#include <cmath>

namespace islet {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t ms_ns = 1'000'000;
/// 2018-01-01 was a Monday, like the first day of a weather year.
constexpr std::int64_t weather_year_day = 17'532;
constexpr double mean_year_days = 365.2425;

std::int64_t floor_over(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

}  // namespace

int CalendarHour::of_day() const {
  return static_cast<int>(number - hours_of_day * floor_over(number, hours_of_day));
}

int CalendarHour::of_week() const {
  // 1970-01-01 was a Thursday.
  const std::int64_t from_monday = number + std::int64_t{3} * hours_of_day;
  return static_cast<int>(from_monday - hours_of_week * floor_over(from_monday, hours_of_week));
}

int CalendarHour::of_year() const {
  const auto days = static_cast<double>(floor_over(number, hours_of_day));
  const double years = days / mean_year_days;
  const auto day_of_year = static_cast<int>((years - std::floor(years)) * 365);
  return hours_of_day * std::clamp(day_of_year, 0, 364) + of_day();
}

Calendar Calendar::of_weather_year(int day_of_year) {
  return Calendar((weather_year_day + day_of_year) * hours_of_day * hour_ms);
}

CalendarHour Calendar::hour_of(Instant moment) const {
  return {floor_over(zero_ms_ + floor_over(moment.nanoseconds(), ms_ns), hour_ms)};
}

Instant Calendar::begin_of(CalendarHour wanted) const {
  return Instant((wanted.number * hour_ms - zero_ms_) * ms_ns);
}

}  // namespace islet
