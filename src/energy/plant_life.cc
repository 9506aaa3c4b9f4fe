#include "energy/plant_life.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "energy/rainflow.h"

namespace islet {
namespace {

/// Ranges of the cycles in a year's turns of the stored energy, as shares of `capacity`. What is
/// open at the end counts as half cycles.
struct YearCycles {
  std::vector<double> whole, half;
};

YearCycles cycles_in(const std::vector<double>& turns_wh, double capacity_wh) {
  YearCycles cycles;
  Rainflow rainflow;
  for (const double level : turns_wh) {
    rainflow.turn(1 - level / capacity_wh,
                  [&](const DepthCycle& cycle) { cycles.whole.push_back(cycle.range); });
  }
  rainflow.close([&](double range) { cycles.half.push_back(range); });
  return cycles;
}

double sum_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

}  // namespace

/// Year by year:
///
///     battery = new * capacity_left(wear),  panels = new (1 - sun_fade (y - 1))
///     wear   += rainflow of the year's charge, and the year at its mean charge
///     a battery below its end of life is replaced at the end of the year
///
/// Valid for   years like the series; wear known once a year
/// Leaves out  the fall of capacity within a year (under 3 %)
/// Source      battery_ageing.h for wear, priority_year.h for the year
std::vector<LifeYear> plant_life(const PriorityPlant& plant, const PrioritySeries& series,
                                 const AgeingLaw& law, const LifeTerms& terms) {
  CHECK(terms.years >= 0);
  std::vector<LifeYear> life;
  life.reserve(static_cast<std::size_t>(terms.years));
  std::vector<double> turns_wh;
  Wear wear;
  PriorityPlant now = plant;
  PrioritySeries faded = series;
  for (int y = 0; y < terms.years; ++y) {
    LifeYear one;
    one.battery_left = capacity_left(law, wear);
    now.battery = one.battery_left * plant.battery;
    now.floor = one.battery_left * plant.floor;
    faded.rated = std::max(0.0, 1 - terms.sun_fade * y) * series.rated;
    turns_wh.clear();
    one.sums = priority_year(now, faded, &turns_wh);
    now.start = std::min(one.sums.stored_at_end, now.battery);
    if (now.battery > Energy()) {
      const YearCycles cycles = cycles_in(turns_wh, now.battery / watt_hour);
      add_cycles(wear, law, cycles.whole);
      add_cycles(wear, law, cycles.half, 0.5);
      one.cycles = sum_of(cycles.whole) + 0.5 * sum_of(cycles.half);
      add_time(wear, law, 1.0 * year, terms.cells, one.sums.mean_stored / now.battery);
    }
    if (terms.replaces && is_worn_out(law, wear)) {
      one.replaced = true;
      wear = Wear();
    }
    life.push_back(one);
  }
  return life;
}

}  // namespace islet
