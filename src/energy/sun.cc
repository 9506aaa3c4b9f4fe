// Where the sun stands: the solar position algorithm of NREL, written from its report.
#include "energy/sun.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/check.h"
#include "energy/sun_terms.h"
#include "energy/transposition.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double epoch_2000 = 2451545.0;
constexpr double seconds_per_day = 86400;

/// The sun as seen from the middle of the Earth. Angles in degrees.
struct SunFromEarth {
  double right_ascension = 0;  ///< grows without wrapping when interpolated
  double declination = 0;
  double parallax = 0;
  double equinoxes = 0;  ///< equation of the equinoxes: nutation * cos(obliquity)
};

double wrapped(double degrees) {
  const double turn = std::fmod(degrees, 360);
  return turn < 0 ? turn + 360 : turn;
}

double series_sum(std::span<const std::span<const SunTerm>> series, double millennia) {
  double sum = 0;
  double power = 1;
  for (const std::span<const SunTerm> terms : series) {
    double part = 0;
    for (const SunTerm& term : terms) {
      part += term.amplitude * std::cos(term.phase + term.rate * millennia);
    }
    sum += part * power;
    power *= millennia;
  }
  return sum * 1e-8;
}

struct Nutation {
  double longitude = 0, obliquity = 0;  ///< degrees
};

/// Equations 15 to 23 of the report.
Nutation nutation_at(double centuries) {
  const double c = centuries;
  const double elongation = 297.85036 + c * (445267.111480 + c * (-0.0019142 + c / 189474));
  const double sun = 357.52772 + c * (35999.050340 + c * (-0.0001603 - c / 300000));
  const double moon = 134.96298 + c * (477198.867398 + c * (0.0086972 + c / 56250));
  const double latitude = 93.27191 + c * (483202.017538 + c * (-0.0036825 + c / 327270));
  const double node = 125.04452 + c * (-1934.136261 + c * (0.0020708 + c / 450000));
  Nutation sum;
  for (const NutationTerm& term : nutation_terms()) {
    const double angle =
        degree * (term.elongation * elongation + term.sun_anomaly * sun + term.moon_anomaly * moon +
                  term.moon_latitude * latitude + term.moon_node * node);
    sum.longitude += (term.sine + term.sine_rate * c) * std::sin(angle);
    sum.obliquity += (term.cosine + term.cosine_rate * c) * std::cos(angle);
  }
  return {sum.longitude / 36e6, sum.obliquity / 36e6};
}

/// Mean obliquity of the ecliptic in degrees (equation 24).
double mean_obliquity(double millennia) {
  constexpr std::array<double, 11> coefficients{
      84381.448, -4680.93, -1.55, 1999.25, -51.38, -249.67, -39.05, 7.12, 27.87, 5.79, 2.45};
  const double u = millennia / 10;
  double seconds = 0;
  for (auto it = coefficients.rbegin(); it != coefficients.rend(); ++it) {
    seconds = seconds * u + *it;
  }
  return seconds / 3600;
}

/// Equations 9 to 31. `terrestrial_day` is the Julian ephemeris day.
SunFromEarth sun_from_earth(double terrestrial_day) {
  const double centuries = (terrestrial_day - epoch_2000) / 36525;
  const double millennia = centuries / 10;
  const double distance = series_sum(distance_series(), millennia);
  const double longitude = series_sum(longitude_series(), millennia) / degree + 180;
  const double latitude = -series_sum(latitude_series(), millennia);
  const Nutation nutation = nutation_at(centuries);
  const double obliquity_deg = mean_obliquity(millennia) + nutation.obliquity;
  const double obliquity = obliquity_deg * degree;
  const double aberration = -20.4898 / (3600 * distance);
  const double apparent = (longitude + nutation.longitude + aberration) * degree;

  SunFromEarth sun;
  sun.right_ascension = wrapped(std::atan2(std::sin(apparent) * std::cos(obliquity) -
                                               std::tan(latitude) * std::sin(obliquity),
                                           std::cos(apparent)) /
                                degree);
  sun.declination = std::asin(std::sin(latitude) * std::cos(obliquity) +
                              std::cos(latitude) * std::sin(obliquity) * std::sin(apparent)) /
                    degree;
  sun.parallax = 8.794 / (3600 * distance);
  sun.equinoxes = nutation.longitude * std::cos(obliquity);
  return sun;
}

/// Apparent sidereal time at Greenwich in degrees (equations 28 and 29).
double sidereal_time(double universal_day, double equinoxes) {
  const double days = universal_day - epoch_2000;
  const double centuries = days / 36525;
  return wrapped(280.46061837 + 360.98564736629 * days +
                 centuries * centuries * (0.000387933 - centuries / 38710000) + equinoxes);
}

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

