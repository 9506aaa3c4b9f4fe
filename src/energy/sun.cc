// Where the sun stands: the solar position algorithm of NREL, written from its report.
#include "energy/sun.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "energy/sun_from_earth.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double seconds_per_day = 86400;

/// Pressure of the standard atmosphere (ISO 2533) where the air does not name one.
double pressure_of(const GeoPosition& place, const Air& air) {
  if (air.pressure_hpa > 0) return air.pressure_hpa;
  const double height = std::clamp(place.altitude / metre, -500.0, 10000.0);
  return 1013.25 * std::pow(1 - 2.25577e-5 * height, 5.25588);
}

/// Lift of the image by the air in degrees (equation 42). The report applies it until the disc's
/// upper edge has set.
double refraction_deg(double elevation_deg, double pressure_hpa, const Air& air) {
  if (elevation_deg < -(0.26667 + air.refraction_at_horizon_deg)) return 0;
  const double bent = (elevation_deg + 10.3 / (elevation_deg + 5.11)) * degree;
  return pressure_hpa / 1010 * 283 / (273 + air.air.in_celsius()) * 1.02 / (60 * std::tan(bent));
}

/// What of the place enters the formulas.
struct Observer {
  Observer(const GeoPosition& place, const Air& given)
      : longitude_deg(place.longitude_deg),
        sin_latitude(std::sin(place.latitude_deg * degree)),
        cos_latitude(std::cos(place.latitude_deg * degree)),
        air(given),
        pressure_hpa(pressure_of(place, given)) {
    constexpr double flattening = 0.99664719;
    const double u = std::atan2(flattening * sin_latitude, cos_latitude);
    const double height = place.altitude / metre / 6378140;
    x = std::cos(u) + height * cos_latitude;
    y = flattening * std::sin(u) + height * sin_latitude;
  }

  double longitude_deg, sin_latitude, cos_latitude;
  Air air;
  double pressure_hpa;
  double x = 0, y = 0;  ///< place on the flattened Earth, in its radii
};

double wrapped(double degrees) {
  const double turn = std::fmod(degrees, 360);
  return turn < 0 ? turn + 360 : turn;
}

/// Equations 32 to 47, angles in radians.
struct Seen {
  double geocentric_hour_angle = 0, shift = 0, hour_angle = 0, declination = 0, elevation = 0;
};

Seen seen_from(const Observer& place, const SunFromEarth& sun, double universal_day) {
  Seen seen;
  const double hour_angle = (sidereal_time_deg(universal_day, sun.equinoxes) + place.longitude_deg -
                             sun.right_ascension) *
                            degree;
  const double parallax = std::sin(sun.parallax * degree);
  const double declination = sun.declination * degree;
  const double nearer = std::cos(declination) - place.x * parallax * std::cos(hour_angle);
  seen.geocentric_hour_angle = hour_angle;
  seen.shift = std::atan2(-place.x * parallax * std::sin(hour_angle), nearer);
  seen.declination =
      std::atan2((std::sin(declination) - place.y * parallax) * std::cos(seen.shift), nearer);
  seen.hour_angle = hour_angle - seen.shift;
  const double sine = place.sin_latitude * std::sin(seen.declination) +
                      place.cos_latitude * std::cos(seen.declination) * std::cos(seen.hour_angle);
  seen.elevation = std::asin(std::clamp(sine, -1.0, 1.0));
  return seen;
}

SunPosition position_of(const Observer& place, const Seen& seen) {
  const double true_elevation = seen.elevation / degree;
  SunPosition position;
  position.elevation_deg =
      true_elevation + refraction_deg(true_elevation, place.pressure_hpa, place.air);
  position.zenith_deg = 90 - position.elevation_deg;
  const double from_south =
      std::atan2(std::sin(seen.hour_angle), std::cos(seen.hour_angle) * place.sin_latitude -
                                                std::tan(seen.declination) * place.cos_latitude);
  position.azimuth_deg = wrapped(from_south / degree + 180);
  return position;
}

