// Light that gets through the cover glass of a panel.
#pragma once

namespace islet {

/// `coated` is `physical` with an anti-reflective layer.
enum class IncidenceModel { none, ashrae, physical, coated };

/// Share of beam light that gets through the glass, 1 at normal incidence, 0 from the side.
double incidence_gain(IncidenceModel model, double incidence_cosine);

/// The same for light that comes from the whole sky, and for light from the ground.
struct DiffuseGain {
  double sky = 1;
  double ground = 1;
};
DiffuseGain diffuse_gain(IncidenceModel model, double tilt_deg);

}  // namespace islet
