// Hourly clearness by the TAG model: a mean course of the day and a correlated disturbance.
#include "energy/hourly_clearness.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace islet {
namespace {

constexpr int most_draws = 20;
constexpr int most_corrections = 10;

double square(double x) { return x * x; }

/// Scales the hours so that they sum to the day; those at their limit stay there.
void fit_to_day(double daily, const DayHours& sun, const std::array<double, 24>& limits,
                std::array<double, 24>& hours) {
  for (int i = 0; i < most_corrections; ++i) {
    double sum = 0, wanted = 0, room = 0;
    for (std::size_t h = 0; h < hours.size(); ++h) {
      const double weight = std::max(0.0, sun.sine_elevation[h]);
      sum += weight * hours[h];
      wanted += weight * daily;
      if (hours[h] < limits[h]) room += weight * hours[h];
    }
    if (sum <= 0 || room <= 0 || std::abs(wanted - sum) < 1e-9) return;
    const double factor = std::max(0.0, 1 + (wanted - sum) / room);
    for (std::size_t h = 0; h < hours.size(); ++h) {
      if (hours[h] < limits[h]) hours[h] = std::min(limits[h], hours[h] * factor);
    }
  }
}

}  // namespace

/// Clearness of a cloudless hour.
///
///     kcs = 0.88 cos(pi hours_from_noon / 30)
///
/// Valid for   hourly means near sea level, middle latitudes; at least 0.2 is kept for polar days
/// Leaves out  height and haze
/// Source      Aguiar, Collares-Pereira, "TAG: a time-dependent, autoregressive, Gaussian model
///             for generating synthetic hourly radiation", Solar Energy 49(3), 1992
double clear_sky_clearness(double hours_from_noon) {
  return std::max(0.2, 0.88 * std::cos(std::numbers::pi * hours_from_noon / 30));
}

/// Hours of a day.
///
///     k(h) = km + s y(h),  y(h) = phi y(h - 1) + sqrt(1 - phi^2) n,  n normal
///     km = l + e exp(-c / sin(elevation)),  s = A exp(B (1 - sin(elevation)))
///     l = -0.19 + 1.12 K + 0.24 exp(-8 K),  e = 0.32 - 1.6 (K - 0.5)^2
///     c = 0.19 + 2.27 K^2 - 2.51 K^3,  phi = 0.38 + 0.06 cos(7.4 K - 2.5)
///     A = 0.14 exp(-20 (K - 0.35)^2),  B = 3 (K - 0.45)^2 + 16 K^5,  K: of the day
///
/// Valid for   hourly means; drawn again until 0 <= k <= kcs, then fitted to the day's sum
/// Leaves out  the hour's sun is that of its middle; spreading within the hour
/// Source      Aguiar, Collares-Pereira, "TAG: a time-dependent, autoregressive, Gaussian model
///             for generating synthetic hourly radiation", Solar Energy 49(3), 1992
std::array<double, 24> hourly_clearness(double daily, const DayHours& sun, RandomStream& random) {
  const double level = -0.19 + 1.12 * daily + 0.24 * std::exp(-8 * daily);
  const double rise = 0.32 - 1.6 * square(daily - 0.5);
  const double decay = 0.19 + 2.27 * square(daily) - 2.51 * square(daily) * daily;
  const double spread = 0.14 * std::exp(-20 * square(daily - 0.35));
  const double growth = 3 * square(daily - 0.45) + 16 * std::pow(daily, 5);
  const double memory = 0.38 + 0.06 * std::cos(7.4 * daily - 2.5);
  const double fresh = std::sqrt(1 - square(memory));
  std::array<double, 24> hours{};
  std::array<double, 24> limits{};  // of a night's hours 0, as they are
  double disturbance = random.normal();
  for (std::size_t h = 0; h < hours.size(); ++h) {
    const double sine = sun.sine_elevation[h];
    if (sine <= 0) continue;
    const double mean = level + rise * std::exp(-decay / sine);
    const double deviation = spread * std::exp(growth * (1 - sine));
    const double limit = limits[h] = clear_sky_clearness(sun.hours_from_noon[h]);
    double next = 0;
    for (int draw = 0; draw < most_draws; ++draw) {
      next = memory * disturbance + fresh * random.normal();
      const double clearness = mean + deviation * next;
      if (clearness >= 0 && clearness <= limit) break;
    }
    disturbance = next;
    // A floor above 0 leaves something to scale when the whole day has to be lifted.
    hours[h] = std::clamp(mean + deviation * next, 0.01, limit);
  }
  fit_to_day(daily, sun, limits, hours);
  return hours;
}

}  // namespace islet
