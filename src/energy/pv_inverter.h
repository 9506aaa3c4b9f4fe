// From the panels' direct current to alternating current: PVWatts' inverter, and what hourly means
// hide of its limit.
#pragma once

#include <span>
#include <vector>

#include "catalog/weather.h"
#include "energy/sun_position.h"

namespace islet {

/// An inverter between panels and loads. Powers are shares of the panels' rating.
struct PvInverter {
  double panels_over_rating = 1.2;   ///< panels' rating over the inverter's own, alternating side
  double nominal_efficiency = 0.96;  ///< at its rating, 0..1
  double night_draw = 0;             ///< of its rating, while there is no light
  bool corrects_clipping = false;    ///< within the hour, where the light is not steady
};

/// Output over the direct-current rating at `load` = input over that rating; at most
/// `nominal_efficiency`, never below 0.
double inverter_output(double load, double nominal_efficiency,
                       double reference_efficiency = 0.9637);

/// Light of a clear sky on level ground.
Irradiance clear_sky_light(double zenith_deg);

/// Spread of the clear-sky index within an hour, from the index of the hour and its neighbours.
double spread_within_hour(double before, double now, double after);

/// Mean of what exceeds `limit` in an hour with that mean and standard deviation.
double mean_above(double limit, double mean, double deviation);

/// Alternating current of each hour as a share of the panels' rating, from their direct current
/// (`panel_year`). Negative at night where the inverter draws.
std::vector<double> inverter_year(const PvInverter& inverter, std::span<const double> panels,
                                  const WeatherYear& weather, std::span<const SunPosition> sun);

}  // namespace islet
