// What a load will be: from its own history by hour and day.
#pragma once

#include <array>

#include "forecast/day_ways.h"
#include "forecast/forecast_score.h"
#include "forecast/hour_mean.h"

namespace islet {

class LoadForecast {
 public:
  /// `usual`: until an hour has been seen. Any unit, never negative.
  explicit LoadForecast(double usual) : days_(usual) {}

  /// Hours do not fall.
  void saw(const SeenHour& one);

  /// Of an hour after the last one seen.
  ///
  ///     middle = three combined by their errors at that lead (weighed_ways.h): as the days say
  ///              (day_ways.h); that with how far the last hours were off; and, up to three hours
  ///              ahead, as it is now; at least 0
  ///     how far off: level * deviation(lead), lead_course.h, of (seen - as the days say) / level
  ///     low, high: as far from the middle as those of the deviation
  ///
  /// Valid for   loads that come by the clock and the week, from the second day on
  /// Leaves out  holidays, growth faster than a few days
  /// Source      weighed_ways.h, day_ways.h, lead_course.h
  ForecastRange expected(CalendarHour at) const;

  const ForecastScore& score() const { return score_; }

 private:
  static constexpr std::size_t ways = 3;
  static constexpr std::size_t leads = LeadCourse::leads.size();
  static constexpr std::size_t said_max = LeadCourse::longest_lead + 1;
  using Ways = WeighedWays<ways>::Ways;
  struct Said {
    CalendarHour of;
    Ways middle{};
    bool is_set = false;  ///< and that hour of the day had been seen
  };

  Ways middles(CalendarHour at, int lead) const;
  void judge(const SeenHour& one);

  DayWays days_;
  LeadCourse course_{{-0.5, 0.0, 0.5}};
  std::array<std::array<Said, said_max>, leads> said_{};
  std::array<WeighedWays<ways>, leads> ways_;
  ForecastScore score_;
  CalendarHour newest_;
  double last_ = 0;
};

}  // namespace islet
