// The sun of whole days: rise, transit and set, length of the day, light outside the air.
#pragma once

#include "base/quantity.h"
#include "catalog/weather.h"

namespace islet {

/// A local date. `utc_offset` is that of its clock, east positive.
struct SunDate {
  int year = 2003;      ///< 1900..2100
  int day_of_year = 0;  ///< 0..364 (365 in leap years)
  Duration utc_offset;
  double delta_t_s = 67;  ///< terrestrial time less universal time
};

enum class SunDayKind { rises_and_sets, never_up, always_up };

/// Moments of a day, since its local midnight. `set` may lie beyond 24 h and `rise` before 0 where
/// the clock is far from the sun. Without a rise only the transit holds.
struct SunDay {
  SunDayKind kind = SunDayKind::rises_and_sets;
  Duration rise;
  Duration transit;  ///< 0..24 h
  Duration set;
};

/// Elevation of the sun's centre when its upper edge shows, standard refraction included.
inline constexpr double sunrise_elevation_deg = -0.8333;

/// When the sun rises, culminates and sets.
SunDay sun_day(const GeoPosition& place, const SunDate& date,
               double elevation_deg = sunrise_elevation_deg);

/// The same by the Astronomical Almanac's short formulas, with the sun of one moment for the whole
/// day: symmetric about the transit, sun's centre, no refraction. For comparison with programs that
/// do it so.
SunDay almanac_day(const GeoPosition& place, const SunDate& date, Duration sun_at);

/// From sunrise to sunset of the sun's centre, no refraction: 0 in polar night, 24 h in polar day.
Duration day_length(double latitude_deg, int day_of_year);

/// Sunlight on a horizontal plane outside the air, mean over day and night. 0 in polar night.
Irradiance extraterrestrial_day(double latitude_deg, int day_of_year);

}  // namespace islet
