// PVWatts' inverter, and what hourly means hide of its limit.
#include "energy/pv_inverter.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace islet {
namespace {

/// Light of the hour over that of a clear sky; 1 where the sun is too low to tell.
double clear_sky_index(const WeatherHour& hour_light, const SunPosition& sun) {
  const Irradiance clear = clear_sky_light(sun.zenith_deg);
  if (clear < 20.0 * watt_per_square_metre) return 1.0;
  return std::clamp(hour_light.ghi / clear, 0.0, 1.5);
}

}  // namespace

/// Part-load efficiency of inverters.
///
///     z = input / rating,   efficiency = nominal / reference (-0.0162 z - 0.0059 / z + 0.9858)
///     output = efficiency * z, at most nominal
///
/// Valid for   the mean of inverters tested by California's Energy Commission, all sizes
/// Leaves out  voltage, heat, draw at night (`PvInverter::night_draw`)
/// Source      Dobos, PVWatts version 5 manual, NREL/TP-6A20-62641, 2014, equation 16
double inverter_output(double load, double nominal_efficiency, double reference_efficiency) {
  if (load <= 0) return 0;
  const double output =
      nominal_efficiency / reference_efficiency * (-0.0162 * load * load - 0.0059 + 0.9858 * load);
  return std::clamp(output, 0.0, nominal_efficiency);
}

/// Light of a clear sky.
///
///     ghi = 1098 cos z exp(-0.059 / cos z)   W/m2
///
/// Valid for   near sea level, middling haze; 10 % too low on dry mountains
/// Leaves out  height, haze, water
/// Source      Haurwitz, "Insolation in relation to cloudiness and cloud density", J. Meteorology
///             2, 1945
Irradiance clear_sky_light(double zenith_deg) {
  const double cosine = std::cos(zenith_deg * std::numbers::pi / 180);
  if (cosine <= 1e-3) return Irradiance();
  return 1098.0 * cosine * std::exp(-0.059 / cosine) * watt_per_square_metre;
}

/// Standard deviation of five-minute means of the clear-sky index within an hour.
///
///     s3 = sqrt(((now - before)^2 + (now - after)^2) / 2)
///     deviation = 0.87 now^2 max(0, 1 - now) + 0.39 sqrt(now) s3
///
/// Valid for   hours with the sun a few degrees up; fitted to Atlanta and San Antonio
/// Leaves out  minutes (the deviation of single minutes is larger), edges of clouds that brighten
/// Source      Skartveit and Olseth, "The probability density and autocorrelation of short-term
///             global and beam irradiance", Solar Energy 49(6), 1992; coefficients not re-read
double spread_within_hour(double before, double now, double after) {
  const double k = std::max(0.0, now);
  const double s3 = std::sqrt(0.5 * ((k - before) * (k - before) + (k - after) * (k - after)));
  return 0.87 * k * k * std::max(0.0, 1.0 - k) + 0.39 * std::sqrt(k) * s3;
}

/// Mean excess of a normal variable.
///
///     E[max(0, X - limit)] = s phi(u) + (mean - limit) (1 - Phi(u)),   u = (limit - mean) / s
///
/// Valid for   every mean and deviation; max(0, mean - limit) where the deviation is 0
/// Leaves out  that light has two peaks (clear, cloudy) rather than one
/// Source      Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions, chapter 13
double mean_above(double limit, double mean, double deviation) {
  if (deviation <= 0) return std::max(0.0, mean - limit);
  const double u = (limit - mean) / deviation;
  const double density = std::exp(-0.5 * u * u) / std::sqrt(2 * std::numbers::pi);
  const double beyond = 0.5 * std::erfc(u / std::numbers::sqrt2);
  return std::max(0.0, deviation * density + (mean - limit) * beyond);
}

/// Alternating current of a year of panels.
///
///     output = inverter_output(input less what is clipped within the hour)
///     clipped within = mean_above(limit, input, input * spread / clear-sky index)
///                      - max(0, input - limit)
///
/// Valid for   hourly means of input
/// Leaves out  heat of the inverter, minimum voltage
/// Source      as `inverter_output`, `spread_within_hour`, `mean_above`
std::vector<double> inverter_year(const PvInverter& inverter, std::span<const double> panels,
                                  const WeatherYear& weather, std::span<const SunPosition> sun) {
  CHECK(panels.size() == weather.hours.size() && sun.size() == panels.size());
  CHECK(inverter.panels_over_rating > 0 && inverter.nominal_efficiency > 0);
  const double rating = 1.0 / inverter.panels_over_rating;
  const double direct_rating = rating / inverter.nominal_efficiency;
  const std::size_t count = panels.size();
  std::vector<double> index(count, 1.0);
  if (inverter.corrects_clipping) {
    for (std::size_t i = 0; i < count; ++i) index[i] = clear_sky_index(weather.hours[i], sun[i]);
  }
  std::vector<double> output(count, 0.0);
  for (std::size_t i = 0; i < count; ++i) {
    double input = panels[i];
    if (inverter.corrects_clipping && input > 0.3 * direct_rating) {
      const double spread = spread_within_hour(index[i == 0 ? count - 1 : i - 1], index[i],
                                               index[i + 1 == count ? 0 : i + 1]);
      const double deviation = input * spread / std::max(index[i], 0.1);
      input -= mean_above(direct_rating, input, deviation) - std::max(0.0, input - direct_rating);
    }
    output[i] = direct_rating * inverter_output(input / direct_rating, inverter.nominal_efficiency);
    if (panels[i] <= 0) output[i] = -inverter.night_draw * rating;
  }
  return output;
}

}  // namespace islet
