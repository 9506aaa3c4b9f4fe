// How warm solar cells get.
#pragma once

#include "base/quantity.h"

namespace islet {

enum class CellModel { sapm, faiman, noct, pvsyst };

/// How a panel is held, as far as its back gets air (coefficients of the SAPM model).
enum class RackKind { open_polymer, open_glass, close_roof, insulated_back };

/// What of a panel its temperature depends on.
struct CellCooling {
  CellModel model = CellModel::sapm;
  RackKind rack = RackKind::open_polymer;
  Temperature nominal_cell = celsius(45);  ///< NOCT; only its model looks at it
  double efficiency = 0.2;                 ///< at 1000 W/m2; NOCT and PVsyst look at it
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
