// Whether the panels give what the site file says: their best hours lately, beside the best hours
// of weeks of the plan's weather year.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "forecast/sun_forecast.h"
#include "twin/drift.h"

namespace islet {

class PanelDrift {
 public:
  /// `panel_year`: watts by hour of the weather year.
  PanelDrift(const std::vector<double>& panel_year, const Calendar& calendar);

  /// What they give; nothing while they are curtailed or not known.
  void saw(Instant now, std::optional<Power> power);

  /// The best hours of the last days over the worst that as many days in a row come to.
  ///
  ///     best     = the 0.9 quantile of seen / clear over hours with a third of the best sun, of
  ///                the last ten days
  ///     share    = best / least best of as many days within 45 days of the season, weather year
  ///
  /// Valid for   30 such hours at least; weather about as in the weather year
  /// Leaves out  what is less than the difference between the worst and the present weeks
  /// Source      own choice: without a light sensor only clear hours tell dirt from clouds;
  ///             clear: forecast/sun_forecast.h
  std::optional<double> share() const;

  const Drift& drift() const { return drift_; }

 private:
  struct Hour {
    CalendarHour at;
    double clearness = 0;
  };
  std::optional<double> best_of(const std::vector<double>& clearness) const;
  bool is_bright(CalendarHour at) const;
  void follow_season(CalendarHour at, int span_days);

  std::vector<double> year_;
  Calendar calendar_;
  SunForecast sun_;
  double most_ = 0;
  HourMean mean_;
  std::deque<Hour> hours_;
  std::optional<double> least_best_;
  std::int64_t season_day_ = -1;
  Drift drift_{0.15, 0.10};
};

}  // namespace islet
