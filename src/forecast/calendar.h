// Hours as people count them at the site: of the day, of the week, of the year.
#pragma once

#include <cstdint>

#include "base/instant.h"

namespace islet {

inline constexpr int hours_of_day = 24;
inline constexpr int hours_of_week = 168;
inline constexpr int hours_of_year = 8'760;

/// Hours since 1970 by the site's own standard time.
struct CalendarHour {
  std::int64_t number = 0;

  int of_day() const;
  /// From Monday, 0 h.
  int of_week() const;
  /// Of a year of 365 days, which is stretched over the calendar's: a day off at most.
  int of_year() const;
  CalendarHour later(std::int64_t hours) const { return {number + hours}; }
  friend auto operator<=>(CalendarHour, CalendarHour) = default;
};

/// The clock on the wall as it stood when the event clock began; it is not asked again, so its
/// steps change nothing.
class Calendar {
 public:
  Calendar() = default;
  /// `local_ms`: milliseconds since 1970 by the site's own standard time, at moment 0.
  explicit Calendar(std::int64_t local_ms) : zero_ms_(local_ms) {}
  /// Midnight of a day of the weather year, which begins on a Monday.
  static Calendar of_weather_year(int day_of_year);

  CalendarHour hour_of(Instant moment) const;
  Instant begin_of(CalendarHour wanted) const;

 private:
  std::int64_t zero_ms_ = 0;
};

}  // namespace islet
