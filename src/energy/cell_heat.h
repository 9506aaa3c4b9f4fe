// Heat of a battery: one lump of mass in a room, warmed by its own current.
#pragma once

#include <span>

#include "base/quantity.h"

namespace islet {

using HeatCapacity = Quantity<Dimension{.joule = 1, .kelvin = -1}>;
using Conductance = Quantity<Dimension{.joule = 1, .second = -1, .kelvin = -1}>;

/// A bank of cells that has one temperature.
struct CellBlock {
  HeatCapacity heat;  ///< mass x specific heat
  Conductance loss;   ///< surface x film coefficient; above 0
};

/// Temperatures over a step of constant loss.
struct BlockStep {
  Temperature mean;
  Temperature end;
};

/// `warmth` is the electric loss that becomes heat.
BlockStep block_step(const CellBlock& block, Temperature start, Temperature room, Power warmth,
                     Duration step);

/// One point of a capacity curve.
struct CapacityPoint {
  Temperature cells;
  double share = 1;  ///< of the capacity at 25 C
};

/// Share of the capacity that cells give at a temperature. Points by rising temperature, at least
/// one; the lines go on beyond the ends.
double capacity_share(std::span<const CapacityPoint> curve, Temperature cells);

}  // namespace islet
