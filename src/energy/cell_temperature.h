// How warm solar cells get.
#pragma once

#include <optional>

#include "base/quantity.h"

namespace islet {

enum class CellModel { sapm, faiman, noct, pvsyst, ross };

/// How a panel is held, as far as its back gets air (coefficients of the SAPM model).
enum class RackKind { open_polymer, open_glass, close_roof, insulated_back };

/// Coefficients of the SAPM model; b in s/m.
struct SapmCoefficients {
  double a = -3.56, b = -0.0750, cell_over_module_k = 3;
};
/// Of a rack.
SapmCoefficients sapm_of(RackKind rack);

/// Heat that a panel gives off, W/(m2 K), and more with each m/s of wind.
struct HeatLoss {
  double still = 0, with_wind = 0;
};

/// What of a panel its temperature depends on. Of the coefficients only those of the model count.
struct CellCooling {
  CellModel model = CellModel::sapm;
  RackKind rack = RackKind::open_polymer;
  Temperature nominal_cell = celsius(45);  ///< NOCT; only its model looks at it
  double efficiency = 0.2;                 ///< at 1000 W/m2; NOCT and PVsyst look at it
  double absorptance = 0.9;
  double wind_share = 0.51;  ///< NOCT: wind at the panel over that at station height, low mounts
  std::optional<SapmCoefficients> sapm = std::nullopt;  ///< in place of those of the rack
  HeatLoss faiman = {25.0, 6.84};
  HeatLoss pvsyst = {29.0, 0.0};
};

/// The weather of one moment around a panel; `wind` at station height (10 m).
struct PanelAir {
  Irradiance light;  ///< on the plane
  Temperature air;
  Speed wind;
};

/// Temperature of the cells, without heat stored in them.
Temperature cell_temperature(const CellCooling& cooling, const PanelAir& now);

}  // namespace islet
