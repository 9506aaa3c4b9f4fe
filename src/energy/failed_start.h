// What happens when every crank of the generator fails: a store that stands alone sheds class by
// class, so that the safety work lasts longest.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "base/quantity.h"
#include "catalog/importance.h"
#include "energy/bridging.h"

namespace islet {

/// Shares of the load by class, safety first; their sum is 1.
using ClassShares = std::array<double, std::size_t{importance_count}>;

/// A class of work through the failed start.
struct ClassHeld {
  Importance importance = Importance::safety;
  Power load;
  double shed_below = 0;  ///< charge of the store at which it goes; 0: never before the end
  Duration held;          ///< from the loss on, in full
};

/// The classes in their order, safety first. They go by falling charge, lowest class first, by the
/// plant's own rule (`LoadFollowing`), from a full store until it is empty, at most 30 days.
std::vector<ClassHeld> failed_start(const BridgeStore& store, Power load,
                                    const ClassShares& shares);

}  // namespace islet
