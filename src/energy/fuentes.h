// Temperature of cells whose module stores heat, after Fuentes.
#pragma once

#include "base/quantity.h"
#include "energy/cell_temperature.h"

namespace islet {

/// A module that is warmed and cooled hour by hour. Call it for every hour with sun, in order; in
/// between it keeps its temperature.
class FuentesModule {
 public:
  /// `installed` is the temperature at 800 W/m2, 20 C and 1 m/s as mounted: 45 C open, 49 C on
  /// roofs.
  explicit FuentesModule(Temperature installed, Length height = 5.0 * metre);

  /// The cells at the end of an hour with this light and air.
  Temperature after(const PanelAir& now);

 private:
  double back_share_ = 0;    ///< back's heat transfer by air over the top's, with it: both sides
  double ground_share_ = 0;  ///< ground above the air over module above the air
  double heat_store_ = 0;    ///< J/(m2 K)
  double wind_share_ = 1;    ///< wind at the module over that at station height
  double module_k_ = 293.15;
  double absorbed_ = 0;  ///< W/m2 in the hour before
};

}  // namespace islet
