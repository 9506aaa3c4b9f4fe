// The sun of whole days: rise, transit and set, length of the day, light outside the air.
#include "energy/sun_day.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "energy/sun_from_earth.h"
#include "energy/transposition.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double seconds_per_day = 86400;

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

/// Angle from -180 to 180.
double centred(double degrees) { return std::remainder(degrees, 360); }

/// The sun's hour angle at the place in degrees, -180..180, and its declination.
struct HourAngle {
  double angle_deg = 0;
  double declination_deg = 0;
};

HourAngle hour_angle_at(const GeoPosition& place, double universal_day, double delta_t_s) {
  const SunFromEarth sun = sun_from_earth(universal_day + delta_t_s / seconds_per_day);
  const double sidereal = sidereal_time_deg(universal_day, sun.equinoxes);
  return {centred(sidereal + place.longitude_deg - sun.right_ascension), sun.declination};
}

/// Hour angle at which the sun's centre stands at `elevation_deg`: 0..180.
double angle_at_elevation(double latitude_deg, double declination_deg, double elevation_deg) {
  const double latitude = std::clamp(latitude_deg, -89.999, 89.999) * degree;
  const double declination = declination_deg * degree;
  const double cosine =
      (std::sin(elevation_deg * degree) - std::sin(latitude) * std::sin(declination)) /
      (std::cos(latitude) * std::cos(declination));
  return std::acos(std::clamp(cosine, -1.0, 1.0)) / degree;
}

}  // namespace

/// Rise, transit and set of the sun's centre through an elevation.
///
///     cos H0 = (sin h - sin(latitude) sin(declination)) / (cos(latitude) cos(declination))
///     transit where H = 0, rise where H = -H0, set where H = H0; each solved by Newton's steps
///     with the sun of that very moment
///
/// Valid for   every latitude; within a second of the report's own interpolation
/// Leaves out  hills, the air's own temperature and pressure (h holds standard refraction)
/// Source      NREL/TP-560-34302, appendix A.2; h = -0.8333 for the upper edge
SunDay sun_day(const GeoPosition& place, const SunDate& date, double elevation_deg) {
  constexpr double degrees_a_day = 360;
  constexpr int steps = 6;
  const double midnight =
      julian_day(date.year, date.day_of_year) - date.utc_offset / day;  // local, as universal time
  const auto at = [&](double t) { return hour_angle_at(place, midnight + t, date.delta_t_s); };
  SunDay found;
  double transit = 0.5;
  for (int step = 0; step < steps; ++step) transit -= at(transit).angle_deg / degrees_a_day;
  transit -= std::floor(transit);
  found.transit = transit * day;
  const double noon_declination = at(transit).declination_deg;
  const double noon_angle = angle_at_elevation(place.latitude_deg, noon_declination, elevation_deg);
  if (noon_angle <= 0 || noon_angle >= 180) {
    found.kind = noon_angle <= 0 ? SunDayKind::never_up : SunDayKind::always_up;
    return found;
  }
  const auto crossing = [&](double sign) {
    double t = transit + sign * noon_angle / degrees_a_day;
    for (int step = 0; step < steps; ++step) {
      const HourAngle now = at(t);
      const double wanted =
          sign * angle_at_elevation(place.latitude_deg, now.declination_deg, elevation_deg);
      t -= centred(now.angle_deg - wanted) / degrees_a_day;
    }
    return t * day;
  };
  found.rise = crossing(-1);
  found.set = crossing(+1);
  return found;
}

/// Sunrise and sunset with declination and equation of time of one moment.
///
///     L = 280.460 + 0.9856474 n,   g = 357.528 + 0.9856003 n
///     longitude = L + 1.915 sin g + 0.020 sin 2g,   obliquity = 23.439 - 4e-7 n
///     transit   = 12 h - (place longitude / 15 - utc offset) - (L - right ascension) / 15
///     cos H0    = -tan(latitude) tan(declination)
///
/// n counts days since noon of 1 January 2000.
///
/// Valid for   1950 to 2050, 0.01 degrees
/// Leaves out  refraction, the sun's disc, its motion during the day
/// Source      Astronomical Almanac; Michalsky, Solar Energy 40(3), 1988
SunDay almanac_day(const GeoPosition& place, const SunDate& date, Duration sun_at) {
  constexpr double noon_of_2000 = 2451545.0;
  const double n =
      julian_day(date.year, date.day_of_year) + (sun_at - date.utc_offset) / day - noon_of_2000;
  const double mean_longitude = 280.460 + 0.9856474 * n;
  const double anomaly = (357.528 + 0.9856003 * n) * degree;
  const double longitude =
      (mean_longitude + 1.915 * std::sin(anomaly) + 0.020 * std::sin(2 * anomaly)) * degree;
  const double obliquity = (23.439 - 4e-7 * n) * degree;
  const double right_ascension =
      std::atan2(std::cos(obliquity) * std::sin(longitude), std::cos(longitude)) / degree;
  const double declination = std::asin(std::sin(obliquity) * std::sin(longitude));
  const double equation = centred(mean_longitude - right_ascension) / 15;
  SunDay found;
  const double half = sunset_angle(place.latitude_deg, declination) / degree / 15;
  found.transit = (12 - place.longitude_deg / 15 - equation) * hour + date.utc_offset;
  if (half <= 0) found.kind = SunDayKind::never_up;
  if (half >= 12) found.kind = SunDayKind::always_up;
  found.rise = found.transit - half * hour;
  found.set = found.transit + half * hour;
  if (found.transit >= day) {
    for (Duration* moment : {&found.rise, &found.transit, &found.set}) *moment -= day;
  }
  return found;
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
