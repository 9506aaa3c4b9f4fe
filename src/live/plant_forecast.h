// What comes: sun, the load that comes whatever we do, engines that it keeps busy; learnt from what
// the meters show, told to the scheduler as slots and to people with its score.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forecast/load_forecast.h"
#include "forecast/sun_forecast.h"
#include "serving/power_reading.h"

namespace islet {

struct PlantForecastSettings {
  Calendar calendar;
  std::vector<double> panel_year;  ///< watts by hour of the plan's weather year; empty: no panels
  Power usual_load;                ///< until it has been seen
  double sun_to_load = 1;          ///< converters on the way
  Power bought;                    ///< that grid and generator can give
};

/// What is seen now; nothing where no meter can be believed.
struct PlantSeen {
  std::optional<Power> sun;   ///< that the panels could give
  std::optional<Power> load;  ///< of all but batch work
  int busy_engines = 0;
};

/// One hour of one figure, as it is kept.
struct KeptFigure {
  int figure = 0;  ///< 0 sun, 1 load, 2 engines
  std::int64_t calendar_hour = 0;
  double mean = 0;
};

class PlantForecast {
 public:
  explicit PlantForecast(const PlantForecastSettings& settings);

  /// Hours of earlier runs, oldest first; those from now on are no memory and not taken.
  void remember(const std::vector<KeptFigure>& hours);
  /// What grid and generator can give from now on.
  void buy_at_most(Power most) { settings_.bought = most; }
  /// True when another hour has begun: slots are to be told anew.
  bool saw(Instant now, const PlantSeen& seen);
  /// Hours that are over and not kept yet.
  std::vector<KeptFigure> take_hours();

  /// From the present hour on.
  ///
  ///     free     = max(0, sun behind its converters - load), middles
  ///     withheld = free - (sun - load, middles, less their spreads to the bad side, in quadrature)
  ///     engines  = busy ones, the quantile of nine in ten, less a tenth
  ///
  /// Valid for   sun and load that err apart from each other
  /// Leaves out  batch work: it is what the power is looked for
  /// Source      sums of independent errors; own choice of the quantiles
  Forecast slots(Instant now) const;

  /// A JSON object.
  std::string status(Instant now) const;
  std::string metrics(Instant now) const;

 private:
  void learn(int figure, const SeenHour& seen);

  PlantForecastSettings settings_;
  SunForecast sun_;
  LoadForecast load_;
  LoadForecast engines_{0};
  HourMean sun_mean_, load_mean_, engine_mean_;
  std::vector<KeptFigure> unkept_;
  std::optional<CalendarHour> present_;
};

}  // namespace islet
