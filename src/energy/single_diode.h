// Power of a module by its equivalent circuit of one diode.
#pragma once

#include "base/quantity.h"

namespace islet {

/// Six parameters of a module at 1000 W/m2 and 25 C, and its rating.
struct DiodeModule {
  double area_m2 = 0;
  double best_volt = 0, best_ampere = 0;  ///< at the point of most power
  double ideality_volt = 0;               ///< a: ideality, cells and thermal voltage in one
  double light_ampere = 0;
  double saturation_ampere = 0;
  double series_ohm = 0;
  double shunt_ohm = 0;
  double current_coefficient = 0;  ///< A/K, of the short-circuit current, adjusted

  double rating_watt() const { return best_volt * best_ampere; }
};

/// Greatest power over the rating, at light that reaches the cells. 0 below 1 W/m2.
double diode_output(const DiodeModule& module, Irradiance light, Temperature cell);

}  // namespace islet
