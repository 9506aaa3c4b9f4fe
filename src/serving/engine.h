// One engine as the scheduler sees it: what it can hold, run and draw.
#pragma once

#include <cstdint>
#include <limits>

#include "serving/request.h"

namespace islet {

/// A set of models, one bit each.
struct ModelSet {
  std::uint64_t bits = 0;

  constexpr bool has(ModelId model) const { return ((bits >> index_of(model)) & 1U) != 0; }
  constexpr ModelSet& add(ModelId model) {
    bits |= std::uint64_t{1} << index_of(model);
    return *this;
  }
  friend constexpr bool operator==(ModelSet, ModelSet) = default;
};

inline constexpr Tokens unlimited_tokens{std::numeric_limits<double>::infinity()};

struct EngineSpec {
  EngineId id{};
  ModelSet models{};                ///< that it can serve
  bool swaps = false;               ///< holds one of them at a time; changing it takes a load
  ModelId loaded{};                 ///< with `swaps`: the one it holds when it comes up
  int slots = 1;                    ///< requests that run at once
  Tokens cache = unlimited_tokens;  ///< booked by the requests that run
  bool can_preempt = true;          ///< stops a request at the next step
  Duration quantum{};               ///< the longest it computes before it looks at a decision
  int parked_max = 0;               ///< requests it can keep aside with their progress
  Tokens parked_cache = unlimited_tokens;  ///< cache that parked requests may take together
  Residency where = Residency::site;
  Power idle{};           ///< while up
  Power full{};           ///< at most
  Power least_cap{};      ///< lowest cap it takes; 0: it takes no cap
  bool switches = false;  ///< may be turned off and on
  Duration load_time{};   ///< with `swaps`: usual time to change the model
  Duration start_time{};  ///< with `switches`: from off to up
};

}  // namespace islet
