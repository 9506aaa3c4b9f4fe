// Power of a module by its equivalent circuit of one diode.
#include "energy/single_diode.h"

#include <algorithm>
#include <cmath>

namespace islet {
namespace {

constexpr double reference_k = 298.15;
constexpr double boltzmann_ev = 8.618e-5;  // eV/K
constexpr double gap_ev = 1.12;            // silicon at 25 C

/// The circuit at given light and temperature.
struct Circuit {
  double light, saturation, thermal, series, shunt;

  /// Current at the voltage across the diode, and its change with it.
  double current(double diode_volt) const {
    return light - saturation * std::expm1(diode_volt / thermal) - diode_volt / shunt;
  }
  double slope(double diode_volt) const {
    return -saturation / thermal * std::exp(diode_volt / thermal) - 1 / shunt;
  }
  double power(double diode_volt) const {
    const double now = current(diode_volt);
    return (diode_volt - now * series) * now;
  }
  /// Change of power with the diode's voltage; falls from above 0 to below it.
  double power_slope(double diode_volt) const {
    const double now = current(diode_volt);
    const double change = slope(diode_volt);
    return (1 - change * series) * now + (diode_volt - now * series) * change;
  }
};

Circuit circuit_at(const DiodeModule& module, double suns, double cell_k) {
  const double gap = gap_ev * (1 - 0.0002677 * (cell_k - reference_k));
  Circuit circuit{};
  circuit.light = std::max(
      0.0, suns * (module.light_ampere + module.current_coefficient * (cell_k - reference_k)));
  circuit.saturation = module.saturation_ampere * std::pow(cell_k / reference_k, 3) *
                       std::exp((gap_ev / reference_k - gap / cell_k) / boltzmann_ev);
  circuit.thermal = module.ideality_volt * cell_k / reference_k;
  circuit.series = module.series_ohm;
  circuit.shunt = module.shunt_ohm / suns;
  return circuit;
}

}  // namespace

/// Greatest power of the circuit.
///
///     I = IL - I0 (exp((V + I Rs) / a) - 1) - (V + I Rs) / Rsh
///     IL = S (IL_ref + mu (T - T_ref)),   Rsh = Rsh_ref / S,   a = a_ref T / T_ref
///     I0 = I0_ref (T / T_ref)^3 exp((Eg_ref / T_ref - Eg / T) / k)
///     V + I Rs is halved in until the power no longer changes with it
///
/// Valid for   crystalline and thin-film modules with their own parameters
/// Leaves out  two diodes, shade on part of the module
/// Source      De Soto, Klein, Beckman, Solar Energy 80(1), 2006; Dobos, "An improved coefficient
///             calculator for the California Energy Commission 6 parameter photovoltaic module
///             model", J. Solar Energy Engineering 134, 2012
double diode_output(const DiodeModule& module, Irradiance light, Temperature cell) {
  const double suns = light / (1000.0 * watt_per_square_metre);
  if (suns < 0.001) return 0;
  const Circuit circuit = circuit_at(module, suns, cell.in_celsius() + 273.15);
  if (circuit.light <= 0) return 0;
  double low = 0;
  double high = circuit.thermal * std::log1p(circuit.light / circuit.saturation);
  constexpr int halvings = 40;
  for (int i = 0; i < halvings; ++i) {
    const double middle = 0.5 * (low + high);
    (circuit.power_slope(middle) > 0 ? low : high) = middle;
  }
  return std::max(0.0, circuit.power(0.5 * (low + high))) / module.rating_watt();
}

}  // namespace islet
