// Light that gets through the cover glass of a panel.
#include "energy/glass.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double coating_index = 1.29;
constexpr double ashrae_coefficient = 0.05;

/// What passes into the next medium, by polarisation; what the last surface throws back; the angle
/// beyond it.
struct Passage {
  double across = 1, along = 1;
  double back_across = 0, back_along = 0;
  double cosine = 1;
};

/// Light thrown back by this surface meets the one before and comes again.
double passed(double thrown_back, double before) {
  return (1.0 - thrown_back) / (1.0 - thrown_back * before);
}

void pass_into(Passage& light, double from_index, double into_index) {
  const double ratio = from_index / into_index;
  const double beyond = std::sqrt(1.0 - ratio * ratio * (1.0 - light.cosine * light.cosine));
  const double across = (from_index * light.cosine - into_index * beyond) /
                        (from_index * light.cosine + into_index * beyond);
  const double along = (from_index * beyond - into_index * light.cosine) /
                       (from_index * beyond + into_index * light.cosine);
  light.across *= passed(across * across, light.back_across);
  light.along *= passed(along * along, light.back_along);
  light.back_across = across * across;
  light.back_along = along * along;
  light.cosine = beyond;
}

/// Light that reaches the cells at `cosine` of incidence, as a share of all that falls on them.
double glass_transmittance(const GlassCover& cover, double cosine) {
  Passage light;
  light.cosine = cosine;
  const bool is_coated = cover.coating_index > 1;
  if (is_coated) pass_into(light, 1.0, cover.coating_index);
  pass_into(light, is_coated ? cover.coating_index : 1.0, cover.index);
  return 0.5 * (light.across + light.along) *
         std::exp(-cover.absorption_per_m * cover.thickness_m / light.cosine);
}

}  // namespace

/// Light that gets through the cover glass, against normal incidence.
///
///     ashrae:   max(0, 1 - 0.05 (1 / cos aoi - 1))
///     physical: t(aoi) / t(0),   t = (1 - Fresnel reflection) exp(-K L / cos refracted)
///               n 1.526, K 4 /m, L 2 mm
///     coated:   the same through a layer of n 1.29 first
///
/// Valid for   flat glass; beam light
/// Leaves out  interference in the coating, textured glass, dust (part of soiling)
/// Source      Souka and Safwat, Solar Energy 10(4), 1966; De Soto, Klein, Beckman, Solar Energy
///             80(1), 2006; coating: Dobos, NREL/TP-6A20-62641, 2014
double incidence_gain(IncidenceModel model, double incidence_cosine) {
  if (model == IncidenceModel::none) return 1.0;
  if (model == IncidenceModel::ashrae) return ashrae_gain(ashrae_coefficient, incidence_cosine);
  GlassCover cover;
  if (model == IncidenceModel::coated) cover.coating_index = coating_index;
  return cover_gain(cover, incidence_cosine);
}

double cover_gain(const GlassCover& cover, double incidence_cosine) {
  if (incidence_cosine <= 1e-9) return 0.0;
  const double cosine = std::min(incidence_cosine, 1.0);
  return glass_transmittance(cover, cosine) / glass_transmittance(cover, 1.0);
}

double ashrae_gain(double coefficient, double incidence_cosine) {
  if (incidence_cosine <= 1e-9) return 0.0;
  return std::max(0.0, 1.0 - coefficient * (1.0 / std::min(incidence_cosine, 1.0) - 1.0));
}

/// Diffuse light enters the glass as beam light would from one angle.
///
///     sky:    59.7 - 0.1388 tilt + 0.001497 tilt^2 degrees
///     ground: 90 - 0.5788 tilt + 0.002693 tilt^2 degrees
///
/// Valid for   tilts 0 to 90; light spread evenly over the sky and over the ground
/// Leaves out  that part of the sky's light comes from around the sun
/// Source      Brandemuehl and Beckman, Solar Energy 24(5), 1980
DiffuseGain diffuse_gain(IncidenceModel model, double tilt_deg) {
  const double t = std::clamp(tilt_deg, 0.0, 90.0);
  const double sky_deg = 59.7 + t * (-0.1388 + t * 0.001497);
  const double ground_deg = 90.0 + t * (-0.5788 + t * 0.002693);
  return {incidence_gain(model, std::cos(sky_deg * degree)),
          incidence_gain(model, std::cos(ground_deg * degree))};
}

}  // namespace islet
