// How warm solar cells get, by four published models.
#include "energy/cell_temperature.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace islet {
namespace {

/// In the order of `RackKind`.
constexpr std::array<SapmCoefficients, 4> sapm_racks = {{
    {-3.56, -0.0750, 3},
    {-3.47, -0.0594, 3},
    {-2.98, -0.0471, 1},
    {-2.81, -0.0455, 0},
}};

}  // namespace

SapmCoefficients sapm_of(RackKind rack) { return sapm_racks[static_cast<std::size_t>(rack)]; }

/// Temperature of the cells.
///
///     sapm:   air + light exp(a + b wind) + light / 1000 * dT      (open rack, polymer back:
///             a -3.56, b -0.075, dT 3 K)
///     faiman: air + light / (25 + 6.84 wind)
///     noct:   air + light / 800 (NOCT - 20) (1 - efficiency / 0.9) 9.5 / (5.7 + 3.8 * 0.51 wind)
///     pvsyst: air + light 0.9 (1 - efficiency) / (29 + 0 wind)
///     ross:   air + light (NOCT - 20) / 800
///
/// Valid for   hourly means
/// Leaves out  the module's own heat store, rain
/// Source      King, Boyson, Kratochvil, SAND2004-3535; Faiman, Prog. Photovoltaics 16(4), 2008;
///             Gilman et al., NREL/TP-6A20-67399, 2018; PVsyst 7 help, "Array thermal losses";
///             Ross, "Interface design considerations", JPL, 1980
Temperature cell_temperature(const CellCooling& cooling, const PanelAir& now) {
  const double g = now.light / watt_per_square_metre;
  const double w = std::max(0.0, now.wind / metre_per_second);
  switch (cooling.model) {
    case CellModel::sapm: {
      const SapmCoefficients rack = cooling.sapm.value_or(sapm_of(cooling.rack));
      return now.air +
             (g * std::exp(rack.a + rack.b * w) + g / 1000.0 * rack.cell_over_module_k) * kelvin;
    }
    case CellModel::faiman:
      return now.air + g / (cooling.faiman.still + cooling.faiman.with_wind * w) * kelvin;
    case CellModel::noct:
      return now.air + g / 800.0 * ((cooling.nominal_cell - celsius(20)) / kelvin) *
                           (1.0 - cooling.efficiency / cooling.absorptance) * 9.5 /
                           (5.7 + 3.8 * cooling.wind_share * w) * kelvin;
    case CellModel::pvsyst:
      return now.air + g * cooling.absorptance * (1.0 - cooling.efficiency) /
                           (cooling.pvsyst.still + cooling.pvsyst.with_wind * w) * kelvin;
    case CellModel::ross:
      return now.air + g / 800.0 * (cooling.nominal_cell - celsius(20));
  }
  return now.air;
}

}  // namespace islet
