// Power of a wind turbine from the wind's speed.
#pragma once

#include "base/quantity.h"

namespace islet {

/// A turbine by four figures. Rated power over the swept area sets how early it is full.
struct WindCurve {
  Irradiance specific_power{300.0};  ///< rated power / swept area, W/m2
  double power_coefficient = 0.50;   ///< below the rotor's 16/27 at best
  double sharpness = 3.0;            ///< of the bend at rated power
  Speed cut_out{25.0};
};

/// Power at the wind's speed at hub height, as a share of the rating, 0..1.
double wind_share(const WindCurve& curve, Speed wind);

/// Speed at hub height from a speed measured lower down.
Speed wind_at_hub(Speed measured, Length mast, Length hub, double shear = 1.0 / 7);

/// Factor on the power of a turbine for thin or dense air.
double air_density_share(Length altitude, Temperature air);

}  // namespace islet
