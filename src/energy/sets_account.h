// Unequal generator sets together: which of them carry a load with the least fuel, and how often
// the load is lost when they fail.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"
#include "energy/generator.h"
#include "energy/set_commitment.h"

namespace islet {

struct CommittedPoint {
  double share = 0;  ///< of all sets' ratings
  Power load;
  Commitment choice;
  FuelFlow all_running;  ///< what every set running would burn
};

struct SetsAccount {
  std::vector<CommittedPoint> points;  ///< at 10, 20, ... 100 % of all ratings
  Duration lost;                       ///< a year, expected, at the load asked about
  Energy unserved;                     ///< a year, expected
  Duration longest_spell;  ///< that one year in ten reaches, up to 48 h; 0 for more than two sets
};

/// At most `committed_sets_max` sets, at least one.
SetsAccount sets_account(std::span<const Generator> sets, Power load);

}  // namespace islet
