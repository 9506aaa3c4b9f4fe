// Fuel lines of generator sets from what makers state: several loads, two efficiencies, a heat
// rate; and what fuels hold.
#pragma once

#include <span>
#include <string_view>

#include "base/quantity.h"
#include "energy/generator.h"

namespace islet {

using EnergyPerVolume = Quantity<Dimension{.joule = 1, .metre = -3}>;

/// One load of a maker's sheet.
struct FuelPoint {
  Power output;
  FuelFlow flow;
};

/// The line nearest to the points (least squares). At least two different outputs.
FuelLine fuel_line_through(Power rated, std::span<const FuelPoint> points);

/// The line through the efficiencies at full and at half load, for a fuel of `content`.
FuelLine fuel_line_of(double full_load_efficiency, double half_load_efficiency,
                      EnergyPerVolume content);

/// Heat in the fuel that makes `output` at a constant heat rate (heat / electricity).
Energy fuel_heat(Energy output, double heat_rate);

/// What a fuel holds (higher heating value, at 15 C; natural gas at 15 C and 1 atm).
struct Fuel {
  std::string_view name;
  EnergyPerVolume content;
  double co2_kg_per_kwh = 0;  ///< of heat, when burnt
};

/// "diesel", "propane" (liquid), "natural_gas"; nullptr for another name.
const Fuel* fuel_of(std::string_view name);

inline constexpr Energy btu{1055.05585262};
inline constexpr Volume us_gallon{3.785411784e-3};

}  // namespace islet
