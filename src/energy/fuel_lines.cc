#include "energy/fuel_lines.h"

#include <array>

#include "base/check.h"

namespace islet {

/// Least squares through the points.
///
///     slope   = sum (P - mean P)(F - mean F) / sum (P - mean P)^2
///     no_load = (mean F - slope mean P) / rated
///
/// Valid for   between the smallest and the largest load of the sheet
/// Leaves out  the curve's bend
/// Source      HOMER Pro 3.12 help, "Generator fuel curve"
FuelLine fuel_line_through(Power rated, std::span<const FuelPoint> points) {
  CHECK(rated > Power() && points.size() >= 2);
  const auto count = static_cast<double>(points.size());
  Power mean_output;
  FuelFlow mean_flow;
  for (const FuelPoint& point : points) {
    mean_output += point.output / count;
    mean_flow += point.flow / count;
  }
  double spread = 0;
  double together = 0;
  for (const FuelPoint& point : points) {
    const double apart = (point.output - mean_output) / watt;
    spread += apart * apart;
    together += apart * ((point.flow - mean_flow) / (litre / hour));
  }
  CHECK(spread > 0);
  const FuelPerEnergy slope = together / spread * (litre / hour / watt);
  return {(mean_flow - slope * mean_output) / rated, slope};
}

/// The line through two efficiencies.
///
///     burn(P) = P / efficiency / content
///     slope   = (1 / full - 0.5 / half) / 0.5 / content,  no_load = 1 / full / content - slope
///
/// Valid for   from half to full load
/// Leaves out  low load
/// Source      REopt.jl manual: generator electric efficiency at full and half load
FuelLine fuel_line_of(double full_load_efficiency, double half_load_efficiency,
                      EnergyPerVolume content) {
  CHECK(full_load_efficiency > 0 && half_load_efficiency > 0 && content > EnergyPerVolume());
  const double full = 1 / full_load_efficiency;
  const double half = 0.5 / half_load_efficiency;
  const double slope = (full - half) / 0.5;
  return {(full - slope) / content, slope / content};
}

/// Heat of the fuel.
///
///     heat = output * heat_rate
///
/// Valid for   a set run near its rating
/// Leaves out  part load, starting
/// Source      definition; 8,989 Btu/kWh for gas engines in the off-grid AI study, 2024
Energy fuel_heat(Energy output, double heat_rate) { return heat_rate * output; }

/// Heating values and carbon by the US EIA's and EPA's tables (2024): diesel 137,381 Btu/gal and
/// 10.21 kg/gal, propane 91,452 Btu/gal and 5.72 kg/gal, natural gas 1,036 Btu/cf and 0.0544 kg/cf.
const Fuel* fuel_of(std::string_view name) {
  constexpr Volume cubic_foot{0.028316846592};
  constexpr EnergyPerVolume diesel_heat = 137381 * btu / us_gallon;
  constexpr EnergyPerVolume propane_heat = 91452 * btu / us_gallon;
  constexpr EnergyPerVolume gas_heat = 1036 * btu / cubic_foot;
  constexpr double btu_per_kwh = kilowatt_hour / btu;
  static constexpr std::array<Fuel, 3> fuels{{
      {"diesel", diesel_heat, 10.21 / 137381 * btu_per_kwh},
      {"propane", propane_heat, 5.72 / 91452 * btu_per_kwh},
      {"natural_gas", gas_heat, 0.0544 / 1036 * btu_per_kwh},
  }};
  for (const Fuel& fuel : fuels) {
    if (fuel.name == name) return &fuel;
  }
  return nullptr;
}

}  // namespace islet
