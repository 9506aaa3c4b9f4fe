// Hourly temperature and wind: a course of the year, a course of the day, and spells.
#include "energy/synthetic_air.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace islet {
namespace {

constexpr int days_per_year = 365;
using Months = std::array<double, months_per_year>;

/// Values in the middle of months joined by straight lines, over hours of the year; the last month
/// joins the first.
std::vector<double> joined(const Months& nodes) {
  std::array<double, months_per_year + 2> middles{};
  std::array<double, months_per_year + 2> values{};
  double start = 0;
  for (int m = 0; m < months_per_year; ++m) {
    const double length = 24.0 * days_in_month(m);
    middles[static_cast<std::size_t>(m) + 1] = start + length / 2;
    values[static_cast<std::size_t>(m) + 1] = nodes[static_cast<std::size_t>(m)];
    start += length;
  }
  middles.front() = middles[months_per_year] - hours_per_year;
  middles.back() = middles[1] + hours_per_year;
  values.front() = nodes.back();
  values.back() = nodes.front();
  std::vector<double> line(hours_per_year);
  std::size_t node = 0;
  for (int r = 0; r < hours_per_year; ++r) {
    const double at = r + 0.5;
    while (middles[node + 1] < at) ++node;
    const double part = (at - middles[node]) / (middles[node + 1] - middles[node]);
    line[static_cast<std::size_t>(r)] = values[node] + part * (values[node + 1] - values[node]);
  }
  return line;
}

Months monthly_means(const std::vector<double>& hours) {
  Months means{};
  std::size_t r = 0;
  for (int m = 0; m < months_per_year; ++m) {
    const int length = 24 * days_in_month(m);
    double sum = 0;
    for (int i = 0; i < length; ++i) sum += hours[r++];
    means[static_cast<std::size_t>(m)] = sum / length;
  }
  return means;
}

/// What the line through one node of 1, all others 0, adds to the mean of each month.
const std::array<Months, months_per_year>& reach_of_nodes() {
  static const auto reach = [] {
    std::array<Months, months_per_year> out{};
    for (std::size_t m = 0; m < out.size(); ++m) {
      Months one{};
      one[m] = 1;
      out[m] = monthly_means(joined(one));
    }
    return out;
  }();
  return reach;
}

/// Adds a smooth course of the year so that the monthly means become `targets`.
void fit_means(const Months& targets, std::vector<double>& hours) {
  constexpr int rounds = 30;
  const Months given = monthly_means(hours);
  const auto& reach = reach_of_nodes();
  Months nodes{};
  for (std::size_t m = 0; m < nodes.size(); ++m) nodes[m] = targets[m] - given[m];
  for (int round = 0; round < rounds; ++round) {
    Months reached{};
    for (std::size_t node = 0; node < nodes.size(); ++node) {
      for (std::size_t m = 0; m < reached.size(); ++m) reached[m] += nodes[node] * reach[node][m];
    }
    for (std::size_t m = 0; m < nodes.size(); ++m) {
      nodes[m] += targets[m] - given[m] - reached[m];
    }
  }
  const std::vector<double> line = joined(nodes);
  for (std::size_t r = 0; r < hours.size(); ++r) hours[r] += line[r];
}

/// Spells of cold and warm days: deviations of the daily mean, in units of their spread.
std::vector<double> spells(RandomStream& random) {
  // Mean lag-1 correlation of the daily mean's deviation in our nine years (0.56 to 0.78), 2026.
  constexpr double memory = 0.66;
  std::vector<double> days;
  double deviation = random.normal();
  for (int d = 0; d < days_per_year; ++d) {
    days.push_back(deviation);
    deviation = memory * deviation + std::sqrt(1 - memory * memory) * random.normal();
  }
  return days;
}

double wrapped_hours(double hours) {
  const double rest = std::fmod(hours, 24);
  return rest < 0 ? rest + 24 : rest;
}

}  // namespace

/// Course of temperature over a day.
///
///     c = 0.4632 cos(w - 3.805) + 0.0984 cos(2 w - 0.360) + 0.0168 cos(3 w - 0.822)
///       + 0.0138 cos(4 w - 3.513),   w = 2 pi (t - 1 h) / 24 h
///
/// Valid for   the mean day of a month at land stations
/// Source      Erbs, Klein, Beckman, "Estimation of degree-days and ambient temperature bin data
///             from monthly-average temperatures", ASHRAE Journal 25(6), 1983
double temperature_course(Duration solar_time) {
  const double w = 2 * std::numbers::pi * (solar_time / hour - 1) / 24;
  return 0.4632 * std::cos(w - 3.805) + 0.0984 * std::cos(2 * w - 0.360) +
         0.0168 * std::cos(3 * w - 0.822) + 0.0138 * std::cos(4 * w - 3.513);
}

