// What the hours of days before say of an hour to come: five ways to read them, weighed by how well
// each did.
#pragma once

#include <array>
#include <optional>

#include "forecast/hour_mean.h"
#include "forecast/weighed_ways.h"

namespace islet {

class DayWays {
 public:
  /// `usual`: until an hour has been seen.
  explicit DayWays(double usual) : level_(usual) {}

  /// Hours do not fall.
  void saw(const SeenHour& one);

  /// Whether that hour of the day was seen in the week before `at`.
  bool knows(CalendarHour at) const { return last_day(at).has_value(); }
  /// Mean of the last week; of what is usual before the first hour.
  double level() const { return level_; }

  /// Of an hour after the last one seen; the level where that hour of the day is not known.
  ///
  ///     expected = five ways combined by their errors over the level (weighed_ways.h)
  ///     last     = as the last day had that hour
  ///     lately   = mean of a week of days, each day 0.6 of the next
  ///     mean     = mean of the last seven days of its kind
  ///     median   = median of the same days
  ///     weekday  = mean of up to four same weekdays; until one was seen, the median
  ///
  /// Kinds of day are Monday to Friday, and Saturday and Sunday. In `lately`, `mean` and `median`
  /// the hours before and after count half.
  ///
  /// Valid for   loads that come by the clock and the week; from the second day on
  /// Leaves out  holidays; other weekends until they were seen once
  /// Source      seasonal means and the last season, as in Makridakis, Wheelwright and Hyndman,
  ///             "Forecasting", 3rd ed., ch. 2; the ways chosen by eight made-up kinds of site,
  ///             2026-11
  double expected(CalendarHour at) const;

 private:
  static constexpr std::size_t ways = 5;
  static constexpr std::size_t kept = std::size_t{28} * hours_of_day;
  class Votes;

  std::optional<double> seen(CalendarHour at) const;
  std::optional<double> last_day(CalendarHour at) const;
  Votes of_week(CalendarHour at) const;
  Votes of_kind(CalendarHour at) const;
  std::optional<double> of_weekday(CalendarHour at) const;
  /// Nothing where that hour of the day is not known.
  std::optional<WeighedWays<ways>::Ways> said(CalendarHour at) const;
  void find_level();

  struct Cell {
    CalendarHour at;
    double mean = 0;
    bool is_set = false;
  };
  std::array<Cell, kept> cells_{};
  WeighedWays<ways> ways_;
  CalendarHour newest_;
  double level_;
};

}  // namespace islet
