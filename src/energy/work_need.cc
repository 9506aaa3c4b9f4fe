#include "energy/work_need.h"

#include <algorithm>

namespace islet {
namespace {

/// A charge of this many hours of mean work counts as a full one. Own choice, 2026-11-21: of 4, 5,
/// 6 and 8 hours the least at which a larger part served no less (by more than 0.1 % of the demand)
/// in 30 random designs, see `plant_year_test.cc`; fewer hours burn less fuel.
constexpr Duration counted = 6.0 * hour;
/// Where a set stands behind the battery, the steps of `when_short` and what is kept for safety
/// work are shares of at most so many hours of mean work. Own choice, 2026-11-22: of 2, 3, 4 and 6
/// hours the one at which a larger part costs least in 30 random designs with steps, see
/// `plant_year_test.cc`; with shares of the whole battery it cost up to 16 %, and 20 % where the
/// set is run by looking ahead; a reserve by itself 2.8 %.
constexpr Duration shares_count = 3.0 * hour;
/// Hours of mean work above the first step at which the set starts, so that no hour crosses it.
constexpr Duration ahead = 1.5 * hour;
/// Small batteries start and stop the set below this.
constexpr double start_most = 0.88;
constexpr double stop_most = 0.98;
/// From start to stop at least, of what counts as a full charge.
constexpr double run_least = 0.10;
/// Before quiet hours more than the loads ask for in them: cooling, and what the day before cost.
constexpr double quiet_margin = 1.15;

/// Hours of mean work at the battery, as a share of it.
double an_hour_of_work(const Plant& plant, const WorkNeed& need) {
  const Battery& battery = plant.battery;
  const Power drawn = need.mean / plant.conversion.bus_to_load + plant.own_draw + battery.standby;
  return drawn * hour / battery.discharge_efficiency / battery.usable();
}

/// What an hour of the set adds to the charge, beside the loads.
double an_hour_of_set(const Plant& plant, const WorkNeed& need) {
  const Conversion& through = plant.conversion;
  const Power left = plant.generator->rated - need.mean / through.source_to_load;
  Power in = std::min(plant.battery.charge_max, through.source_to_bus * left);
  if (plant.charger_max > Power()) in = std::min(in, plant.charger_max);
  return std::max(Power(), in) * hour * plant.battery.charge_efficiency / plant.battery.usable();
}

/// The longest stretch of quiet hours, and the most that is asked for in one.
void see_quiet(std::span<const Load> loads, const std::array<bool, 24>& quiet, WorkNeed& need) {
  for (int from = 0; from < 24; ++from) {
    int length = 0;
    while (length < 24 && quiet[static_cast<std::size_t>((from + length) % 24)]) ++length;
    if (length == 24) return;
    if (length <= need.quiet_hours) continue;
    need.quiet_from = from;
    need.quiet_hours = length;
  }
  if (need.quiet_from < 0) return;
  for (int first = need.quiet_from; first + need.quiet_hours <= hours_per_year; first += 24) {
    Power sum;
    for (int i = first; i < first + need.quiet_hours; ++i) {
      for (const Load& load : loads) sum += load.demand[static_cast<std::size_t>(i)];
    }
    need.quiet_most = std::max(need.quiet_most, sum * hour);
  }
}

/// Marks of the hours before quiet ones, from the last backwards while they are above the start.
///
///     lasts  = give-up mark + 1.15 most asked for in quiet hours, at the battery
///     mark of the hour m before them = lasts + hours(1 h) - (m - 1) an hour of the set
///
/// Valid for   quiet hours without sun
/// Leaves out  sun in them and before; how nights differ
/// Source      Islet's own rule
void mark_before_quiet(const Plant& plant, const WorkNeed& need, GeneratorRule& rule) {
  if (need.quiet_from < 0) return;
  const Battery& battery = plant.battery;
  const Energy own = need.quiet_hours * ((plant.own_draw + battery.standby) * hour);
  const Energy taken = quiet_margin * need.quiet_most / plant.conversion.bus_to_load + own;
  const double given_up = std::max(rule.gives_up_below, plant.keep_above);
  const double lasts = given_up + taken / battery.discharge_efficiency / battery.usable() +
                       an_hour_of_work(plant, need);
  const double by_set = an_hour_of_set(plant, need);
  for (int before = 1; before <= 24 - need.quiet_hours; ++before) {
    const double mark = std::min(start_most, lasts) - (before - 1) * by_set;
    if (mark <= rule.start_below) break;
    rule.before_quiet[static_cast<std::size_t>((need.quiet_from + 24 - before) % 24)] = mark;
  }
}

}  // namespace

WorkNeed work_need(std::span<const Load> loads, const std::array<bool, 24>& quiet) {
  WorkNeed need;
  for (const Load& load : loads) {
    Power sum;
    for (const Power demand : load.demand) sum += demand;
    need.mean += sum / hours_per_year;
    for (const DegradeStep& degrade_step : load.steps) {
      need.gives_up_below = std::max(need.gives_up_below, degrade_step.below_charge);
    }
  }
  see_quiet(loads, quiet, need);
  return need;
}

/// Beside a set shares are counted of some hours of work, where the battery holds more.
///
///     counted share = min(1, 3 h (mean / bus_to_load + own) / discharge_efficiency / usable)
///
/// Valid for   plants with a battery and a set, which stands for what the battery does not keep;
///             without a set the whole battery counts
/// Leaves out  as `rule_by_need`
/// Source      Islet's own rule
double counted_share(const Plant& plant, const WorkNeed& need) {
  if (plant.battery.usable() <= Energy() || !plant.generator) return 1;
  return std::min(1.0, shares_count / hour * an_hour_of_work(plant, need));
}

/// Shares of the battery, but at most the same shares of some hours of work.
///
///     hours(n) = n (mean / bus_to_load + own) / discharge_efficiency / usable
///     counted  = min(1, hours(6 h)),  step = min(1, hours(3 h)) below
///     held     = hours(repair reserve), above the highest step and what is kept for safety work
///     start    = max(0.25 counted, min(0.88, highest step + hours(1.5 h))), with a repair reserve
///                at least min(0.88, held + hours(1.5 h))
///     stop     = max(0.80 counted, min(0.98, start + 0.10 counted)), with a repair reserve at
///     least
///                min(0.98, start + 0.55 counted)
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
  const double an_hour = an_hour_of_work(plant, need);
  const double counts = std::min(1.0, counted / hour * an_hour);
  rule.steps = {counted_share(plant, need)};
  rule.run_least = run_least * counts;
  rule.gives_up_below = rule.steps.charge(need.gives_up_below);
  rule.start_below *= counts;
  const double reserved = plant.repair_reserve / hour * an_hour;
  if (reserved > 0) {
    rule.gives_up_below = std::max(rule.gives_up_below, plant.keep_above) + reserved;
  }
  if (rule.gives_up_below > 0) {
    const double before = std::min(start_most, rule.gives_up_below + ahead / hour * an_hour);
    rule.start_below = std::max(rule.start_below, before);
  }
  const GeneratorRule plain;
  const double run =
      reserved > 0 ? (plain.stop_above - plain.start_below) * counts : rule.run_least;
  rule.stop_above =
      std::max(counts * plain.stop_above, std::min(stop_most, rule.start_below + run));
  mark_before_quiet(plant, need, rule);
  return rule;
}

}  // namespace islet
