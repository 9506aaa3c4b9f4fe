// The sun as PVWatts takes it: a shorter algorithm, and within the hours of sunrise and sunset the
// middle of the part that has sun.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/sun.h"
#include "energy/sun_day.h"
#include "energy/sun_position.h"

namespace islet {

/// Declination beside the position, in degrees.
struct PvwattsSun {
  SunPosition position;
  double declination_deg = 0;
};

/// Difference of terrestrial and universal time in seconds as PVWatts has it; years 1900..2100.
double pvwatts_delta_t_s(int calendar_year);

/// The sun at a moment. Of `air` only pressure and temperature count; 0 hPa is 1013.25 hPa.
PvwattsSun pvwatts_sun(const GeoPosition& place, const SunMoment& moment, const Air& air);

/// Rise and set of the universal day of `date`, on the clock of the place: rise in 0..24 h, set
/// after it. This is what PVWatts' programs report.
SunDay pvwatts_day(const GeoPosition& place, const SunDate& date);

/// One hour, whose middle is `middle` after local midnight of `date`.
struct PvwattsHour {
  SunPosition sun;     ///< at its moment, up or not
  bool is_up = false;  ///< for some part of the hour; else there is no light
};
PvwattsHour pvwatts_hour(const GeoPosition& place, const SunDate& date, Duration middle,
                         const Air& air);

/// How a run of PVWatts read its weather.
struct PvwattsClock {
  int calendar_year = weather_sun_year;
  bool has_minutes = false;  ///< rows name a minute: they are samples, not means of an hour
};

/// One for each hour of the weather year, by the air temperature of each. Years whose moment is not
/// the middle of the hour are samples too.
std::vector<PvwattsHour> pvwatts_sun_year(const WeatherYear& weather,
                                          const PvwattsClock& clock = {});

}  // namespace islet