/// The sun at 00:00 terrestrial time of each day of `weather_sun_year`, with a day before and two
/// after it.
std::vector<SunFromEarth> daily_suns(double first_day) {
  constexpr int nodes = 365 + 5;
  std::vector<SunFromEarth> suns;
  suns.reserve(nodes);
  for (int node = 0; node < nodes; ++node) {
    suns.push_back(sun_from_earth(first_day - 2 + node));
    SunFromEarth& sun = suns.back();
    if (node > 0) {
      const double before = suns[suns.size() - 2].right_ascension;
      sun.right_ascension += 360 * std::round((before - sun.right_ascension) / 360);
    }
  }
  return suns;
}

/// Cubic through the four nearest days. `t` in days after the first node, 1 <= t.
SunFromEarth interpolated(const std::vector<SunFromEarth>& suns, double t) {
  const auto node = static_cast<std::size_t>(t);
  CHECK(node >= 1 && node + 2 < suns.size());
  const double s = t - static_cast<double>(node);
  const std::array<double, 4> weights{-s * (s - 1) * (s - 2) / 6, (s + 1) * (s - 1) * (s - 2) / 2,
                                      -(s + 1) * s * (s - 2) / 2, (s + 1) * s * (s - 1) / 6};
  SunFromEarth sun;
  for (std::size_t i = 0; i < 4; ++i) {
    const SunFromEarth& day = suns[node - 1 + i];
    sun.right_ascension += weights[i] * day.right_ascension;
    sun.declination += weights[i] * day.declination;
    sun.parallax += weights[i] * day.parallax;
    sun.equinoxes += weights[i] * day.equinoxes;
  }
  return sun;
}

}  // namespace

/// Apparent position of the sun, by NREL's solar position algorithm.
///
///     heliocentric Earth (VSOP87 terms) -> nutation, aberration -> right ascension, declination
///     -> hour angle, parallax -> refraction -> elevation and azimuth
///
/// Valid for   1900..2100 here (delta_t is an argument); 0.0003 degrees without refraction
/// Leaves out  the horizon's shape; refraction is that of a standard atmosphere
/// Source      Reda, Andreas, "Solar position algorithm for solar radiation applications",
///             NREL/TP-560-34302, 2003, revised 2008
SunPosition sun_position(const GeoPosition& place, const SunMoment& moment, const Air& air) {
  const double universal_day = julian_day(moment.year, moment.day_of_year) + moment.time / day;
  const SunFromEarth sun = sun_from_earth(universal_day + air.delta_t_s / seconds_per_day);
  const Observer observer(place, air);
  return position_of(observer, seen_from(observer, sun, universal_day));
}

SunFromPlace sun_from_place(const GeoPosition& place, const SunFromEarth& sun,
                            double universal_day) {
  const Seen seen = seen_from(Observer(place, Air()), sun, universal_day);
  return {wrapped(seen.geocentric_hour_angle / degree), sun.right_ascension + seen.shift / degree,
          seen.declination / degree, wrapped(seen.hour_angle / degree), seen.elevation / degree};
}

/// One sun position for each hour, by the same algorithm.
///
///     sun(t) = cubic through the sun of the four nearest midnights, hour angle exact
///
/// Valid for   every place; within 0.00005 degrees of `sun_position`
/// Leaves out  other years: positions of `weather_sun_year` differ by up to 0.25 degrees from
///             those of another year of the leap cycle
/// Source      as `sun_position`; Meeus, Astronomical Algorithms, chapter 3 (interpolation)
std::vector<SunPosition> sun_year(const GeoPosition& place, Duration utc_offset, Duration sun_at) {
  const Air air;
  const Observer observer(place, air);
  const double first_day = julian_day(weather_sun_year, 0);
  const std::vector<SunFromEarth> suns = daily_suns(first_day);
  std::vector<SunPosition> positions;
  positions.reserve(hours_per_year);
  for (int r = 0; r < hours_per_year; ++r) {
    const double days = r / 24.0 + (sun_at - utc_offset) / day;
    const SunFromEarth sun = interpolated(suns, 2 + days + air.delta_t_s / seconds_per_day);
    positions.push_back(position_of(observer, seen_from(observer, sun, first_day + days)));
  }
  return positions;
}

std::vector<SunPosition> sun_year(const WeatherYear& weather) {
  return sun_year(weather.position, weather.utc_offset, weather.sun_at);
}

}  // namespace islet
