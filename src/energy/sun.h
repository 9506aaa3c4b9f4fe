// Where the sun stands at a place and moment, and what reaches the top of the air.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "catalog/weather.h"
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

/// The calendar year whose sun is used for weather years: not a leap year, so that day r of a
/// weather year is day r of it, and in the middle of the leap cycle.
inline constexpr int weather_sun_year = 2018;

/// One position for each hour of a weather year, at moment `sun_at` of the hour.
std::vector<SunPosition> sun_year(const GeoPosition& place, Duration utc_offset,
                                  Duration sun_at = 0.5 * hour);
std::vector<SunPosition> sun_year(const WeatherYear& weather);

/// From sunrise to sunset of the sun's centre, no refraction: 0 in polar night, 24 h in polar day.
Duration day_length(double latitude_deg, int day_of_year);

/// Sunlight on a horizontal plane outside the air, mean over day and night. 0 in polar night.
Irradiance extraterrestrial_day(double latitude_deg, int day_of_year);

}  // namespace islet
