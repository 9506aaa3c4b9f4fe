// How long the safety loads run from the battery alone, and then from a UPS.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/plant_year.h"

namespace islet {

/// What the safety loads draw at one of their levels, whatever the sizes of the plant.
struct SafetyLevel {
  double charge_end = 0;        ///< the level holds while the charge is not below this
  std::vector<double> until_w;  ///< sums before each hour of two years running
  Power most;                   ///< highest hour
};

/// By falling charge. For many plants at one site.
std::vector<SafetyLevel> safety_levels(const Cooling& cooling, std::span<const Temperature> air,
                                       std::span<const Load> loads);

/// Shortest time over all starting hours of the year that the safety loads run from the battery
/// and a UPS alone, from `start_charge` down to its floor: no sun, no grid, no generator. Their
/// degrade steps are used, as shares of the whole battery: nothing else stands behind it. At most
/// one year.
Duration ride_through(const Plant& plant, std::span<const SafetyLevel> levels,
                      double start_charge = 1);

/// The same for a single plant.
Duration ride_through(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                      double start_charge = 1);

}  // namespace islet
