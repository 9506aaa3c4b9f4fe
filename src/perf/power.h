// Electric power: one board by what it does, the host around it, and what the supply draws.
#pragma once

#include <string>

#include "base/estimate.h"
#include "base/quantity.h"

namespace islet {

/// Shares of a board's time (0 to 1) in which its arithmetic and its memory are busy.
struct BoardUse {
  double compute = 0;
  double memory = 0;
};

/// Mean power of one board in work.
/// `above_idle` scales what it draws above idle (calibration); never beyond the limit.
Power board_power(Power idle, Power limit, BoardUse use, double above_idle = 1.0);

/// Share of its speed (0.05 to 1) that a board of that limit keeps under a lower one; 1 where `cap`
/// is 0. `decoding` draws less than prompts and feels it later.
double capped_speed(Power limit, Power cap, bool decoding);

/// Boards and host of one node. All without supply losses.
struct NodePower {
  Power boards_idle;  ///< all boards together
  Power boards_busy;  ///< all boards together while they work
  Power host_idle;
  Power host_serving;  ///< while requests are in work
  double supply_efficiency = 1;
};

/// Draw at the node's input when its devices work for `busy` (0 to 1) of the time.
Power wall_power(const NodePower& node, double busy);

/// What people see: grade C, range factor `power_range_factor`.
Estimate<Power> wall_power_estimate(const NodePower& node, double busy, const std::string& source);

/// Energy of one item (frame, request, query), its share of idle draw included: mean draw over
/// rate. `rate` > 0.
Energy energy_per_item(Power mean, Frequency rate);
EnergyPerToken energy_per_token(Power mean, TokenRate rate);

/// Energy that one more item costs on a node that is on anyway.
Energy marginal_energy_per_item(const NodePower& node, Duration device_time);

}  // namespace islet
