// What a weather year is judged by.
#include "weather_measures.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "energy/panels.h"
#include "energy/sun.h"
#include "energy/sun_day.h"
#include "energy/transposition.h"

namespace islet {
namespace {

constexpr std::size_t days_per_year = 365;

double watts(Irradiance light) { return light / watt_per_square_metre; }

/// Daily clearness less the mean of its month; days that are nearly dark outside the air left out.
std::vector<double> clearness_deviations(const WeatherYear& weather,
                                         const std::vector<double>& daily_kwh) {
  std::vector<double> deviations;
  std::size_t first = 0;
  for (int m = 0; m < months_per_year; ++m) {
    std::vector<double> days;
    for (int d = 0; d < days_in_month(m); ++d) {
      const std::size_t day_of_year = first + static_cast<std::size_t>(d);
      const double outside = watts(extraterrestrial_day(weather.position.latitude_deg,
                                                        static_cast<int>(day_of_year))) *
                             24 / 1000;
      if (outside > 0.5) days.push_back(daily_kwh[day_of_year] / outside);
    }
    first += static_cast<std::size_t>(days_in_month(m));
    if (days.empty()) continue;
    const double mean =
        std::accumulate(days.begin(), days.end(), 0.0) / static_cast<double>(days.size());
    for (const double day : days) deviations.push_back(day - mean);
  }
  return deviations;
}

double darkest_spell(const std::vector<double>& daily_kwh, int length) {
  double least = 1e9;
  for (std::size_t d = 0; d + static_cast<std::size_t>(length) <= daily_kwh.size(); ++d) {
    const auto from = daily_kwh.begin() + static_cast<std::ptrdiff_t>(d);
    least = std::min(least, std::accumulate(from, from + length, 0.0));
  }
  return least;
}

double plane_kwh(const WeatherYear& weather) {
  const Surface plane{std::abs(weather.position.latitude_deg),
                      equator_azimuth_deg(weather.position.latitude_deg)};
  const std::vector<SunPosition> sun = sun_year(weather);
  double sum = 0;
  for (std::size_t r = 0; r < weather.hours.size(); ++r) {
    const Light light{weather.hours[r], sun[r], extraterrestrial(static_cast<int>(r / 24))};
    sum += watts(plane_light(SkyModel::perez, light, plane, 0.2).total());
  }
  return sum / 1000;
}

void measure_air(const WeatherYear& weather, WeatherMeasures& measures) {
  std::vector<double> air;
  air.reserve(weather.hours.size());
  for (const WeatherHour& one : weather.hours) air.push_back(one.air.in_celsius());
  for (std::size_t d = 0; d < days_per_year; ++d) {
    const auto from = air.begin() + static_cast<std::ptrdiff_t>(24 * d);
    const auto [low, high] = std::minmax_element(from, from + 24);
    measures.daily_range_k += (*high - *low) / days_per_year;
  }
  measures.air_mean_c = std::accumulate(air.begin(), air.end(), 0.0) / hours_per_year;
  std::sort(air.begin(), air.end());
  measures.air_low_c = air[hours_per_year / 100];
  measures.air_high_c = air[hours_per_year - hours_per_year / 100];
}

}  // namespace

WeatherMeasures measures_of(const WeatherYear& weather) {
  WeatherMeasures measures;
  std::vector<double> daily(days_per_year);
  for (std::size_t r = 0; r < weather.hours.size(); ++r) {
    const double ghi = watts(weather.hours[r].ghi);
    if (ghi > 0) measures.sunny_hours.push_back(ghi);
    daily[r / 24] += ghi / 1000;
    measures.annual_dni += watts(weather.hours[r].dni) / 1000;
  }
  std::sort(measures.sunny_hours.begin(), measures.sunny_hours.end());
  for (std::size_t d = 0; d < days_per_year; ++d) {
    measures.annual_ghi += daily[d];
    measures.monthly_ghi[static_cast<std::size_t>(month_of_day(static_cast<int>(d)))] += daily[d];
  }
  const std::vector<double> deviations = clearness_deviations(weather, daily);
  double squares = 0, products = 0;
  for (std::size_t i = 0; i < deviations.size(); ++i) {
    squares += deviations[i] * deviations[i];
    if (i > 0) products += deviations[i] * deviations[i - 1];
  }
  measures.clearness_variance = squares / static_cast<double>(deviations.size());
  measures.clearness_memory = squares > 0 ? products / squares : 0;
  for (std::size_t i = 0; i < dark_spells.size(); ++i) {
    measures.darkest[i] = darkest_spell(daily, dark_spells[i]);
  }
  measures.annual_plane = plane_kwh(weather);
  measure_air(weather, measures);
  return measures;
}

double distribution_distance(const std::vector<double>& a, const std::vector<double>& b) {
  double distance = 0;
  for (const std::vector<double>* values : {&a, &b}) {
    for (const double value : *values) {
      const auto share = [value](const std::vector<double>& all) {
        return static_cast<double>(std::upper_bound(all.begin(), all.end(), value) - all.begin()) /
               static_cast<double>(all.size());
      };
      distance = std::max(distance, std::abs(share(a) - share(b)));
    }
  }
  return distance;
}

MonthlyClimate climate_of(const WeatherYear& weather) {
  MonthlyClimate climate;
  climate.position = weather.position;
  climate.source = "the year's own monthly means";
  std::size_t r = 0;
  for (int m = 0; m < months_per_year; ++m) {
    const int days = days_in_month(m);
    double ghi = 0, air = 0, range = 0, wind = 0;
    for (int d = 0; d < days; ++d) {
      double low = 1e9, high = -1e9;
      for (int h = 0; h < 24; ++h, ++r) {
        const WeatherHour& one = weather.hours[r];
        ghi += watts(one.ghi);
        air += one.air.in_celsius();
        wind += one.wind / metre_per_second;
        low = std::min(low, one.air.in_celsius());
        high = std::max(high, one.air.in_celsius());
      }
      range += high - low;
    }
    const auto i = static_cast<std::size_t>(m);
    climate.ghi[i] = ghi / (24 * days) * watt_per_square_metre;
    climate.air[i] = celsius(air / (24 * days));
    climate.daily_range[i] = range / days * kelvin;
    climate.wind[i] = wind / (24 * days) * metre_per_second;
  }
  return climate;
}

}  // namespace islet