/// Temperature of each hour.
///
///     T = course of the year + R (1 + 0.6 (brightness - 1)) c(solar time) + S x,
///     x(d) = 0.66 x(d - 1) + noise, joined from noon to noon,
///     S = max(0.4 K, 2.36 K + 0.094 (warmest - coldest month) - 0.078 / C * month's mean)
///
/// Valid for   monthly means are kept exactly. S, the slope 0.6 and the memory 0.66 are fitted to
///             the nine hourly years of data/weather (2026); S of a year left out: 0.9 K rms
/// Leaves out  fronts, sea breeze, warm cloudy winter days
/// Source      Erbs, Klein, Beckman 1983 for c; our fit for the rest
std::vector<Temperature> synthetic_temperature(const MonthlyClimate& climate,
                                               std::span<const double> brightness,
                                               Duration solar_shift, RandomStream& random) {
  CHECK(brightness.size() == days_per_year);
  constexpr double slope = 0.6;
  Months means{};
  for (std::size_t m = 0; m < means.size(); ++m) means[m] = climate.air[m].in_celsius();
  const double swing =
      *std::max_element(means.begin(), means.end()) - *std::min_element(means.begin(), means.end());
  std::array<double, 24> course{};
  for (std::size_t h = 0; h < course.size(); ++h) {
    const double at = static_cast<double>(h) + 0.5;
    course[h] = temperature_course(wrapped_hours(at + solar_shift / hour) * hour);
  }
  const std::vector<double> days = spells(random);
  std::vector<double> hours;
  hours.reserve(hours_per_year);
  for (int r = 0; r < hours_per_year; ++r) {
    const int d = r / 24;
    const auto today = static_cast<std::size_t>(d);
    const auto m = static_cast<std::size_t>(month_of_day(d));
    const double at = r % 24 + 0.5;
    const std::size_t other =
        static_cast<std::size_t>(std::clamp(at < 12 ? d - 1 : d + 1, 0, days_per_year - 1));
    const double part = std::abs(at - 12) / 24;
    const double spell = days[today] * (1 - part) + days[other] * part;
    const double spread = std::max(0.4, 2.36 + 0.094 * swing - 0.078 * means[m]);
    const double range =
        climate.daily_range[m] / kelvin * std::clamp(1 + slope * (brightness[today] - 1), 0.2, 2.0);
    hours.push_back(range * course[static_cast<std::size_t>(r % 24)] + spread * spell);
  }
  fit_means(means, hours);
  std::vector<Temperature> air;
  air.reserve(hours.size());
  for (const double degrees : hours) air.push_back(celsius(degrees));
  return air;
}

/// Wind of each hour.
///
///     v = mean(month) 2 / sqrt(pi) sqrt(-ln(1 - F(z))) (1 + 0.25 cos(2 pi (t - 15 h) / 24 h)),
///     z(h) = 0.87 z(h - 1) + sqrt(1 - 0.87^2) n,  F: normal distribution; then scaled per month
///
/// Valid for   the monthly mean is kept; Weibull of shape 2 (our nine years: variation 0.36 to
///             0.73 of the mean, 0.52 by this shape), memory 0.87 their mean
/// Leaves out  storms longer than a day; less diurnal course over the sea
/// Source      Rayleigh distribution and cosine course as in HOMER's synthetic wind (shape 2,
///             diurnal strength 0.25, peak at 15 h); memory: our nine years (2026)
std::vector<Speed> synthetic_wind(const MonthlyClimate& climate, Duration solar_shift,
                                  RandomStream& random) {
  constexpr double memory = 0.87;
  std::array<double, 24> course{};
  for (std::size_t h = 0; h < course.size(); ++h) {
    const double solar = static_cast<double>(h) + 0.5 + solar_shift / hour;
    course[h] = 1 + 0.25 * std::cos(2 * std::numbers::pi * (solar - 15) / 24);
  }
  std::vector<double> hours;
  hours.reserve(hours_per_year);
  double z = random.normal();
  for (int r = 0; r < hours_per_year; ++r) {
    const double above = std::max(1e-12, 0.5 * std::erfc(z / std::numbers::sqrt2));
    hours.push_back(std::sqrt(-std::log(above)) * course[static_cast<std::size_t>(r % 24)]);
    z = memory * z + std::sqrt(1 - memory * memory) * random.normal();
  }
  const Months drawn = monthly_means(hours);
  std::vector<Speed> wind;
  wind.reserve(hours.size());
  for (int r = 0; r < hours_per_year; ++r) {
    const auto m = static_cast<std::size_t>(month_of_day(r / 24));
    wind.push_back(hours[static_cast<std::size_t>(r)] / drawn[m] * climate.wind[m]);
  }
  return wind;
}

}  // namespace islet
