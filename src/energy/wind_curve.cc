#include "energy/wind_curve.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {

/// A rotor of constant efficiency that bends smoothly into its rating.
///
///     cube  = 0.5 Cp 1.225 kg/m3 v^3 / specific_power
///     share = max(0, -ln(exp(-a) + exp(-a cube)) / a),  0 above cut-out
///
/// Valid for   pitch-regulated turbines of 10 kW up
/// Leaves out  density (see air_density_share), hysteresis at cut-out, icing
/// Source      Microgrids.py (Haessig, CentraleSupelec), "capacity factor from wind": curve and
///             its default; 0.630 at 10 m/s for an EWT DW52 900 kW
double wind_share(const WindCurve& curve, Speed wind) {
  CHECK(curve.specific_power > Irradiance() && curve.sharpness > 0);
  constexpr double density = 1.225;
  if (wind > curve.cut_out || wind <= Speed()) return 0;
  const double speed = wind / metre_per_second;
  const double flow = 0.5 * density * speed * speed * speed;
  const double cube =
      curve.power_coefficient * flow / (curve.specific_power / watt_per_square_metre);
  const double a = curve.sharpness;
  return std::clamp(-std::log(std::exp(-a) + std::exp(-a * cube)) / a, 0.0, 1.0);
}

/// Power-law profile of the wind.
///
///     v_hub = v_mast (hub / mast)^shear
///
/// Valid for   open land, 10 to 150 m; shear 0.10 at sea, 0.14 open land, 0.25 woods
/// Leaves out  stability of the air, hills
/// Source      Justus and Mikhail, "Height variation of wind speed", Geophysical Research Letters
///             3(5), 1976
Speed wind_at_hub(Speed measured, Length mast, Length hub, double shear) {
  CHECK(mast > Length() && hub > Length());
  return measured * std::pow(hub / mast, shear);
}

/// Density of the air against 1.225 kg/m3.
///
///     (1 - 2.25577e-5 altitude / m)^5.25588 * 288.15 K / air
///
/// Valid for   to 5000 m
/// Leaves out  weather's pressure, humidity
/// Source      ISO 2533:1975, standard atmosphere
double air_density_share(Length altitude, Temperature air) {
  const double pressure = std::pow(1 - 2.25577e-5 * (altitude / metre), 5.25588);
  return pressure * 288.15 / air.in_kelvin();
}

}  // namespace islet
