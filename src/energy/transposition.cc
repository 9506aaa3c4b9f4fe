#include "energy/transposition.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace islet {
namespace {

constexpr double radian = std::numbers::pi / 180.0;

/// The plane as it faces the sun: angles are most of the time that a sky model takes.
struct Facing {
  double incidence, cos_zenith, cos_tilt, sin_tilt;
};

Facing facing(const SunPosition& sun, const Surface& surface) {
  const double z = sun.zenith_deg * radian;
  const double tilt = surface.tilt_deg * radian;
  Facing result{0, std::cos(z), std::cos(tilt), std::sin(tilt)};
  result.incidence =
      result.cos_zenith * result.cos_tilt +
      std::sin(z) * result.sin_tilt * std::cos((sun.azimuth_deg - surface.azimuth_deg) * radian);
  return result;
}

/// As `relative_airmass`, for zenith angles of 0 to 90 degrees.
double airmass(double zenith_deg, double cos_zenith) {
  return 1.0 / (cos_zenith + 0.50572 * std::pow(96.07995 - zenith_deg, -1.6364));
}

/// View of the sky from the plane: (1 + cos tilt) / 2.
double sky_view(const Facing& plane) { return 0.5 * (1.0 + plane.cos_tilt); }

/// Share of the beam that comes through the air, used as the weight of the light around the sun.
double anisotropy(const Light& light) {
  return light.extraterrestrial > Irradiance() ? light.sky.dni / light.extraterrestrial : 0.0;
}

/// Beam on the plane against beam on level ground. The horizon limit (1 degree) keeps it finite.
double beam_ratio(const Facing& plane) {
  return std::max(plane.incidence, 0.0) / std::max(plane.cos_zenith, 0.01745);
}

/// Shares of the diffuse light on level ground, by where it comes from.
struct SkyShares {
  double isotropic = 0, circumsolar = 0, horizon = 0;
};

/// Isotropic light, brighter at the horizon and around the sun the clearer the sky.
///
///     F = 1 - (dhi / ghi)^2
///     sky = dhi (1 + cos tilt) / 2 (1 + F sin^3(tilt / 2)) (1 + F cos^2 aoi sin^3 z)
///
/// Valid for   all skies
/// Leaves out  the brightest part around the sun: below Perez in clear dry air
/// Source      Klucher, "Evaluation of models to predict insolation on tilted surfaces", Solar
///             Energy 23(2), 1979
SkyShares klucher(const Light& light, const Surface& surface, const Facing& plane) {
  const double share = light.sky.ghi > Irradiance() ? light.sky.dhi / light.sky.ghi : 1.0;
  const double f = 1.0 - std::min(share * share, 1.0);
  const double half = std::sin(0.5 * surface.tilt_deg * radian);
  const double cosine = std::max(plane.incidence, 0.0);
  const double sine = std::sin(light.sun.zenith_deg * radian);
  const double isotropic = sky_view(plane);
  const double horizon = 1.0 + f * half * half * half;
  const double sun = 1.0 + f * cosine * cosine * sine * sine * sine;
  return {isotropic, isotropic * horizon * (sun - 1.0), isotropic * (horizon - 1.0)};
}

/// Light from around the sun comes from its direction, the rest from everywhere.
///
///     sky = dhi * (A * Rb + (1 - A) * (1 + cos tilt) / 2),   A = dni / extraterrestrial
///
/// Valid for   sun more than a few degrees up
/// Leaves out  the bright band at the horizon
/// Source      Hay and Davies, Proc. First Canadian Solar Radiation Data Workshop, 1980
SkyShares hay_davies(const Light& light, const Facing& plane) {
  const double a = anisotropy(light);
  return {(1.0 - a) * sky_view(plane), a * beam_ratio(plane), 0.0};
}

/// Hay-Davies with a brighter horizon.
///
///     sky = dhi * (A * Rb + (1 - A) * (1 + cos tilt) / 2 * (1 + sqrt(beam / ghi) sin^3(tilt / 2)))
///
/// Valid for   as Hay-Davies; HOMER uses it as "HDKR"
/// Leaves out  dependence of the horizon on turbidity
/// Source      Reindl, Beckman, Duffie, Solar Energy 45(1), 1990
SkyShares reindl(const Light& light, const Surface& surface, const Facing& plane) {
  const double a = anisotropy(light);
  const Irradiance beam = light.sky.dni * std::max(0.0, plane.cos_zenith);
  const double share = light.sky.ghi > Irradiance() ? beam / light.sky.ghi : 0.0;
  const double half = std::sin(0.5 * surface.tilt_deg * radian);
  const double isotropic = (1.0 - a) * sky_view(plane);
  return {isotropic, a * beam_ratio(plane), isotropic * std::sqrt(share) * half * half * half};
}

/// Coefficients f11 f12 f13 f21 f22 f23 by bin of clearness: "all sites composite 1990".
constexpr std::array<std::array<double, 6>, 8> perez_coefficients = {{
    {-0.008, 0.588, -0.062, -0.060, 0.072, -0.022},
    {0.130, 0.683, -0.151, -0.019, 0.066, -0.029},
    {0.330, 0.487, -0.221, 0.055, -0.064, -0.026},
    {0.568, 0.187, -0.295, 0.109, -0.152, -0.014},
    {0.873, -0.392, -0.362, 0.226, -0.462, 0.001},
    {1.132, -1.237, -0.412, 0.288, -0.823, 0.056},
    {1.060, -1.600, -0.359, 0.264, -1.127, 0.131},
    {0.678, -0.327, -0.250, 0.156, -1.377, 0.251},
}};
constexpr std::array<double, 7> perez_bins = {1.065, 1.230, 1.500, 1.950, 2.800, 4.500, 6.200};

/// Brightness around the sun (F1) and at the horizon (F2) from clearness and brightness of the sky.
///
///     clearness  = ((dhi + dni) / dhi + 1.041 z^3) / (1 + 1.041 z^3),   z in radians
///     brightness = dhi * airmass / extraterrestrial
///     F1 = max(0, f11 + f12 brightness + f13 z),   F2 = f21 + f22 brightness + f23 z
///     sky = dhi * ((1 - F1) (1 + cos tilt) / 2 + F1 max(0, cos aoi) / max(cos 85, cos z)
///                  + F2 sin tilt)
///
/// Valid for   all skies; fitted to stations of the United States and Europe
/// Leaves out  mountains and buildings on the horizon
/// Source      Perez, Ineichen, Seals, Michalsky, Stewart, Solar Energy 44(5), 1990
SkyShares perez(const Light& light, const Facing& plane) {
  if (light.sun.zenith_deg >= 90.0) return {};
  const double z = light.sun.zenith_deg * radian;
  const double z3 = 1.041 * z * z * z;
  const double clearness = ((light.sky.dhi + light.sky.dni) / light.sky.dhi + z3) / (1.0 + z3);
  const double brightness =
      light.sky.dhi * airmass(light.sun.zenith_deg, plane.cos_zenith) / light.extraterrestrial;
  const auto bin = std::upper_bound(perez_bins.begin(), perez_bins.end(), clearness);
  const auto& f = perez_coefficients[static_cast<std::size_t>(bin - perez_bins.begin())];
  const double f1 = std::max(0.0, f[0] + f[1] * brightness + f[2] * z);
  const double f2 = f[3] + f[4] * brightness + f[5] * z;
  constexpr double cos_85 = 0.08715574274765814;
  const double around_sun = std::max(0.0, plane.incidence) / std::max(cos_85, plane.cos_zenith);
  return {(1.0 - f1) * sky_view(plane), f1 * around_sun, f2 * plane.sin_tilt};
}

}  // namespace

