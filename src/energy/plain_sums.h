// What the plain hours of a plant-year add up to, and the flows that follow from it.
#pragma once

#include "base/quantity.h"
#include "energy/plant.h"

namespace islet {

/// Sums over plain hours. Powers are sums of hourly means.
struct PlainSums {
  int resting_hours = 0, running_hours = 0;
  int starts = 0;
  Power out;         ///< of the battery, while the generator rests
  Power in;          ///< while it rests
  Power in_running;  ///< while it runs
  Power load_resting;
  // While it runs:
  Power sun;  ///< used on the bus
  Power made, dumped, load;
  Energy taken_from_store;
  Energy above_floor;  ///< sum of what is stored above the floor at the end of each hour
  Energy lowest = Energy(1e300);
  bool wanted_fuel = false;  ///< a generator rested that could not have run

  void add_to(StepFlows& flows, const Plant& plant) const;
};

}  // namespace islet
