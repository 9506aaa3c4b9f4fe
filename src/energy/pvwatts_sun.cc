// The sun as PVWatts takes it.
#include "energy/pvwatts_sun.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "energy/sun_from_earth.h"

namespace islet {
namespace {

constexpr double degree = std::numbers::pi / 180;
constexpr double turn = 2 * std::numbers::pi;
constexpr double seconds_per_day = 86400;
constexpr double day_zero_of_sg2 = 2444239.5;  // 1 January 1980, 0 h
constexpr double noon_of_2000 = 2451545.0;

/// A term of amplitude (radians), period (days) and phase.
struct Term {
  double period_days, amplitude, phase;
  double at(double days) const { return amplitude * std::cos(turn * days / period_days - phase); }
};

/// Heliocentric longitude of the Earth.
constexpr std::array<Term, 10> longitude_terms = {{
    {365.261278, 3.401508e-2, 1.600780},
    {182.632412, 3.486440e-4, 1.662976},
    {29.530634, 3.136227e-5, -1.195905},
    {399.529850, 3.578979e-5, -1.042052},
    {291.956812, 2.676185e-5, 2.012613},
    {583.598201, 2.333925e-5, -2.867714},
    {4652.629372, 1.221214e-5, 1.225038},
    {1450.236684, 1.217941e-5, -0.828601},
    {199.459709, 1.343914e-5, -3.108253},
    {365.355291, 8.499475e-4, -2.353709},
}};
constexpr Term nutation_term = {6791.164405, 8.329092e-5, -2.052757};
constexpr Term obliquity_term = {6791.164405, 4.456183e-5, 2.660352};

/// Heliocentric latitude of the Earth: amplitude (1e-8 radians), phase, speed a thousand years.
struct LatitudeTerm {
  double amplitude, phase, speed;
};
constexpr std::array<LatitudeTerm, 5> latitude_terms = {{
    {280, 3.199, 84334.662},
    {102, 5.422, 5507.553},
    {80, 3.88, 5223.69},
    {44, 3.7, 2352.87},
    {32, 4, 1577.34},
}};

double earth_latitude(double terrestrial_day) {
  const double millennia = (terrestrial_day - noon_of_2000) / 365250;
  double sum = 0;
  for (const LatitudeTerm& term : latitude_terms) {
    sum += term.amplitude * std::cos(term.phase + term.speed * millennia);
  }
  return sum * 1e-8;
}

/// Constants of the algorithm, which PVWatts' program takes for degrees though they are radians:
/// aberration and parallax count 57 times too little there.
constexpr double aberration_deg = -9.933735e-5;
constexpr double parallax_deg = 4.263521e-5;

/// Right ascension, declination and sidereal time at Greenwich, radians.
struct Geocentric {
  double right_ascension = 0, declination = 0, sidereal = 0;
};

/// Sun from the middle of the Earth, by the algorithm SG2.
///
///     longitude = t / 58.130101 + 1.742145 + sum of ten cosines,   t days since 1980
///     nutation and obliquity by one cosine of 18.6 years each
///
/// Valid for   1980 to 2030, 0.0015 degrees
/// Leaves out  most terms of the Earth's latitude; aberration is 57 times too small, as in
///             PVWatts' program: the sun stands 0.006 degrees further on
/// Source      Blanc and Wald, "The SG2 algorithm for a fast and accurate computation of the
///             position of the sun for multi-decadal time period", Solar Energy 86(10), 2012
Geocentric geocentric(double universal_day, double delta_t_s) {
  const double days = universal_day + delta_t_s / seconds_per_day - day_zero_of_sg2;
  double longitude = days / 58.130101 + 1.742145 + std::numbers::pi;
  for (const Term& term : longitude_terms) longitude += term.at(days);
  const double nutation = nutation_term.at(days);
  const double obliquity = obliquity_term.at(days) - 6.216374e-9 * days + 4.091383e-1;
  longitude += nutation + aberration_deg * degree;
  const double centuries = (universal_day - noon_of_2000) / 36525;
  const double mean_sidereal_deg = 280.46061837 + 360.98564736629 * (universal_day - noon_of_2000) +
                                   centuries * centuries * (0.000387933 - centuries / 38710000);
  Geocentric sun;
  const double latitude = -earth_latitude(universal_day + delta_t_s / seconds_per_day);
  sun.right_ascension = std::atan2(
      std::sin(longitude) * std::cos(obliquity) - std::tan(latitude) * std::sin(obliquity),
      std::cos(longitude));
  sun.declination = std::asin(std::sin(latitude) * std::cos(obliquity) +
                              std::cos(latitude) * std::sin(obliquity) * std::sin(longitude));
  sun.sidereal = std::fmod(mean_sidereal_deg, 360.0) * degree + nutation * std::cos(obliquity);
  return sun;
}

double refraction_deg(double elevation_deg, const Air& air) {
  constexpr double disc_deg = 0.26667;
  if (elevation_deg < -(disc_deg + air.refraction_at_horizon_deg)) return 0;
  const double pressure = air.pressure_hpa > 0 ? air.pressure_hpa : 1013.25;
  const double bent = (elevation_deg + 10.3 / (elevation_deg + 5.11)) * degree;
  return pressure / 1010 * 283 / (273 + air.air.in_celsius()) * 1.02 / (60 * std::tan(bent));
}

SunDate day_beside(SunDate date, int shift) {
  date.day_of_year += shift;
  return date;
}

}  // namespace

/// Terrestrial less universal time.
///
///     1986..2005: 63.86 + 0.3345 t - 0.060374 t^2 + 0.0017275 t^3 + 0.000651814 t^4
///     after 2005: 62.92 + 0.32217 t + 0.005589 t^2,   t years since 2000
///     1961..1986: 45.45 + 1.067 t - t^2 / 260 - t^3 / 718,   t years since 1975
///
/// Valid for   1961 to 2050; 66.7 s elsewhere
/// Leaves out  months
/// Source      Espenak and Meeus, Five Millennium Canon of Solar Eclipses, NASA/TP-2006-214141
double pvwatts_delta_t_s(int calendar_year) {
  const double t = calendar_year - 2000;
  if (calendar_year >= 1961 && calendar_year <= 1986) {
    const double s = calendar_year - 1975;
    return 45.45 + 1.067 * s - s * s / 260 - s * s * s / 718;
  }
  if (calendar_year > 1986 && calendar_year <= 2005) {
    return 63.86 + t * (0.3345 + t * (-0.060374 + t * (0.0017275 + t * 0.000651814)));
  }
  if (calendar_year > 2005 && calendar_year <= 2050) return 62.92 + t * (0.32217 + t * 0.005589);
  return 66.7;
}

/// Apparent position of the sun.
///
///     geocentric sun by SG2 -> hour angle, parallax -> elevation -> refraction
///
/// Valid for   as the algorithm; its constant parallax counts 57 times too little (0.002 degrees)
/// Leaves out  the pressure of the place's height, unless it is given
/// Source      Blanc and Wald, 2012; NREL/TP-560-34302 for hour angle, parallax and refraction
PvwattsSun pvwatts_sun(const GeoPosition& place, const SunMoment& moment, const Air& air) {
  const double universal_day = julian_day(moment.year, moment.day_of_year) + moment.time / day;
  const Geocentric sun = geocentric(universal_day, pvwatts_delta_t_s(moment.year));
  const double latitude = place.latitude_deg * degree;
  const double angle = sun.sidereal + place.longitude_deg * degree - sun.right_ascension;
  const double u = std::atan(0.99664719 * std::tan(latitude));
  const double height = place.altitude / metre / 6378140;
  const double x = std::cos(u) + height * std::cos(latitude);
  const double y = 0.99664719 * std::sin(u) + height * std::sin(latitude);
  const double parallax = parallax_deg * degree;
  const double shift = -x * std::sin(angle) / std::cos(sun.declination) * parallax;
  const double declination =
      sun.declination +
      (x * std::cos(angle) * std::sin(sun.declination) - y * std::cos(sun.declination)) * parallax;
  const double seen = angle - shift;
  const double sine = std::sin(latitude) * std::sin(declination) +
                      std::cos(latitude) * std::cos(declination) * std::cos(seen);
  const double true_elevation = std::asin(std::clamp(sine, -1.0, 1.0)) / degree;
  PvwattsSun found;
  found.declination_deg = declination / degree;
  found.position.elevation_deg = true_elevation + refraction_deg(true_elevation, air);
  found.position.zenith_deg = 90 - found.position.elevation_deg;
  const double from_south =
      std::atan2(std::sin(seen),
                 std::cos(seen) * std::sin(latitude) - std::tan(declination) * std::cos(latitude)) /
      degree;
  found.position.azimuth_deg = from_south + 180 - 360 * std::floor((from_south + 180) / 360);
  return found;
}

namespace {

/// Fraction of a turn or a day, 0..1.
double fraction(double value) { return value - std::floor(value); }

/// Value through three days at `n` days after the middle one.
double between_days(const std::array<double, 3>& values, double n) {
  double before = values[1] - values[0];
  double after = values[2] - values[1];
  if (std::abs(before) >= 2) before = fraction(before);
  if (std::abs(after) >= 2) after = fraction(after);
  return values[1] + n * (before + after + (after - before) * n) / 2;
}

/// What the days around a date have in common: degrees.
struct ThreeDays {
  ThreeDays(const GeoPosition& at, const SunDate& date) : place(at) {
    const double midnight = julian_day(date.year, date.day_of_year);
    const Geocentric today = geocentric(midnight, 67);
    sidereal_deg = 360 * fraction(today.sidereal / turn);
    noon_declination_deg = today.declination / degree;
    for (int i = 0; i < 3; ++i) {
      const Geocentric sun = geocentric(midnight - 1 + i, 0);
      const auto at_day = static_cast<std::size_t>(i);
      ascension[at_day] = 360 * fraction(sun.right_ascension / turn);
      declination[at_day] = sun.declination / degree;
    }
    delta_days = pvwatts_delta_t_s(date.year) / seconds_per_day;
  }

