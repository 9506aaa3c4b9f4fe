// Light on the planes of PVWatts' panels, and what of it reaches their cells.
#pragma once

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/sun_position.h"
#include "energy/transposition.h"

namespace islet {

/// Light on the plane and where on the sky it comes from, by PVWatts' form of Perez' model.
struct PvwattsLight {
  PlaneLight plane;
  SkyParts sky;
};
PvwattsLight pvwatts_light(const WeatherHour& sky, const SunPosition& sun, const Surface& surface,
                           double albedo);

/// Share of light that passes glass at an angle of incidence, with an anti-reflective layer or not.
double pvwatts_glass(double incidence_deg, bool is_coated);

/// Light behind the coated cover of version 8's modules.
Irradiance pvwatts_cover(const PlaneLight& plane, double incidence_deg, double tilt_deg);

/// What the colour of the light adds or takes, as a factor.
double pvwatts_colour(double zenith_deg, Length altitude);

}  // namespace islet
