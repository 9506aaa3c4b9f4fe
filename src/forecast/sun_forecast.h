// What the sun will give: what a clear sky gives at that hour and season, times how clear it has
// been.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "forecast/forecast_score.h"
#include "forecast/hour_mean.h"

namespace islet {

class SunForecast {
 public:
  /// `given`: what the panels give in the hours of the plan's weather year; empty without panels.
  explicit SunForecast(std::span<const double> given);

  /// What the panels give under a clear sky.
  ///
  ///     clear(hour, day) = the 0.9 quantile of that hour over the days from 15 before to 15 after
  ///
  /// Valid for   places where one day in ten is clear
  /// Leaves out  the course within an hour; snow and leaves that the weather year does not know
  /// Source      clear-sky power from what was seen: Bacher, Madsen and Nielsen, Solar Energy
  ///             83(10), 2009, which takes the 0.85 quantile of a smooth fit
  double clear(CalendarHour at) const;

  bool is_day(CalendarHour at) const { return clear(at) > 0.02 * most_; }

  /// The weeks of the weather year before that hour, as if they had been seen: what a site goes by
  /// until it has days of its own. Not scored.
  void begin_at(CalendarHour first);
  /// Hours do not fall.
  void saw(const SeenHour& one) { take(one, true); }

  /// Of an hour after the last one seen.
  ///
  ///     middle = clear * (base + deviation(lead)), 0 to 1.1 of clear; low and high the same
  ///     base   = mean clearness (seen / clear) of that hour on the last 20 days
  ///     deviation: lead_course.h, of clearness less base
  ///
  /// Valid for   weather that lasts or changes as it did in the weeks before
  /// Leaves out  forecasts by others, clouds in sight
  /// Source      Bacher, Madsen and Nielsen, Solar Energy 83(10), 2009; own weights
  ForecastRange expected(CalendarHour at) const;

  const ForecastScore& score() const { return score_; }

 private:
  static constexpr std::size_t days_kept = 20;
  void take(const SeenHour& one, bool is_scored);
  double base(int hour_of_day) const;
  void fill_clear(std::span<const double> given);

  std::vector<double> year_;
  std::vector<double> clear_;
  double most_ = 0;
  std::array<std::vector<double>, hours_of_day> days_;  ///< clearness, newest last
  LeadCourse course_{{-0.4, 0.0, 0.2}};
  ForecastScore score_;
  CalendarHour newest_;
};

}  // namespace islet
