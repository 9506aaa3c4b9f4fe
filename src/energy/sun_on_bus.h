// The sun of each hour on the bus: what depends on the size of the panels alone.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/plant.h"
#include "energy/plant_year.h"

namespace islet {

class SunOnBus {
 public:
  SunOnBus(const Plant& plant, const PlantWeather& weather);

  /// By hour.
  const Power* data() const { return on_bus_.data(); }
  /// What the panels could give in whole days, controllers aside.
  Energy offered(int first_hour, int end) const;

 private:
  std::vector<Power> on_bus_;
  std::span<const double> yield_;
  Power panels_;
};

}  // namespace islet