/// Equations 32 to 47.
SunPosition seen_from(const Observer& place, const SunFromEarth& sun, double universal_day) {
  const double hour_angle =
      (sidereal_time(universal_day, sun.equinoxes) + place.longitude_deg - sun.right_ascension) *
      degree;
  const double parallax = std::sin(sun.parallax * degree);
  const double declination = sun.declination * degree;
  const double nearer = std::cos(declination) - place.x * parallax * std::cos(hour_angle);
  const double shift = std::atan2(-place.x * parallax * std::sin(hour_angle), nearer);
  const double seen_declination =
      std::atan2((std::sin(declination) - place.y * parallax) * std::cos(shift), nearer);
  const double seen_angle = hour_angle - shift;

  const double sine = place.sin_latitude * std::sin(seen_declination) +
                      place.cos_latitude * std::cos(seen_declination) * std::cos(seen_angle);
  const double true_elevation = std::asin(std::clamp(sine, -1.0, 1.0)) / degree;
  SunPosition position;
  position.elevation_deg =
      true_elevation + refraction_deg(true_elevation, place.pressure_hpa, place.air);
  position.zenith_deg = 90 - position.elevation_deg;
  const double from_south =
      std::atan2(std::sin(seen_angle), std::cos(seen_angle) * place.sin_latitude -
                                           std::tan(seen_declination) * place.cos_latitude);
  position.azimuth_deg = wrapped(from_south / degree + 180);
  return position;
}

/// Julian day of 1 January 00:00 UTC (Meeus, chapter 7, Gregorian calendar).
double new_year(int calendar_year) {
  const int before = calendar_year - 1;
  const int leap_days = 2 - before / 100 + before / 400;
  return std::floor(365.25 * (before + 4716)) + 428 + 1 + leap_days - 1524.5;
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

/// Declination for daily sums.
///
///     sum of Spencer's Fourier series in the day angle 2 pi day / 365
///
/// Valid for   0.04 degrees
/// Leaves out  the leap cycle
/// Source      Spencer, "Fourier series representation of the position of the sun", Search 2(5),
///             1971
double declination_of_day(int day_of_year) {
  const double angle = 2 * std::numbers::pi * day_of_year / 365;
  return 0.006918 - 0.399912 * std::cos(angle) + 0.070257 * std::sin(angle) -
         0.006758 * std::cos(2 * angle) + 0.000907 * std::sin(2 * angle) -
         0.002697 * std::cos(3 * angle) + 0.00148 * std::sin(3 * angle);
}

/// Hour angle of sunset in radians: 0 in polar night, pi in polar day.
double sunset_angle(double latitude_deg, double declination) {
  const double latitude = std::clamp(latitude_deg, -89.999, 89.999) * degree;
  return std::acos(std::clamp(-std::tan(latitude) * std::tan(declination), -1.0, 1.0));
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
  const double universal_day = new_year(moment.year) + moment.day_of_year + moment.time / day;
  const SunFromEarth sun = sun_from_earth(universal_day + air.delta_t_s / seconds_per_day);
  return seen_from(Observer(place, air), sun, universal_day);
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
  const double first_day = new_year(weather_sun_year);
  const std::vector<SunFromEarth> suns = daily_suns(first_day);
  std::vector<SunPosition> positions;
  positions.reserve(hours_per_year);
  for (int r = 0; r < hours_per_year; ++r) {
    const double days = r / 24.0 + (sun_at - utc_offset) / day;
    const SunFromEarth sun = interpolated(suns, 2 + days + air.delta_t_s / seconds_per_day);
    positions.push_back(seen_from(observer, sun, first_day + days));
  }
  return positions;
}

std::vector<SunPosition> sun_year(const WeatherYear& weather) {
  return sun_year(weather.position, weather.utc_offset, weather.sun_at);
}

/// Time from sunrise to sunset.
///
///     day_length = 24 h * acos(-tan(latitude) tan(declination)) / pi
///
/// Valid for   the sun's centre on a flat horizon
/// Leaves out  refraction and the sun's disc (about 7 minutes in the tropics, more at the poles)
/// Source      Duffie, Beckman, "Solar Engineering of Thermal Processes", equation 1.6.11
Duration day_length(double latitude_deg, int day_of_year) {
  return day * (sunset_angle(latitude_deg, declination_of_day(day_of_year)) / std::numbers::pi);
}

/// Sunlight on a horizontal plane outside the air, mean over day and night.
///
///     E = E0 / pi * (ws sin(latitude) sin(declination) + cos(latitude) cos(declination) sin(ws))
///
/// Valid for   every latitude; ws = 0 in polar night and pi in polar day
/// Leaves out  refraction
/// Source      Duffie, Beckman, "Solar Engineering of Thermal Processes", equation 1.10.3
Irradiance extraterrestrial_day(double latitude_deg, int day_of_year) {
  const double declination = declination_of_day(day_of_year);
  const double latitude = latitude_deg * degree;
  const double ws = sunset_angle(latitude_deg, declination);
  const double mean = (ws * std::sin(latitude) * std::sin(declination) +
                       std::cos(latitude) * std::cos(declination) * std::sin(ws)) /
                      std::numbers::pi;
  return std::max(0.0, mean) * extraterrestrial(day_of_year);
}

}  // namespace islet
