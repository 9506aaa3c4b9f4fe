// Power from outside: a weak grid or a ship's switchboard, hour by hour, and short blackouts.
#pragma once

#include <cstdint>
#include <vector>

#include "base/quantity.h"

namespace islet {

struct WeakGrid {
  Power limit;
  double available = 1;     ///< share of the hours, 0..1
  Duration longest_outage;  ///< in a year; 0: not known
  Duration mean_outage;     ///< 0: derived from the longest
};

/// Power that can be had in each hour of a year: `limit` or 0. The share of hours with power is
/// `available` to the hour; the outages are drawn from `seed`.
std::vector<Power> grid_year(const WeakGrid& grid, std::uint64_t seed);

/// Mean outage used when only the longest of a year is known.
Duration mean_outage(const WeakGrid& grid);

/// Energy that a battery must hold (at its terminals) to carry `load` through a blackout, and power
/// that it must give at once.
struct Bridging {
  Energy energy;
  Power power;
};
Bridging bridging_energy(Power load, Duration blackout, double battery_to_load_efficiency);

}  // namespace islet
