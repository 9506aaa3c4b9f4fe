// Light that gets through the cover glass of a panel.
#pragma once

namespace islet {

/// `coated` is `physical` with an anti-reflective layer.
enum class IncidenceModel { none, ashrae, physical, coated };

/// A cover: glass, and a layer on it where `coating_index` is above 1.
struct GlassCover {
  double index = 1.526;
  double coating_index = 0;
  double absorption_per_m = 4;
  double thickness_m = 0.002;
};

/// Share of beam light that gets through the cover, 1 at normal incidence, 0 from the side.
double cover_gain(const GlassCover& cover, double incidence_cosine);
/// The same by one coefficient.
double ashrae_gain(double coefficient, double incidence_cosine);

/// Share of beam light that gets through the glass, 1 at normal incidence, 0 from the side.
double incidence_gain(IncidenceModel model, double incidence_cosine);

/// The same for light that comes from the whole sky, and for light from the ground.
struct DiffuseGain {
  double sky = 1;
  double ground = 1;
};
DiffuseGain diffuse_gain(IncidenceModel model, double tilt_deg);

}  // namespace islet
