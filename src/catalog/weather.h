// An hour-by-hour weather year, and the monthly means it can be made from.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "base/estimate.h"
#include "base/quantity.h"

namespace islet {

inline constexpr int hours_per_year = 8760;
inline constexpr int months_per_year = 12;

/// A place on Earth. Latitude -90..90, north positive; longitude -180..180, east positive.
struct GeoPosition {
  double latitude_deg = 0;
  double longitude_deg = 0;
  Length altitude;
};

struct WeatherHour {
  Irradiance ghi;  ///< global horizontal
  Irradiance dni;  ///< direct normal
  Irradiance dhi;  ///< diffuse horizontal
  Temperature air;
  Speed wind;  ///< at station height
};

/// 8760 hours from 1 January 00:00 local standard time, no leap day. Hour r holds means over
/// [r, r + 1), unless `sun_at` says that the samples belong to another moment of the hour.
struct WeatherYear {
  std::string name;
  GeoPosition position;
  Duration utc_offset;             ///< of local standard time, east positive
  Duration sun_at = 0.5 * hour;    ///< moment within the hour at which the sun is computed
  std::vector<WeatherHour> hours;  ///< hours_per_year of them
  /// Fresh snow of each hour; empty where the file does not tell, or none fell.
  std::vector<Length> snowfall;
  Grade grade = Grade::d;
  std::string source;
  std::vector<std::string> notes;  ///< what a reader of the file should know: gaps that were filled
};

/// Monthly means at one place.
struct MonthlyClimate {
  GeoPosition position;
  std::array<Irradiance, months_per_year> ghi;   ///< mean over day and night
  std::array<Temperature, months_per_year> air;  ///< mean
  std::array<TemperatureDifference, months_per_year> daily_range;
  std::array<Speed, months_per_year> wind;
  Length nearest_station;  ///< distance to the nearest sunshine or irradiance station
  Grade grade = Grade::d;
  std::string source;
};

/// Month 0..11 of day-of-year 0..364.
int month_of_day(int day_of_year);
/// Days of month 0..11 in a year without leap day.
int days_in_month(int month);

}  // namespace islet
