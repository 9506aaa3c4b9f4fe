// Marks of the generator by hours of work instead of shares of the battery: what is kept ready does
// not grow with the battery, so that a larger one is not filled with fuel before the sun comes.
#pragma once

#include <span>

#include "base/quantity.h"
#include "energy/plant.h"
#include "energy/plant_year.h"
#include "energy/policy.h"

namespace islet {

/// What the loads of a year ask of a store.
struct WorkNeed {
  Power mean;  ///< of all loads at full level, without cooling
  /// The highest charge, of those up to the usual `start_below`, below which some load is set to do
  /// less: the generator starts before that.
  double gives_up_below = 0;
};

/// Of hours_per_year hourly means each.
WorkNeed work_need(std::span<const Load> loads);

/// When the generator of this plant starts and stops; see the source for the formula.
GeneratorRule rule_by_need(const Plant& plant, const WorkNeed& need);

}  // namespace islet
