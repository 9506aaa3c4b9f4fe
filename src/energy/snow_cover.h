// Snow on panels over the year, for `PanelCover::snow`.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/panels.h"

namespace islet {

/// How snow covers and leaves panels.
struct SnowRule {
  Length covering_fall = 0.01 * metre;  ///< fresh snow in an hour that covers all
  double slide_per_hour = 0.197;        ///< of the slant height, times the sine of the tilt
  int strings = 1;                      ///< along the slant; one that is partly covered gives none
};

/// Share of the panels without power in each hour, from the fresh snow of each hour.
std::vector<double> snow_year(const SnowRule& rule, std::span<const Length> snowfall,
                              const WeatherYear& weather, std::span<const SunPosition> sun,
                              const PanelMount& mount);

}  // namespace islet
