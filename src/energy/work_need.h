// Marks of the generator, and of the steps of `when_short`, by hours of work instead of shares of
// the battery: what is kept ready does not grow with the battery, so that a larger one is not
// filled with fuel before the sun comes, and gives up no more.
#pragma once

#include <array>
#include <span>

#include "base/quantity.h"
#include "energy/plant.h"
#include "energy/plant_year.h"
#include "energy/policy.h"

namespace islet {

/// What the loads ask for in an hour of the day, over the year.
struct HourNeed {
  Power most{};  ///< of all loads at full level, without cooling
  /// The highest charge below which a load that asks for something is set to do less, as the site
  /// file counts it.
  double gives_up_below = 0;
  bool is_quiet = false;  ///< the generator may not start
};

/// What the loads of a year ask of a store.
struct WorkNeed {
  Power mean{};  ///< of all loads at full level, without cooling
  /// The highest charge below which some load is set to do less, as the site file counts it: the
  /// generator starts before that.
  double gives_up_below = 0;
  std::array<HourNeed, 24> hours{};
};

/// Of hours_per_year hourly means each. `quiet`: by hour of the day, the generator may not start.
WorkNeed work_need(std::span<const Load> loads, const std::array<bool, 24>& quiet = {});

/// The share of the battery that the site file's shares count, above 0 and at most 1: those of what
/// is kept for safety work and of the steps of `when_short`; see the source for the formula.
double counted_share(const Plant& plant, const WorkNeed& need);

/// When the generator of this plant starts and stops, and where the steps of its loads lie; see the
/// source for the formula.
GeneratorRule rule_by_need(const Plant& plant, const WorkNeed& need);

}  // namespace islet
