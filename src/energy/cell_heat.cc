#include "energy/cell_heat.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {

/// A lumped mass, solved exactly over the step.
///
///     steady = room + warmth / loss,  tau = heat / loss
///     end    = steady + (start - steady) e^(-t / tau)
///     mean   = steady + (start - steady) (tau / t) (1 - e^(-t / tau))
///
/// Valid for   any step; heat spreads faster inside the block than it leaves
/// Leaves out  differences between cells, the room that warms with the block
/// Source      DiOrio et al., "Technoeconomic Modeling of Battery Energy Storage in SAM",
///             NREL/TP-6A20-64641, 2015, thermal model
BlockStep block_step(const CellBlock& block, Temperature start, Temperature room, Power warmth,
                     Duration step) {
  CHECK(block.loss > Conductance() && block.heat > HeatCapacity() && step > Duration());
  const Temperature steady = room + warmth / block.loss;
  const Duration tau = block.heat / block.loss;
  const double gone = -std::expm1(-(step / tau));
  const TemperatureDifference offset = start - steady;
  return {steady + offset * (gone * (tau / step)), steady + offset * (1 - gone)};
}

/// Straight lines through the points; the first and the last go on.
///
///     share(T) = share_i + (share_i+1 - share_i) (T - T_i) / (T_i+1 - T_i)
///     within 0 and the highest share of the curve
///
/// Valid for   the makers' curves, some 10 K beyond their ends
/// Leaves out  that cold cells also lose power
/// Source      DiOrio et al., NREL/TP-6A20-64641, 2015, capacity against temperature
double capacity_share(std::span<const CapacityPoint> curve, Temperature cells) {
  CHECK(!curve.empty());
  if (curve.size() == 1) return curve.front().share;
  std::size_t high = 1;
  while (high + 1 < curve.size() && cells > curve[high].cells) ++high;
  const CapacityPoint& below = curve[high - 1];
  const CapacityPoint& above = curve[high];
  const double part = (cells - below.cells) / (above.cells - below.cells);
  const double share = below.share + part * (above.share - below.share);
  double most = 0;
  for (const CapacityPoint& point : curve) most = std::max(most, point.share);
  return std::clamp(share, 0.0, most);
}

}  // namespace islet
