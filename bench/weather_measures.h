// What a weather year is judged by: sums, spread, memory, dark spells, light on a tilted panel.
#pragma once

#include <array>
#include <vector>

#include "catalog/weather.h"

namespace islet {

inline constexpr std::array<int, 3> dark_spells{3, 7, 14};  ///< days

struct WeatherMeasures {
  double annual_ghi = 0;  ///< kWh/m2
  double annual_dni = 0;
  double annual_plane = 0;  ///< on a plane tilted by the latitude towards the equator
  std::array<double, months_per_year> monthly_ghi{};  ///< kWh/m2
  std::vector<double> sunny_hours;                    ///< W/m2 of hours with light, ascending
  double clearness_variance = 0;                      ///< of the days about their monthly mean
  double clearness_memory = 0;                        ///< lag-1 correlation of the same
  std::array<double, dark_spells.size()> darkest{};   ///< kWh/m2 in the darkest spell
  double air_mean_c = 0;
  double daily_range_k = 0;
  double air_low_c = 0, air_high_c = 0;  ///< 1 % and 99 % of hours
};

WeatherMeasures measures_of(const WeatherYear& weather);

/// Greatest distance between two distributions (Kolmogorov and Smirnov), 0..1; ascending values.
double distribution_distance(const std::vector<double>& a, const std::vector<double>& b);

/// The monthly means of a year, as a generator would be given them.
MonthlyClimate climate_of(const WeatherYear& weather);

}  // namespace islet
