// A wind turbine through a year of weather.
#include "energy/wind_year.h"

#include <algorithm>

#include "base/check.h"

namespace islet {

/// Curve, profile and density, hour by hour.
///
///     share = min(1, wind_share(wind_at_hub) * density) * (1 - losses)
///
/// Valid for   pitch-regulated turbines; hourly means of the wind
/// Leaves out  gusts within the hour (up to 5 % more in light wind), icing, turning after the wind
/// Source      wind_curve.h
std::vector<double> wind_year(const WindCurve& curve, const WindSite& place,
                              const WeatherYear& weather) {
  CHECK(place.losses >= 0 && place.losses < 1);
  std::vector<double> shares;
  shares.reserve(weather.hours.size());
  for (const WeatherHour& now : weather.hours) {
    const Speed at_hub = wind_at_hub(now.wind, place.mast, place.hub, place.shear);
    const double dense = air_density_share(place.altitude, now.air);
    shares.push_back(std::min(1.0, wind_share(curve, at_hub) * dense) * (1 - place.losses));
  }
  return shares;
}

}  // namespace islet
