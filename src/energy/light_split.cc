// Direct and diffuse light where only global light is known.
#include "energy/light_split.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/check.h"
#include "energy/diffuse.h"
#include "energy/transposition.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double lowest_sun_deg = 3;  // below it all light counts as diffuse

/// Light outside the air on level ground, 0 while the sun is low.
std::vector<double> outside_light(std::span<const SunPosition> sun) {
  std::vector<double> outside(sun.size(), 0.0);
  for (std::size_t i = 0; i < sun.size(); ++i) {
    if (sun[i].elevation_deg <= lowest_sun_deg) continue;
    outside[i] = extraterrestrial(static_cast<int>(i / 24)) / watt_per_square_metre *
                 std::sin(sun[i].elevation_deg * degree);
  }
  return outside;
}

/// What the split of an hour depends on.
struct ClearnessHour {
  double clearness = 0;    ///< of the hour
  double daily = 0;        ///< of its day
  double persistence = 0;  ///< mean of the hours before and after, at the day's edges the one there
  double solar_hour = 12;  ///< by the sun
  SunPosition sun;
};

/// Share of diffuse light by five predictors.
///
///     kd = 1 / (1 + exp(-5.38 + 6.63 k + 0.006 t - 0.007 a + 1.75 K + 1.31 p))
///     k    clearness of the hour       K    clearness of the day     p    persistence
///     t    solar time in h             a    elevation in degrees
///
/// Valid for   hourly means; fitted to seven stations on all continents but Africa
/// Leaves out  haze, height; solar time here without the equation of time
/// Source      Ridley, Boland, Lauret, "Modelling of diffuse solar fraction with multiple
///             predictors", Renewable Energy 35(2), 2010
double ridley_share(const ClearnessHour& now) {
  const double sum = -5.38 + 6.63 * now.clearness + 0.006 * now.solar_hour -
                     0.007 * now.sun.elevation_deg + 1.75 * now.daily + 1.31 * now.persistence;
  return 1 / (1 + std::exp(sum));
}

/// Direct light over that outside the air, both normal to the rays.
///
///     kn = c(m) - (a + b exp(c2 m)),   a, b, c2 polynomials of clearness, m air mass
///     c(m) = 0.866 - 0.122 m + 0.0121 m^2 - 0.000653 m^3 + 0.000014 m^4
///
/// Valid for   hourly means; fitted to Atlanta, checked at three stations of the United States
/// Leaves out  water and haze; pressure (air mass at sea level)
/// Source      Maxwell, "A quasi-physical model for converting hourly global horizontal to direct
///             normal insolation", SERI/TR-215-3087, 1987
double disc_direct(double clearness, double zenith_deg) {
  const double k = std::clamp(clearness, 0.0, 1.0);
  const double m = std::min(relative_airmass(zenith_deg), 12.0);
  const bool cloudy = k <= 0.6;
  const double a = cloudy ? 0.512 + k * (-1.56 + k * (2.286 - k * 2.222))
                          : -5.743 + k * (21.77 + k * (-27.49 + k * 11.56));
  const double b = cloudy ? 0.37 + 0.962 * k : 41.4 + k * (-118.5 + k * (66.05 + k * 31.9));
  const double c =
      cloudy ? -0.28 + k * (0.932 - k * 2.048) : -47.01 + k * (184.2 + k * (-222 + k * 73.81));
  const double clear = 0.866 + m * (-0.122 + m * (0.0121 + m * (-0.000653 + m * 0.000014)));
  return std::max(0.0, clear - (a + b * std::exp(c * m)));
}

double diffuse_in(SplitModel model, const ClearnessHour& now) {
  switch (model) {
    case SplitModel::erbs:
      return diffuse_share(std::max(0.0, now.clearness));
    case SplitModel::ridley:
      return ridley_share(now);
    case SplitModel::disc:
      return 1 - disc_direct(now.clearness, now.sun.zenith_deg) / std::max(now.clearness, 1e-6);
  }
  return 1;
}

}  // namespace

void split_global_light(SplitModel model, std::span<const SunPosition> sun, WeatherYear& weather) {
  const std::size_t count = weather.hours.size();
  CHECK(sun.size() == count && count % 24 == 0);
  const std::vector<double> outside = outside_light(sun);
  const double shift =
      weather.position.longitude_deg / 15 - weather.utc_offset / hour + weather.sun_at / hour;
  const auto global = [&](std::size_t i) { return weather.hours[i].ghi / watt_per_square_metre; };
  for (std::size_t i = 0; i < count; ++i) {
    WeatherHour& one = weather.hours[i];
    one.dhi = one.ghi;
    one.dni = Irradiance();
    if (outside[i] <= 0) continue;
    const std::size_t first = i - i % 24;
    double light = 0;
    double above = 0;
    for (std::size_t j = first; j < first + 24; ++j) {
      if (outside[j] > 0) light += global(j);
      above += outside[j];
    }
    ClearnessHour now;
    now.clearness = global(i) / outside[i];
    now.daily = light / above;
    now.solar_hour = static_cast<double>(i % 24) + shift;
    now.sun = sun[i];
    const std::size_t before = i > 0 && outside[i - 1] > 0 ? i - 1 : i;
    const std::size_t after = i + 1 < count && outside[i + 1] > 0 ? i + 1 : i;
    const double k_before = global(before) / outside[before];
    const double k_after = global(after) / outside[after];
    now.persistence = before == i ? k_after : after == i ? k_before : 0.5 * (k_before + k_after);
    const double share = std::clamp(diffuse_in(model, now), 0.0, 1.0);
    // No more direct light than there is outside the air.
    const double direct = std::min((1 - share) * global(i), outside[i]);
    one.dni = direct / std::sin(sun[i].elevation_deg * degree) * watt_per_square_metre;
    one.dhi = one.ghi - direct * watt_per_square_metre;
  }
}

}  // namespace islet
