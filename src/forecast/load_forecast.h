// What a load will be: from its own history by hour and weekday.
#pragma once

#include <array>

#include "forecast/forecast_score.h"
#include "forecast/hour_mean.h"

namespace islet {

class LoadForecast {
 public:
  /// `usual`: until an hour has been seen. Any unit, never negative.
  explicit LoadForecast(double usual) : usual_(usual) {}

  /// Hours do not fall.
  void saw(const SeenHour& one);

  /// Of an hour after the last one seen.
  ///
  ///     middle = base + level * deviation(lead), at least 0; low and high the same
  ///     base   = (n week + by_day) / (n + 1), by_day = (m day + level) / (m + 1); week and day the
  ///              means of that hour of the week and of the day, of n <= 4 and m <= 7 of them; each
  ///              new one weighs at least 1/4 and 1/7
  ///     level  = mean of the days
  ///     deviation: lead_course.h, of (seen - base) / level
  ///
  /// Valid for   loads that come by the clock and the week, after some days
  /// Leaves out  holidays, growth faster than a few weeks
  /// Source      seasonal means as in Holt and Winters, Management Science 6(3), 1960; own weights
  ForecastRange expected(CalendarHour at) const;

  const ForecastScore& score() const { return score_; }

 private:
  struct Slot {
    double mean = 0;
    double count = 0;
    void take(double value, double least_weight);
  };
  double base(CalendarHour at) const;
  double level() const;

  double usual_;
  std::array<Slot, hours_of_week> week_{};
  std::array<Slot, hours_of_day> day_{};
  LeadCourse course_{{-0.5, 0.0, 0.5}};
  ForecastScore score_;
  CalendarHour newest_;
};

}  // namespace islet