  /// One step from `m` (days after midnight, universal time) towards the moment at which the sun
  /// stands at sunrise elevation.
  double improved(double m) const {
    const double n = m + delta_days;
    const double declination_now = between_days(declination, n) * degree;
    const double latitude = place.latitude_deg * degree;
    double angle_deg = 360 * fraction((sidereal_deg + 360.985647 * m + place.longitude_deg -
                                       between_days(ascension, n)) /
                                      360);
    if (angle_deg > 180) angle_deg -= 360;
    const double angle = angle_deg * degree;
    const double elevation =
        std::asin(std::sin(latitude) * std::sin(declination_now) +
                  std::cos(latitude) * std::cos(declination_now) * std::cos(angle));
    return m + (elevation / degree - sunrise_elevation_deg) /
                   (360 * std::cos(declination_now) * std::cos(latitude) * std::sin(angle));
  }

  GeoPosition place;
  double sidereal_deg = 0, noon_declination_deg = 0, delta_days = 0;
  std::array<double, 3> ascension{}, declination{};
};

/// Half the day's length as an angle: 0 in polar night, 180 in polar day.
double half_day_deg(double latitude_deg, double declination_deg) {
  const double latitude = latitude_deg * degree;
  const double declination = declination_deg * degree;
  const double cosine =
      (std::sin(sunrise_elevation_deg * degree) - std::sin(latitude) * std::sin(declination)) /
      (std::cos(latitude) * std::cos(declination));
  return std::acos(std::clamp(cosine, -1.0, 1.0)) / degree;
}

/// On the clock of the place, each in 0..24 h.
SunDay day_by_the_report(const GeoPosition& place, const SunDate& date) {
  const ThreeDays days(place, date);
  const double half_deg = half_day_deg(place.latitude_deg, days.noon_declination_deg);
  SunDay found;
  if (half_deg <= 0) found.kind = SunDayKind::never_up;
  if (half_deg >= 180) found.kind = SunDayKind::always_up;
  const double noon = (days.ascension[1] - place.longitude_deg - days.sidereal_deg) / 360;
  const double shift = date.utc_offset / day;
  found.transit = fraction(fraction(noon) + shift) * day;
  if (found.kind != SunDayKind::rises_and_sets) return found;
  const double rise = fraction(noon - half_deg / 360);
  double set = fraction(noon + half_deg / 360);
  if (set + shift < 0 && set + 1 + shift < 1) set += 1;
  found.rise = fraction(days.improved(rise) + shift) * day;
  found.set = fraction(days.improved(set) + shift) * day;
  return found;
}

}  // namespace

/// Rise and set as PVWatts' programs have them.
///
///     m = (ascension - longitude - sidereal time) / 360 +- half day, in the universal day
///     one step: m + (elevation + 0.8333) / (360 cos declination cos latitude sin hour angle)
///     a set before the rise is taken from the next day
///
/// Valid for   latitudes below the polar circles within seconds; near them its single step is off
///             by minutes (`sun_day` is exact)
/// Leaves out  hills
/// Source      NREL/TP-560-34302, appendix A.2
SunDay pvwatts_day(const GeoPosition& place, const SunDate& date) {
  SunDay found = day_by_the_report(place, date);
  if (found.kind == SunDayKind::rises_and_sets && found.set < found.rise) {
    found.set = day_by_the_report(place, day_beside(date, 1)).set + day;
  }
  return found;
}

namespace {

/// The lit spans of one local day, from midnight to midnight.
struct LitDay {
  Duration rise, set;  ///< set < rise: dark in between (midnight sun nearly)
  bool always = false, never = false;
};

LitDay lit_day(const GeoPosition& place, const SunDate& date) {
  const SunDay sun = pvwatts_day(place, date);
  LitDay lit;
  lit.always = sun.kind == SunDayKind::always_up;
  lit.never = sun.kind == SunDayKind::never_up;
  lit.rise = sun.rise;
  lit.set = sun.set;
  // A set beyond midnight belongs to the next day; today's is that of the day before.
  if (!lit.always && !lit.never && sun.set > day) {
    const SunDay before = pvwatts_day(place, day_beside(date, -1));
    if (before.kind == SunDayKind::always_up) lit.set -= day;
    if (before.kind == SunDayKind::rises_and_sets && before.set >= day) lit.set = before.set - day;
  }
  return lit;
}

/// The moment of the hour for which the sun is taken, and whether it is up at all.
struct LitMoment {
  Duration time;
  bool is_up = false;
};

/// A sample stays at its moment, and the sun is up or not.
LitMoment sampled(const LitDay& lit, Duration moment) {
  if (lit.never || lit.always) return {moment, lit.always};
  const bool in_order = lit.rise < lit.set;
  const bool is_up =
      in_order ? moment >= lit.rise && moment <= lit.set : moment <= lit.set || moment >= lit.rise;
  return {moment, is_up};
}

LitMoment lit_moment(const LitDay& lit, Duration middle) {
  const Duration half = 0.5 * hour;
  if (lit.never) return {middle, false};
  if (lit.always) return {middle, true};
  if (middle >= lit.rise - half && middle < lit.rise + half) {
    return {0.5 * (lit.rise + middle + half), true};
  }
  if (middle > lit.set - half && middle <= lit.set + half) {
    return {0.5 * (middle - half + lit.set), true};
  }
  return sampled(lit, middle);
}

PvwattsHour hour_at(const GeoPosition& place, const SunDate& date, const LitMoment& moment,
                    const Air& air) {
  PvwattsHour found;
  found.is_up = moment.is_up;
  // Its program drops the seconds.
  const Duration time = std::floor(moment.time / minute + 1e-9) * minute;
  const SunMoment universal{date.year, date.day_of_year, time - date.utc_offset};
  found.sun = pvwatts_sun(place, universal, air).position;
  return found;
}

}  // namespace

/// The sun of an hour.
///
///     in the hours of rise and set: the middle of the part that has sun; else of the hour
///
/// Valid for   hourly means
/// Leaves out  the swing of the sun within the hour
/// Source      Gilman, Dobos, DiOrio, Freeman, Janzou, Ryberg, "SAM photovoltaic model technical
///             reference update", NREL/TP-6A20-67399, 2018
PvwattsHour pvwatts_hour(const GeoPosition& place, const SunDate& date, Duration middle,
                         const Air& air) {
  return hour_at(place, date, lit_moment(lit_day(place, date), middle), air);
}

std::vector<PvwattsHour> pvwatts_sun_year(const WeatherYear& weather, const PvwattsClock& clock) {
  std::vector<PvwattsHour> year_of_hours;
  year_of_hours.reserve(hours_per_year);
  SunDate date{clock.calendar_year, 0, weather.utc_offset};
  date.delta_t_s = pvwatts_delta_t_s(date.year);
  const bool is_sample = clock.has_minutes || std::abs(weather.sun_at / hour - 0.5) > 0.25;
  LitDay lit;
  Air air;
  for (int r = 0; r < hours_per_year; ++r) {
    if (r % 24 == 0) {
      date.day_of_year = r / 24;
      lit = lit_day(weather.position, date);
    }
    air.pressure_hpa = 1013.25;
    air.air = weather.hours[static_cast<std::size_t>(r)].air;
    const Duration middle = (r % 24) * hour + weather.sun_at;
    const LitMoment moment = is_sample ? sampled(lit, middle) : lit_moment(lit, middle);
    year_of_hours.push_back(hour_at(weather.position, date, moment, air));
  }
  return year_of_hours;
}

}  // namespace islet