/// Distance to the sun changes the light over the year.
///
///     1366.1 (1.00011 + 0.034221 cos b + 0.00128 sin b + 0.000719 cos 2b + 0.000077 sin 2b)
///     b = 2 pi day / 365
///
/// Valid for   the present orbit, within 0.01 %
/// Leaves out  the sun's own cycle (0.1 %)
/// Source      Spencer, Search 2(5), 1971; 1366.1 W/m2: ASTM E490-00
Irradiance extraterrestrial(int day_of_year) {
  const double b = 2.0 * std::numbers::pi * day_of_year / 365.0;
  return 1366.1 *
         (1.00011 + 0.034221 * std::cos(b) + 0.00128 * std::sin(b) + 0.000719 * std::cos(2.0 * b) +
          0.000077 * std::sin(2.0 * b)) *
         watt_per_square_metre;
}

/// Path length through the air.
///
///     1 / (cos z + 0.50572 (96.07995 - z)^-1.6364),   z in degrees
///
/// Valid for   z up to 90 degrees, at sea level
/// Leaves out  the pressure at the site
/// Source      Kasten and Young, Applied Optics 28(22), 1989
double relative_airmass(double zenith_deg) {
  const double z = std::clamp(zenith_deg, 0.0, 90.0);
  return airmass(z, std::cos(z * radian));
}

