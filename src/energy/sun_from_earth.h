// The sun as seen from the middle of the Earth, with every step that leads there.
#pragma once

namespace islet {

/// Geocentric sun at one moment, by the solar position algorithm. Angles in degrees.
struct SunFromEarth {
  double right_ascension = 0;  ///< 0..360; grows without wrapping when interpolated
  double declination = 0;
  double parallax = 0;
  double equinoxes = 0;  ///< equation of the equinoxes: nutation * cos(obliquity)

  double heliocentric_longitude = 0;  ///< of the Earth, 0..360
  double heliocentric_latitude = 0;   ///< of the Earth
  double distance_au = 1;
  double nutation_longitude = 0;
  double nutation_obliquity = 0;
  double obliquity = 0;           ///< true, nutation included
  double apparent_longitude = 0;  ///< of the sun
};

/// Julian day of 00:00 UTC on a day of the year, counted from 0; years 1900..2100.
double julian_day(int calendar_year, int day_of_year);

/// The sun at a Julian ephemeris day (terrestrial time).
SunFromEarth sun_from_earth(double terrestrial_day);

/// Apparent sidereal time at Greenwich in degrees, 0..360. `equinoxes` as in `SunFromEarth`.
double sidereal_time_deg(double universal_day, double equinoxes);

}  // namespace islet
