// Sunlight on a tilted plane: beam, sky and ground, by five published sky models.
#pragma once

#include <algorithm>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/sun_position.h"

namespace islet {

/// A plane. Tilt 0 lies flat, 90 stands; azimuth clockwise from north (180 faces south).
struct Surface {
  double tilt_deg = 0;
  double azimuth_deg = 180;
};

/// How the diffuse light of the sky is spread over it.
enum class SkyModel { isotropic, klucher, hay_davies, reindl, perez };

/// The light of one moment, and what it is compared with.
struct Light {
  WeatherHour sky;  ///< global, direct and diffuse; air and wind are not looked at
  SunPosition sun;
  Irradiance extraterrestrial;  ///< normal to the rays, outside the air
};

/// Light that falls on a plane, each part >= 0.
struct PlaneLight {
  Irradiance beam;
  Irradiance sky;
  Irradiance ground;
  double incidence_cosine = 0;  ///< of the beam, see below; kept because it takes long to work out

  Irradiance total() const { return beam + sky + ground; }
};

/// Sunlight outside the air, normal to the rays, on a day of the year 0..364.
Irradiance extraterrestrial(int day_of_year);

/// Path through the air against the path at the zenith; the zenith angle is the apparent one.
double relative_airmass(double zenith_deg);

/// Cosine of the angle between the rays and the plane's normal; negative from behind.
double incidence_cosine(const SunPosition& sun, const Surface& surface);

/// Where on the sky the diffuse light on a plane comes from. The horizon's part may be negative
/// (Perez), the sum may not.
struct SkyParts {
  Irradiance isotropic;
  Irradiance circumsolar;
  Irradiance horizon;

  Irradiance total() const { return std::max(isotropic + circumsolar + horizon, Irradiance()); }
};

/// Diffuse light of the sky on the plane, by its parts.
SkyParts sky_parts(SkyModel model, const Light& light, const Surface& surface);

/// Diffuse light of the sky on the plane.
Irradiance sky_diffuse(SkyModel model, const Light& light, const Surface& surface);

/// All light on the plane. `albedo` is the ground's reflectance, 0..1.
PlaneLight plane_light(SkyModel model, const Light& light, const Surface& surface, double albedo);

}  // namespace islet
