#include "energy/work_need.h"

#include <algorithm>

namespace islet {
namespace {

/// A charge of this many hours of mean work counts as a full one. Own choice, 2026-11-21: of 4, 5,
/// 6 and 8 hours the least at which a larger part served no less (by more than 0.1 % of the demand)
/// in 30 random designs, see `plant_year_test.cc`; fewer hours burn less fuel.
constexpr Duration counted = 6.0 * hour;
/// Where a set stands behind the battery, the steps of `when_short` are shares of at most so many
/// hours of mean work. Own choice, 2026-11-22: of 2, 3, 4 and 6 hours the one at which a larger
/// part costs least in 30 random designs with steps, see `plant_year_test.cc`; with shares of the
/// whole battery it cost up to 16 %, and 20 % where the set is run by looking ahead.
constexpr Duration steps_count = 3.0 * hour;
/// Hours of mean work above the first step at which the set starts, so that no hour crosses it.
constexpr Duration ahead = 1.5 * hour;
/// Small batteries start and stop the set below this.
constexpr double start_most = 0.88;
constexpr double stop_most = 0.98;
/// From start to stop at least.
constexpr double run_least = 0.10;

}  // namespace

WorkNeed work_need(std::span<const Load> loads) {
  WorkNeed need;
  for (const Load& load : loads) {
    Power sum;
    for (const Power demand : load.demand) sum += demand;
    need.mean += sum / hours_per_year;
    for (const DegradeStep& degrade_step : load.steps) {
      need.gives_up_below = std::max(need.gives_up_below, degrade_step.below_charge);
    }
  }
  return need;
}

/// Shares of the battery, but at most the same shares of some hours of work. What is kept for
/// safety work stays a share of the battery, and steps count from there.
///
///     hours(n) = n (mean / bus_to_load + own) / discharge_efficiency / usable
///     counted  = min(1, hours(6 h)),  scale = min(1, hours(3 h) / (1 - kept))
///     step     = kept + scale (below - kept) for one above what is kept
///     start    = max(0.25 counted, min(0.88, highest step + hours(1.5 h)))
///     stop     = max(0.80 counted, min(0.98, start + 0.10))
///
/// Valid for   plants with a battery and a set; without a set steps are shares of the battery
/// Leaves out  cooling, the hour of the day, forecasts
/// Source      Islet's own rule; start and stop by charge as in Barley and Winn, "Optimal dispatch
///             strategy in remote hybrid power systems", Solar Energy 58(4-6), 1996
GeneratorRule rule_by_need(const Plant& plant, const WorkNeed& need) {
  GeneratorRule rule;
  rule.gives_up_below = need.gives_up_below;
  const Battery& battery = plant.battery;
  if (battery.usable() <= Energy() || !plant.generator) return rule;
  const Power drawn = need.mean / plant.conversion.bus_to_load + plant.own_draw + battery.standby;
  const double an_hour = drawn * hour / battery.discharge_efficiency / battery.usable();
  const double counts = std::min(1.0, counted / hour * an_hour);
  if (plant.keep_above < 1) {
    const double of_work = steps_count / hour * an_hour / (1 - plant.keep_above);
    rule.steps = {plant.keep_above, std::min(1.0, of_work)};
  }
  rule.gives_up_below = rule.steps.charge(need.gives_up_below);
  rule.start_below *= counts;
  if (rule.gives_up_below > 0) {
    const double before = std::min(start_most, rule.gives_up_below + ahead / hour * an_hour);
    rule.start_below = std::max(rule.start_below, before);
  }
  rule.stop_above =
      std::max(counts * rule.stop_above, std::min(stop_most, rule.start_below + run_least));
  return rule;
}

}  // namespace islet
