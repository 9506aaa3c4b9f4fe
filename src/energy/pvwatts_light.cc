// Light on the planes of PVWatts' panels, and what of it reaches their cells.
#include "energy/pvwatts_light.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr Irradiance w_m2 = watt_per_square_metre;

double sine(double degrees) { return std::sin(degrees * degree); }
double cosine(double degrees) { return std::cos(degrees * degree); }

/// Coefficients of Perez' model with the digits that NREL's programs have.
constexpr std::array<std::array<double, 6>, 8> sky_coefficients = {{
    {-0.0083117, 0.5877285, -0.0620636, -0.0596012, 0.0721249, -0.0220216},
    {0.1299457, 0.6825954, -0.1513752, -0.0189325, 0.0659650, -0.0288748},
    {0.3296958, 0.4868735, -0.2210958, 0.0554140, -0.0639588, -0.0260542},
    {0.5682053, 0.1874525, -0.2951290, 0.1088631, -0.1519229, -0.0139754},
    {0.8730280, -0.3920403, -0.3616149, 0.2255647, -0.4620442, 0.0012448},
    {1.1326077, -1.2367284, -0.4118494, 0.2877813, -0.8230357, 0.0558651},
    {1.0601591, -1.5999137, -0.3589221, 0.2642124, -1.1272340, 0.1310694},
    {0.6777470, -0.3272588, -0.2504286, 0.1561313, -1.3765031, 0.2506212},
}};
constexpr std::array<double, 7> sky_bins = {1.065, 1.230, 1.500, 1.950, 2.800, 4.500, 6.200};
constexpr double solar_constant = 1367;

}  // namespace

/// Light on a plane by Perez' model as PVWatts has it.
///
///     as `sky_parts`, with 1367 W/m2 all year and clearness by z in degrees
///     airmass = 1 / (cos z + 0.15 (93.9 - z)^-1.253)
///     z >= 87.5 degrees: all diffuse light is even, and the ground dark
///
/// Valid for   as Perez' model
/// Leaves out  as Perez' model
/// Source      Perez, Ineichen, Seals, Michalsky, Stewart, Solar Energy 44(5), 1990; Kasten,
///             Archiv fuer Meteorologie B14, 1966; NREL/TP-6A20-67399, 2018
PvwattsLight pvwatts_light(const WeatherHour& sky, const SunPosition& sun, const Surface& surface,
                           double albedo) {
  const double zenith_deg = sun.zenith_deg;
  const double facing = std::max(0.0, incidence_cosine(sun, surface));
  const double dni = std::max(0.0, sky.dni / w_m2);
  const double dhi = std::max(0.0, sky.dhi / w_m2);
  const double open = 0.5 * (1 + cosine(surface.tilt_deg));
  PvwattsLight light;
  if (zenith_deg > 87.5) {
    light.plane.sky = dhi * open * w_m2;
    light.sky.isotropic = light.plane.sky;
    if (zenith_deg < 90) light.plane.beam = dni * facing * w_m2;
    return light;
  }
  light.plane.beam = dni * facing * w_m2;
  if (dhi <= 0) return light;
  const double height = cosine(zenith_deg);
  const double airmass = 1 / (height + 0.15 * std::pow(93.9 - zenith_deg, -1.253));
  const double brightness = dhi * airmass / solar_constant;
  const double cubed = 5.534e-6 * zenith_deg * zenith_deg * zenith_deg;
  const double clearness = ((dni + dhi) / dhi + cubed) / (1 + cubed);
  const auto bin = std::lower_bound(sky_bins.begin(), sky_bins.end(), clearness);
  const auto& f = sky_coefficients[static_cast<std::size_t>(bin - sky_bins.begin())];
  const double z = zenith_deg * degree;
  const double f1 = std::max(0.0, f[0] + f[1] * brightness + f[2] * z);
  const double f2 = f[3] + f[4] * brightness + f[5] * z;
  light.sky.isotropic = dhi * (1 - f1) * open * w_m2;
  light.sky.circumsolar = dhi * f1 * facing / std::max(height, 0.0871557) * w_m2;
  light.sky.horizon = dhi * f2 * sine(surface.tilt_deg) * w_m2;
  light.plane.sky = light.sky.isotropic + light.sky.circumsolar + light.sky.horizon;
  light.plane.ground = albedo * (dni * height + dhi) * (1 - open) * w_m2;
  return light;
}

