// Where the sun stands at a place and moment.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/sun_from_earth.h"
#include "energy/sun_position.h"

namespace islet {

/// A moment of civil time in UTC. `time` may lie outside 0..24 h: it is counted from midnight.
struct SunMoment {
  int year = 2003;      ///< 1900..2100
  int day_of_year = 0;  ///< 0..364 (365 in leap years)
  Duration time;        ///< since 00:00 UTC
};

/// What bends the light on its way down. Without pressure it follows from the altitude.
struct Air {
  double pressure_hpa = 0;  ///< 0: standard atmosphere at the place's altitude
  Temperature air = celsius(12);
  double refraction_at_horizon_deg = 0.5667;
  double delta_t_s = 67;  ///< terrestrial time less universal time
};

/// Apparent position of the sun. See sun_position() in sun.cc for the method.
SunPosition sun_position(const GeoPosition& place, const SunMoment& moment, const Air& air = {});

/// The sun as a place sees it without air, in degrees: the steps before refraction.
struct SunFromPlace {
  double geocentric_hour_angle = 0;  ///< 0..360, west of south
  double right_ascension = 0;
  double declination = 0;
  double hour_angle = 0;  ///< 0..360
  double elevation = 0;   ///< no refraction
};

/// `universal_day` is the Julian day of the moment that `sun` belongs to.
SunFromPlace sun_from_place(const GeoPosition& place, const SunFromEarth& sun,
                            double universal_day);

/// The calendar year whose sun is used for weather years: not a leap year, so that day r of a
/// weather year is day r of it, and in the middle of the leap cycle.
inline constexpr int weather_sun_year = 2018;

/// One position for each hour of a weather year, at moment `sun_at` of the hour.
std::vector<SunPosition> sun_year(const GeoPosition& place, Duration utc_offset,
                                  Duration sun_at = 0.5 * hour);
std::vector<SunPosition> sun_year(const WeatherYear& weather);

}  // namespace islet
