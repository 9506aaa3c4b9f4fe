// The sun of each hour on the bus: what depends on the size of the panels alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/plant.h"
#include "energy/plant_year.h"

namespace islet {

/// Sums of the hourly means of each day of the year.
using DaySums = std::array<Power, hours_per_year / 24>;

/// What panels of this rated power could give, controllers aside. `yield`: hours_per_year values in
/// watts per rated watt, or none.
DaySums offered_by_day(std::span<const double> yield, Power panels);

class SunOnBus {
 public:
  /// The weather's spans must outlive it.
  SunOnBus(const Plant& plant, const PlantWeather& weather);
  // A copy would look into the other's `dark_`.
  SunOnBus(SunOnBus&&) = default;
  SunOnBus& operator=(SunOnBus&&) = default;

  /// Of an hour of the year.
  Power operator[](int i) const {
    const Power offered = yield_[i] * panels_;
    return (offered < most_ ? offered : most_) * to_bus_;
  }

 private:
  std::vector<double> dark_;  ///< stands for a yield that is not there
  const double* yield_;
  Power panels_, most_;
  double to_bus_;
};

}  // namespace islet
