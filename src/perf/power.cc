#include "perf/power.h"

#include <algorithm>

#include "base/check.h"
#include "perf/evidence.h"

namespace islet {
namespace {

// Share of the range from idle to limit that full use of one resource takes. Prefill draws
// 0.75-1.02 of the limit, decoding with the memory saturated 0.45-0.75; A100 traces of Splitwise
// (MIT), 2023.
constexpr double compute_weight = 1.0;
constexpr double memory_weight = 0.6;

}  // namespace

/// Mean power of a board that is busy in part.
///
///     power = idle + (limit - idle) * min(1, above_idle * min(1, 1.0 * compute + 0.6 * memory))
///
/// Valid for   means over a step or longer, at the stock power limit
/// Leaves out  clocks that fall with heat, spikes under 1 s, links
/// Source      form: GenZ (arXiv 2406.01698) and utilisation models it cites; weights as above
Power board_power(Power idle, Power limit, BoardUse use, double above_idle) {
  const double share =
      compute_weight * std::max(0.0, use.compute) + memory_weight * std::max(0.0, use.memory);
  const double drawn = std::min(1.0, std::min(1.0, share) * above_idle);
  return idle + drawn * std::max(Power{}, limit - idle);
}

/// Speed under a power limit: clocks fall in proportion to what the limit leaves above a fifth of
/// the board's own, and decoding, which draws less, feels it later.
///
///     prompts  = 1.25 (cap - 0.2 limit) / (0.8 limit)
///     decoding = 1.7 (cap - 0.2 limit) / (0.45 limit)       both from 0.05 to 1
///
/// Valid for   RTX 3090 from 100 to 350 W (six limits, one post of 2026)
/// Leaves out  the voltage curve, memory clocks
/// Source      power sweep of six RTX 3090 with MiniMax-M2.5, llama.cpp, in data/measured/
double capped_speed(Power limit, Power cap, bool decoding) {
  if (cap <= Power{} || limit <= Power{}) return 1.0;
  const Power left = cap - 0.2 * limit;
  const double speed = decoding ? 1.7 * (left / (0.45 * limit)) : 1.25 * (left / (0.8 * limit));
  return std::clamp(speed, 0.05, 1.0);
}

/// Draw at the input of a node.
///
///     power = (boards_idle + host_idle + busy * (boards_busy - boards_idle
///              + host_serving - host_idle)) / supply_efficiency
///
/// Valid for   means over many requests
/// Leaves out  the fall of efficiency at low load, fans that follow temperature
/// Source      linear utilisation model, Fan, Weber, Barroso, "Power provisioning", ISCA 2007
Power wall_power(const NodePower& node, double busy) {
  CHECK(node.supply_efficiency > 0);
  const double share = std::clamp(busy, 0.0, 1.0);
  const Power idle = node.boards_idle + node.host_idle;
  const Power work = node.boards_busy + node.host_serving;
  return (idle + share * (work - idle)) / node.supply_efficiency;
}

Estimate<Power> wall_power_estimate(const NodePower& node, double busy, const std::string& source) {
  return within_factor(wall_power(node, busy), power_range_factor, Grade::c, source);
}

/// Energy of one item, idle draw shared out.
///
///     energy = mean power / rate
///
/// Valid for   a node that serves this work alone
/// Leaves out  who pays for the idle draw when several workloads share a node
/// Source      definition; MLPerf Power (arXiv 2410.12032) measures the same quotient
Energy energy_per_item(Power mean, Frequency rate) {
  CHECK(rate > Frequency{});
  return mean / rate;
}

EnergyPerToken energy_per_token(Power mean, TokenRate rate) {
  CHECK(rate > TokenRate{});
  return mean / rate;
}

/// Energy of one more item on a node that runs anyway.
///
///     energy = device_time * (power at work - power at idle)
///
/// Source      difference of the node's draw with and without the item
Energy marginal_energy_per_item(const NodePower& node, Duration device_time) {
  return device_time * (wall_power(node, 1.0) - wall_power(node, 0.0));
}

}  // namespace islet
