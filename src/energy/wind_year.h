// A wind turbine through a year of weather.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/wind_curve.h"

namespace islet {

/// Where a turbine stands against where its wind was measured.
struct WindSite {
  Length mast{10.0};  ///< height of the anemometer: 10 m at weather stations
  Length hub{15.0};
  double shear = 1.0 / 7;  ///< open land; 0.10 at sea, 0.25 woods
  Length altitude = Length();
  double losses = 0.10;  ///< outages, wiring, wakes. Assumption, grade D, 2026-11
};

/// Power of each hour as a share of the rating, 0..1.
std::vector<double> wind_year(const WindCurve& curve, const WindSite& place,
                              const WeatherYear& weather);

}  // namespace islet
