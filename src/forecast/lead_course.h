// How far a figure will be off what is usual, some hours ahead: as much of the present deviation as
// lasted so long before, with quantiles of what came instead.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "forecast/calendar.h"

namespace islet {

/// One in ten lies below `low`, one in two below `middle`, one in ten above `high`.
struct ForecastRange {
  double low = 0;
  double middle = 0;
  double high = 0;
};

class LeadCourse {
 public:
  /// `usual`: what is expected of deviations until enough were seen, beside six tenths of the last
  /// one an hour later.
  explicit LeadCourse(ForecastRange usual) : usual_(usual) {}

  /// The deviation of that hour. Hours do not fall; one that is missing is nothing known.
  void saw(CalendarHour at, double deviation);

  /// Of deviations `lead` hours after the last hour seen, at least 1.
  ///
  ///     middle = w(lead) * last deviation + q50(lead)
  ///     low, high = the same with q10, q90
  ///     w = least of sum |y - w x| over the last 360 hours, 0 to 1: the median of y / x by weight
  ///         |x|; x the last deviation that was known `lead` hours before y
  ///     q = quantiles of y - w x over the same hours
  ///
  /// Valid for   deviations that fade; leads of 1, 2, 3, 6, 12, 24 and 36 hours, else the next one
  /// Leaves out  that quantiles differ with the hour of the day
  /// Source      median regression and quantiles of what it leaves: Koenker and Bassett,
  ///             "Regression Quantiles", Econometrica 46(1), 1978; normalised by the usual as in
  ///             Bacher, Madsen and Nielsen, Solar Energy 83(10), 2009; own window
  ForecastRange expected(int lead) const;

  static constexpr std::array<int, 7> leads = {1, 2, 3, 6, 12, 24, 36};
  static constexpr int longest_lead = leads.back();

 private:
  struct Pair {
    double x = 0;
    double y = 0;
  };
  struct Lead {
    std::vector<Pair> pairs;  ///< newest last
    double weight = 0;
    ForecastRange left;  ///< of y - weight x
    int fit_in = 0;
    void fit();
  };
  static constexpr std::size_t known_max = longest_lead + 1;

  ForecastRange usual_;
  std::array<Lead, leads.size()> by_lead_;
  /// By hour, the last deviation that was known then.
  struct Known {
    CalendarHour at;
    double deviation = 0;
    bool is_set = false;
  };
  std::array<Known, known_max> known_{};
  double last_ = 0;
  bool has_seen_ = false;
  CalendarHour newest_;
};

}  // namespace islet
