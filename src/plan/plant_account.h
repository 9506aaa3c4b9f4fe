// The plant's year of one design as an account: where the energy went, what running it cost, and
// how much of that somebody with perfect foresight would have saved.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/plant_year.h"

namespace islet {

/// What running the plant costs in a year.
struct RunningCost {
  Money fuel, grid, upkeep, refused;

  Money total() const { return fuel + grid + upkeep + refused; }
};

/// Shares of the hours of a year by the battery's charge.
struct ChargeHours {
  double empty = 0;  ///< at its floor
  double below_quarter = 0;
  double above_three_quarters = 0;
  double full = 0;
};

struct PlantAccount {
  PlantYear run;  ///< the first weather year, the plant at half its life
  std::array<StepFlows, months_per_year> months{};
  ChargeHours charge;
  Power panels;           ///< rating at half the life, a turbine's included
  Power panels_taken;     ///< that the controllers take; 0: all
  Energy panels_cut_off;  ///< offered beyond that
  RunningCost cost;       ///< of the rule
  Money least;            ///< of any schedule, see `foresight_bound`
  /// Of the rule that the site did not choose, and what it serves beyond the one chosen.
  struct OtherRule {
    bool looks_ahead = false;  ///< by the days before; else it goes by the battery's charge
    Money cost;
    Energy served_more;
  };
  std::optional<OtherRule> other_rule;  ///< where there is a set to start
  Money yearly;                         ///< of the whole design: lifetime cost over its life
  EnergyPrice dearest_refused;          ///< highest price put on energy refused
  EnergyPrice cheapest_refused;

  /// What the rule pays above the least, as a share of that. 0 where neither pays anything.
  double above_least() const {
    const double slack = (cost.total() - least) / dollar;
    return least > Money() ? std::max(0.0, slack) / (least / dollar) : 0.0;
  }
  /// The same as a share of what the whole design costs a year: for a least that is next to
  /// nothing.
  double above_least_of_yearly() const {
    const double slack = (cost.total() - least) / dollar;
    return yearly > Money() ? std::max(0.0, slack) / (yearly / dollar) : 0.0;
  }
};

/// Below this a year's running cost is nothing to compare.
inline constexpr Money nothing_to_compare = 1.0 * dollar;

}  // namespace islet
