// How warm solar cells get, by four published models.
#include "energy/cell_temperature.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace islet {
namespace {

/// Wind at the panels, taken from station height (10 m): SSC's factor for a low mount.
constexpr double wind_at_panel = 0.51;

/// Coefficients of the SAPM model by rack, in the order of `RackKind`.
struct Sapm {
  double a, b, cell_over_module_k;
};
constexpr std::array<Sapm, 4> sapm_racks = {{
    {-3.56, -0.0750, 3},
    {-3.47, -0.0594, 3},
    {-2.98, -0.0471, 1},
    {-2.81, -0.0455, 0},
}};

}  // namespace

/// Temperature of the cells.
///
///     sapm:   air + light exp(a + b wind) + light / 1000 * dT      (open rack, polymer back:
///             a -3.56, b -0.075, dT 3 K)
///     faiman: air + light / (25 + 6.84 wind)
///     noct:   air + light / 800 (NOCT - 20) (1 - efficiency / 0.9) 9.5 / (5.7 + 3.8 * 0.51 wind)
///     pvsyst: air + light 0.9 (1 - efficiency) / 29
///
/// Valid for   hourly means
/// Leaves out  the module's own heat store, rain
/// Source      King, Boyson, Kratochvil, SAND2004-3535; Faiman, Prog. Photovoltaics 16(4), 2008;
///             Gilman et al., NREL/TP-6A20-67399, 2018; PVsyst 7 help, "Array thermal losses"
Temperature cell_temperature(const CellCooling& cooling, const PanelAir& now) {
  const double g = now.light / watt_per_square_metre;
  const double w = std::max(0.0, now.wind / metre_per_second);
  switch (cooling.model) {
    case CellModel::sapm: {
      const Sapm& rack = sapm_racks[static_cast<std::size_t>(cooling.rack)];
      return now.air +
             (g * std::exp(rack.a + rack.b * w) + g / 1000.0 * rack.cell_over_module_k) * kelvin;
    }
    case CellModel::faiman:
      return now.air + g / (25.0 + 6.84 * w) * kelvin;
    case CellModel::noct:
      return now.air + g / 800.0 * ((cooling.nominal_cell - celsius(20)) / kelvin) *
                           (1.0 - cooling.efficiency / 0.9) * 9.5 /
                           (5.7 + 3.8 * wind_at_panel * w) * kelvin;
    case CellModel::pvsyst:
      return now.air + g * 0.9 * (1.0 - cooling.efficiency) / 29.0 * kelvin;
  }
  return now.air;
}

}  // namespace islet
