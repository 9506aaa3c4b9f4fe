#include "energy/grid.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "base/check.h"
#include "base/random.h"
#include "catalog/weather.h"

namespace islet {
namespace {

/// Whole hours without power in a year.
int dark_hours(const WeakGrid& grid) {
  return static_cast<int>(std::lround((1.0 - grid.available) * hours_per_year));
}

/// Lengths in hours that add up to `dark`, the longest of them first.
std::vector<int> outage_lengths(const WeakGrid& grid, int dark, RandomStream& draws) {
  const double mean = std::max(1.0, mean_outage(grid) / hour);
  const int longest = grid.longest_outage > Duration()
                          ? std::max(1, static_cast<int>(std::lround(grid.longest_outage / hour)))
                          : dark;
  std::vector<int> lengths;
  int left = dark;
  if (grid.longest_outage > Duration() && left > 0) {
    lengths.push_back(std::min(longest, left));
    left -= lengths.back();
  }
  while (left > 0) {
    const int drawn = static_cast<int>(std::lround(draws.exponential(mean)));
    lengths.push_back(std::min({std::max(1, drawn), longest, left}));
    left -= lengths.back();
  }
  return lengths;
}

/// Hours with power before each outage; at least one each, `bright` in all with those that remain
/// after the last outage.
std::vector<int> gap_lengths(std::size_t outages, int bright, RandomStream& draws) {
  std::vector<double> weights(outages + 1);
  double sum = 0.0;
  for (double& weight : weights) sum += weight = draws.exponential(1.0);
  const int free_hours = bright - static_cast<int>(outages);
  std::vector<int> gaps(outages);
  double before = 0.0;
  int used = 0;
  for (std::size_t i = 0; i < outages; ++i) {
    before += weights[i];
    const int until = static_cast<int>(std::floor(before / sum * free_hours));
    gaps[i] = 1 + until - used;
    used = until;
  }
  return gaps;
}

}  // namespace

/// Outages follow each other as an alternating renewal process with exponential lengths. The
/// longest outage of a year is about the expected maximum of its n outages:
///
///     longest = mean (ln n + 0.5772),   n = dark hours / mean
///
/// Valid for   n of at least 2; 1 h is the shortest outage of an hourly year
/// Leaves out  outages by season and time of day
/// Source      Gumbel, Statistics of Extremes, 1958: maximum of exponential variables
Duration mean_outage(const WeakGrid& grid) {
  if (grid.mean_outage > Duration()) return grid.mean_outage;
  // Assumed where nothing is known; typical of feeders shed by rota.
  if (grid.longest_outage <= Duration()) return 4.0 * hour;
  const double dark = dark_hours(grid);
  const double longest = grid.longest_outage / hour;
  double mean = std::max(1.0, longest / 5.0);
  for (int round = 0; round < 20; ++round) {
    const double outages = std::max(2.0, dark / mean);
    mean = std::clamp(longest / (std::log(outages) + 0.5772), 1.0, std::max(1.0, longest));
  }
  return mean * hour;
}

/// Hours with and without power in turn, drawn so that a year has exactly its dark hours.
///
///     dark hours = (1 - available) * 8760;  lengths exponential, the longest outage once
///
/// Valid for   outages of hours; blackouts of minutes go to `bridging_energy`
/// Leaves out  seasons, hours of the day, low voltage
/// Source      Cox, Renewal Theory, 1962: the alternating renewal process
std::vector<Power> grid_year(const WeakGrid& grid, std::uint64_t seed) {
  CHECK(grid.available >= 0.0 && grid.available <= 1.0);
  std::vector<Power> power(hours_per_year, grid.limit);
  const int dark = dark_hours(grid);
  if (dark >= hours_per_year) return std::vector<Power>(hours_per_year);
  RandomStream draws = RandomStream(seed).fork("grid");
  std::vector<int> outages = outage_lengths(grid, dark, draws);
  const int bright = hours_per_year - dark;
  // Very little power cannot stand between every two outages: the last ones are joined.
  while (outages.size() > 1 && static_cast<int>(outages.size()) > bright) {
    const int last = outages.back();
    outages.pop_back();
    outages.back() += last;
  }
  // The longest stands first in the list, but may fall into any season.
  if (outages.size() > 1) {
    const double place = draws.exponential(1.0);
    const auto other =
        static_cast<std::size_t>((1.0 - std::exp(-place)) * static_cast<double>(outages.size()));
    std::swap(outages.front(), outages[std::min(other, outages.size() - 1)]);
  }
  const std::vector<int> gaps = gap_lengths(outages.size(), bright, draws);
  std::size_t now = 0;
  for (std::size_t i = 0; i < outages.size(); ++i) {
    now += static_cast<std::size_t>(gaps[i]);
    for (int k = 0; k < outages[i] && now < power.size(); ++k) power[now++] = Power();
  }
  return power;
}

/// Energy that carries a load through a blackout too short for the hourly year.
///
///     energy = load * blackout / efficiency,   power = load / efficiency
///
/// Valid for   a battery whose inverter forms the grid, so that nothing is transferred
/// Leaves out  the load's own steps
/// Source      energy balance
Bridging bridging_energy(Power load, Duration blackout, double battery_to_load_efficiency) {
  CHECK(battery_to_load_efficiency > 0.0 && battery_to_load_efficiency <= 1.0);
  const Power drawn = load / battery_to_load_efficiency;
  return {drawn * blackout, drawn};
}

}  // namespace islet
