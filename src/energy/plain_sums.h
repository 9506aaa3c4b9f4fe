// What the plain hours of a plant-year add up to, and the flows that follow from it.
#pragma once

#include "base/quantity.h"
#include "energy/filled_hours.h"
#include "energy/plant.h"

namespace islet {

/// Sums over plain hours. Powers are sums of hourly means.
struct PlainSums {
  int resting_hours = 0;  ///< sun and battery do
  int running_hours = 0;  ///< the generator runs
  int grid_hours = 0;     ///< sun and grid do; and all of `filled`
  int starts = 0;
  // In resting hours, of the battery and the loads:
  Power out, in, load_resting;
  // In the others:
  Power sun;  ///< used on the bus
  Power made, dumped, grid, in_fed, load;
  FilledSums filled;
  Energy taken_from_store;
  Energy above_floor;  ///< sum of what is stored above the floor at the end of each hour
  Energy lowest = Energy(1e300);
  bool wanted_fuel = false;  ///< a generator rested that could not have run

  int hours() const { return resting_hours + running_hours + grid_hours; }
  void add_to(StepFlows& flows, const Plant& plant) const;
};

}  // namespace islet