namespace {

/// Refraction and absorption of one layer: what passes, and the angle in it.
struct Layer {
  double passed = 1;
  double angle = 0;
};

Layer through(double angle, double from_index, double into_index, double thickness_m) {
  constexpr double absorbed_per_m = 4;
  Layer layer;
  layer.angle = std::asin(from_index / into_index * std::sin(angle));
  const double less = std::sin(layer.angle - angle) / std::sin(layer.angle + angle);
  const double along = std::tan(layer.angle - angle) / std::tan(layer.angle + angle);
  layer.passed = (1 - 0.5 * (less * less + along * along)) *
                 std::exp(-absorbed_per_m * thickness_m / std::cos(layer.angle));
  return layer;
}

constexpr double glass_index = 1.526;
constexpr double coating_index = 1.3;
constexpr double glass_m = 0.002;
constexpr double coating_m = 0.00002;

double plain_glass(double angle_deg) {
  return through(angle_deg * degree, 1, glass_index, glass_m).passed;
}

double coated_glass(double angle_deg) {
  const Layer coating = through(angle_deg * degree, 1, coating_index, coating_m);
  return coating.passed * through(coating.angle, coating_index, glass_index, glass_m).passed;
}

}  // namespace

double pvwatts_glass(double incidence_deg, bool is_coated) {
  return is_coated ? coated_glass(incidence_deg) : plain_glass(incidence_deg);
}

/// Light that gets through the cover of version 8's modules.
///
///     beam: coated(aoi) / normal,   sky and ground: plain(their angle) / normal, at most 1
///     normal = coating at 1 degree, then plain glass at the angle inside the coating
///     angles of sky and ground as `diffuse_gain`
///
/// Valid for   flat glass with an anti-reflective layer
/// Leaves out  light thrown to and fro between the layers
/// Source      De Soto, Klein, Beckman, Solar Energy 80(1), 2006; NREL/TP-6A20-67399, 2018
Irradiance pvwatts_cover(const PlaneLight& plane, double incidence_deg, double tilt_deg) {
  const Layer coating = through(degree, 1, coating_index, coating_m);
  const double normal = coating.passed * plain_glass(coating.angle / degree);
  const double sky_deg = 59.7 + tilt_deg * (-0.1388 + tilt_deg * 0.001497);
  const double ground_deg = 90 - tilt_deg * (0.5788 - tilt_deg * 0.002693);
  const double beam = coated_glass(std::clamp(incidence_deg, 1.0, 89.0)) / normal;
  const double sky = plain_glass(sky_deg) / normal;
  const double ground = plain_glass(ground_deg) / normal;
  return std::min(beam, 1.0) * plane.beam + std::min(sky, 1.0) * plane.sky +
         std::min(ground, 1.0) * plane.ground;
}

/// The colour of the light against that of the reference, by airmass.
///
///     0.918093 + 0.086257 m - 0.024459 m^2 + 0.002816 m^3 - 0.000126 m^4
///     m = exp(-0.0001184 height) / (cos z + 0.5057 (96.080 - z)^-1.634),   z at most 86 degrees
///
/// Valid for   crystalline silicon; taken for all classes
/// Leaves out  water in the air
/// Source      De Soto, Klein, Beckman, 2006; King, Boyson, Kratochvil, SAND2004-3535
double pvwatts_colour(double zenith_deg, Length altitude) {
  const double z = std::clamp(zenith_deg, 0.0, 86.0);
  const double m = std::exp(-0.0001184 * (altitude / metre)) /
                   (cosine(z) + 0.5057 * std::pow(96.080 - z, -1.634));
  return std::max(0.0, 0.918093 + m * (0.086257 + m * (-0.024459 + m * (0.002816 - m * 0.000126))));
}

}  // namespace islet
