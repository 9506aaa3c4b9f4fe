#include "energy/cell_heat.h"

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

/// Straight lines between the points.
///
///     share(T) = share_i + (share_i+1 - share_i) (T - T_i) / (T_i+1 - T_i)
///
/// Valid for   between the curve's ends
/// Leaves out  that cold cells also lose power
/// Source      DiOrio et al., NREL/TP-6A20-64641, 2015, capacity against temperature
double capacity_share(std::span<const CapacityPoint> curve, Temperature cells) {
  CHECK(!curve.empty());
  if (cells <= curve.front().cells) return curve.front().share;
  for (std::size_t i = 1; i < curve.size(); ++i) {
    const CapacityPoint& low = curve[i - 1];
    const CapacityPoint& high = curve[i];
    if (cells > high.cells) continue;
    const double part = (cells - low.cells) / (high.cells - low.cells);
    return low.share + part * (high.share - low.share);
  }
  return curve.back().share;
}

}  // namespace islet
