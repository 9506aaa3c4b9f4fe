// Which of several unequal generator sets run, and at what: by looking at every choice.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/generator.h"

namespace islet {

inline constexpr std::size_t committed_sets_max = 10;

/// A set as the choice sees it.
struct SetState {
  Generator set;
  bool can_run = true;    ///< false after a failed start, in service, without fuel
  bool must_run = false;  ///< still in its minimum run; it counts only if it can run
  bool is_running = false;
  Volume start_fuel;  ///< fuel that a start is worth: wear and warm-up
};

struct Commitment {
  std::vector<Power> output;  ///< one for each set; 0: rests
  std::vector<bool> runs;
  FuelFlow fuel;
  Volume start_fuel;        ///< of the sets that have to start
  Power dumped;             ///< minimum load that nobody takes
  Power shortfall;          ///< of the load
  Power reserve_shortfall;  ///< of load and reserve, by what runs
};

/// The choice with the least shortfall, then the least shortage of reserve, then the least fuel
/// over `step` with starts. At most `committed_sets_max` sets.
Commitment commit_sets(std::span<const SetState> sets, Power load, Power reserve, Duration step);

}  // namespace islet
