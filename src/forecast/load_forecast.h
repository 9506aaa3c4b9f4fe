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
  ///     middle = sum of weight * forecast of three: by the clock, by the clock with the hours
  ///              beside, and, up to three hours ahead, as it is now; at least 0;
  ///              weight ~ (error + 0.5)^-8
  ///     error  = sum of |forecast - seen| / level at that lead, each hour 0.98 of the next; of
  ///              hours of the day that had been seen
  ///     by the clock = base + level * deviation(lead)
  ///     base   = (n week + by_day) / (n + 1), by_day = (m day + level) / (m + 1); week and day the
  ///              means of that hour of the week and of the day, of n <= 4 and m <= 7 of them; each
  ///              new one weighs at least 1/4 and 1/7; with the hours beside: each day before and
  ///              after it counts half
  ///     level  = mean of the days
  ///     deviation: lead_course.h, of (seen - base) / level
  ///     low, high: as far from the middle as by the clock
  ///
  /// Valid for   loads that come by the clock and the week, after some days
  /// Leaves out  holidays, growth faster than a few weeks
  /// Source      seasonal means as in Holt and Winters, Management Science 6(3), 1960; forecasts
  ///             combined by their errors as in Bates and Granger, Operational Research Quarterly
  ///             20(4), 1969; the exponent chosen by four made-up kinds of site, 2026-11
  ForecastRange expected(CalendarHour at) const;

  const ForecastScore& score() const { return score_; }

 private:
  struct Slot {
    double mean = 0;
    double count = 0;
    void take(double value, double least_weight);
  };
  static constexpr std::size_t ways = 3;
  static constexpr std::size_t leads = LeadCourse::leads.size();
  static constexpr std::size_t said_max = LeadCourse::longest_lead + 1;
  using Ways = std::array<double, ways>;
  struct Said {
    CalendarHour of;
    Ways middle{};
    bool is_set = false;  ///< and that hour of the day had been seen
  };

  double by_day(CalendarHour at, double beside) const;
  double base(CalendarHour at, double beside) const;
  double level() const;
  Ways middles(CalendarHour at, int lead) const;
  void judge(const SeenHour& one, double size);

  double usual_;
  std::array<Slot, hours_of_week> week_{};
  std::array<Slot, hours_of_day> day_{};
  LeadCourse course_{{-0.5, 0.0, 0.5}};
  LeadCourse smooth_course_{{-0.5, 0.0, 0.5}};
  std::array<std::array<Said, said_max>, leads> said_{};
  std::array<Ways, leads> errors_{};
  ForecastScore score_;
  CalendarHour newest_;
  double last_ = 0;
};

}  // namespace islet