/// Angle between the sun's rays and the plane's normal.
///
///     cos aoi = cos z cos tilt + sin z sin tilt cos(azimuth of sun - azimuth of plane)
///
/// Valid for   all positions
/// Leaves out  nothing
/// Source      Duffie and Beckman, Solar Engineering of Thermal Processes, 4th ed., 1.6
double incidence_cosine(const SunPosition& sun, const Surface& surface) {
  return facing(sun, surface).incidence;
}

namespace {

/// Diffuse light on a tilted plane by one of five models. The isotropic one:
///
///     sky = dhi * (1 + cos tilt) / 2
///
/// Valid for   overcast skies; the others say theirs above
/// Leaves out  any direction of the light
/// Source      Liu and Jordan, Solar Energy 7(2), 1963
SkyParts parts_of(SkyModel model, const Light& light, const Surface& surface, const Facing& plane) {
  if (light.sky.dhi <= Irradiance()) return {};
  SkyShares shares;
  switch (model) {
    case SkyModel::isotropic:
      shares.isotropic = sky_view(plane);
      break;
    case SkyModel::klucher:
      shares = klucher(light, surface, plane);
      break;
    case SkyModel::hay_davies:
      shares = hay_davies(light, plane);
      break;
    case SkyModel::reindl:
      shares = reindl(light, surface, plane);
      break;
    case SkyModel::perez:
      shares = perez(light, plane);
      break;
  }
  const Irradiance dhi = light.sky.dhi;
  return {shares.isotropic * dhi, shares.circumsolar * dhi, shares.horizon * dhi};
}

}  // namespace

SkyParts sky_parts(SkyModel model, const Light& light, const Surface& surface) {
  return parts_of(model, light, surface, facing(light.sun, surface));
}

Irradiance sky_diffuse(SkyModel model, const Light& light, const Surface& surface) {
  return sky_parts(model, light, surface).total();
}

/// All light on a plane.
///
///     beam   = dni max(0, cos aoi)
///     ground = ghi albedo (1 - cos tilt) / 2
///     sky as the model says
///
/// Valid for   a free horizon
/// Leaves out  shade of rows and obstacles (part of the panel's losses)
/// Source      Duffie and Beckman, Solar Engineering of Thermal Processes, 4th ed., 2.15
PlaneLight plane_light(SkyModel model, const Light& light, const Surface& surface, double albedo) {
  CHECK(albedo >= 0.0 && albedo <= 1.0);
  const Facing plane = facing(light.sun, surface);
  const double beam = std::max(0.0, plane.incidence);
  const double ground = 0.5 * albedo * (1.0 - plane.cos_tilt);
  return {beam * light.sky.dni, parts_of(model, light, surface, plane).total(),
          ground * light.sky.ghi, plane.incidence};
}

}  // namespace islet
