// The solar position algorithm of NREL, written from its report: from the calendar to the sun's
// right ascension and declination.
#include "energy/sun_from_earth.h"

#include <array>
#include <cmath>
#include <numbers>
#include <span>

#include "energy/sun_terms.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double epoch_2000 = 2451545.0;

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

}  // namespace

/// Day count of astronomers.
///
///     jd = floor(365.25 (y + 4715)) + 428 + 1 + b - 1524.5 + day,   b = 2 - c/100 + c/400
///     with c = y - 1: January counts to the year before
///
/// Valid for   the Gregorian calendar
/// Leaves out  nothing
/// Source      Meeus, Astronomical Algorithms, chapter 7
double julian_day(int calendar_year, int day_of_year) {
  const int before = calendar_year - 1;
  const int leap_days = 2 - before / 100 + before / 400;
  return std::floor(365.25 * (before + 4716)) + 428 + 1 + leap_days - 1524.5 + day_of_year;
}

/// The sun as seen from the middle of the Earth: equations 9 to 31 of the report.
///
///     longitude = VSOP87 series + 180 + nutation - 20.4898" / distance
///     right ascension, declination = longitude and latitude turned by the obliquity
///
/// Valid for   years -2000 to 6000
/// Leaves out  nothing above 0.0003 degrees
/// Source      Reda, Andreas, "Solar position algorithm for solar radiation applications",
///             NREL/TP-560-34302, 2003, revised 2008
SunFromEarth sun_from_earth(double terrestrial_day) {
  const double centuries = (terrestrial_day - epoch_2000) / 36525;
  const double millennia = centuries / 10;
  const double latitude = -series_sum(latitude_series(), millennia);
  const Nutation nutation = nutation_at(centuries);

  SunFromEarth sun;
  sun.distance_au = series_sum(distance_series(), millennia);
  sun.heliocentric_longitude = wrapped(series_sum(longitude_series(), millennia) / degree);
  sun.heliocentric_latitude = -latitude / degree;
  sun.nutation_longitude = nutation.longitude;
  sun.nutation_obliquity = nutation.obliquity;
  sun.obliquity = mean_obliquity(millennia) + nutation.obliquity;
  const double aberration = -20.4898 / (3600 * sun.distance_au);
  sun.apparent_longitude =
      wrapped(sun.heliocentric_longitude + 180 + nutation.longitude + aberration);

  const double obliquity = sun.obliquity * degree;
  const double apparent = sun.apparent_longitude * degree;
  sun.right_ascension = wrapped(std::atan2(std::sin(apparent) * std::cos(obliquity) -
                                               std::tan(latitude) * std::sin(obliquity),
                                           std::cos(apparent)) /
                                degree);
  sun.declination = std::asin(std::sin(latitude) * std::cos(obliquity) +
                              std::cos(latitude) * std::sin(obliquity) * std::sin(apparent)) /
                    degree;
  sun.parallax = 8.794 / (3600 * sun.distance_au);
  sun.equinoxes = nutation.longitude * std::cos(obliquity);
  return sun;
}

/// Angle between Greenwich and the equinox.
///
///     280.46061837 + 360.98564736629 d + 0.000387933 c^2 - c^3 / 38710000 + equinoxes
///     d days since 2000, c = d / 36525
///
/// Valid for   as `sun_from_earth`
/// Leaves out  nothing
/// Source      NREL/TP-560-34302, equations 28 and 29
double sidereal_time_deg(double universal_day, double equinoxes) {
  const double days = universal_day - epoch_2000;
  const double centuries = days / 36525;
  return wrapped(280.46061837 + 360.98564736629 * days +
                 centuries * centuries * (0.000387933 - centuries / 38710000) + equinoxes);
}

}  // namespace islet
