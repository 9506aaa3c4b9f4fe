// Snow on panels over the year.
#include "energy/snow_cover.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace islet {

/// Snow covers the whole panel and slides off in the sun.
///
///     fresh snow in the hour >= 1 cm:  cover = 1
///     air > -light / 80 (C, W/m2):     cover = cover - 0.197 sin(tilt), at least 0
///     lost = ceil(cover * strings) / strings
///
/// Valid for   frameless glass on open racks; hourly; fitted to Colorado, Wisconsin
/// Leaves out  snow that piles up at the foot, melting, wind, light through thin snow
/// Source      Marion, Schaefer, Caine, Sanchez, "Measured and modeled photovoltaic system energy
///             losses from snow for Colorado and Wisconsin locations", Solar Energy 97, 2013
std::vector<double> snow_year(const SnowRule& rule, std::span<const Length> snowfall,
                              const WeatherYear& weather, std::span<const SunPosition> sun,
                              const PanelMount& mount) {
  const std::size_t count = weather.hours.size();
  CHECK(snowfall.size() == count && sun.size() == count && rule.strings >= 1);
  std::vector<double> lost(count, 0.0);
  double cover = 0;
  for (std::size_t step = 0; step < 2 * count; ++step) {  // the first year only finds its start
    const std::size_t i = step % count;
    const WeatherHour& now = weather.hours[i];
    if (snowfall[i] >= rule.covering_fall) {
      cover = 1;
    } else if (cover > 0) {
      const Surface surface = plane_at(mount, sun[i]);
      const Light light{now, sun[i], extraterrestrial(static_cast<int>(i / 24))};
      const double plane =
          mounted_light(SkyModel::isotropic, light, mount, surface).total() / watt_per_square_metre;
      if (now.air.in_celsius() > -plane / 80) {
        const double slope = std::sin(surface.tilt_deg * std::numbers::pi / 180);
        cover = std::max(0.0, cover - rule.slide_per_hour * slope);
      }
    }
    lost[i] = std::ceil(cover * rule.strings - 1e-9) / rule.strings;
  }
  return lost;
}

}  // namespace islet
