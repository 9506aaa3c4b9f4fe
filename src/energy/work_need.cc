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
/// Hours of mean work above the first step at which a set that follows the loads starts.
constexpr Duration ahead = 1.5 * hour;
/// Small batteries start and stop the set below this.
constexpr double start_most = 0.88;
constexpr double stop_most = 0.98;
/// From start to stop at least, of what counts as a full charge.
constexpr double run_least = 0.10;
/// More than the loads ask for: cooling, and that a day may ask for more than planned.
constexpr double margin = 1.15;

/// What an hour of work takes from the battery, as a share of it.
double an_hour_of(Power work, const Plant& plant) {
  const Battery& battery = plant.battery;
  const Power drawn = work / plant.conversion.bus_to_load + plant.own_draw + battery.standby;
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

/// What is kept for a repair of the set, as a share of the battery.
double reserved_share(const Plant& plant, const WorkNeed& need) {
  return plant.repair_reserve / hour * an_hour_of(need.mean, plant);
}

/// What an hour of the day is to leave in the battery: where work is given up, and above that what
/// is kept for a repair of the set.
double kept_at(std::size_t hour_of_day, const Plant& plant, const WorkNeed& need,
               const StepMarks& steps) {
  const double given_up = steps.charge(need.hours[hour_of_day % 24].gives_up_below);
  return std::max(plant.keep_above, given_up) + reserved_share(plant, need);
}

/// The charge at which an hour of the day has to begin, so that it and the quiet hours behind it
/// are carried without sun, and each next hour asks for as much as it would with a full battery.
double least_at(std::size_t first, const Plant& plant, const WorkNeed& need,
                const StepMarks& steps) {
  double least = kept_at(first, plant, need, steps);
  double taken = 0;
  for (std::size_t at = first; at < first + 24; ++at) {
    taken += an_hour_of(margin * need.hours[at % 24].most, plant);
    least = std::max(least, kept_at(at + 1, plant, need, steps) + taken);
    if (!need.hours[(at + 1) % 24].is_quiet) break;
  }
  return least;
}

/// Marks by the hour of the day; an hour of the set must reach the mark of the next.
///
///     mark(hour) = max(least(hour), mark(next hour) - an hour of the set)
///     least      = max over n up to the next hour that is not quiet of
///                  kept for the hour n + 1.15 most asked for in n hours, at the battery
///
/// Valid for   sets that fill the battery
/// Leaves out  sun of later hours, which the set could wait for; the hour's own is taken off when
///             it is seen (`marks_at`)
/// Source      Islet's own rule
std::array<double, 24> marks_by_hour(const Plant& plant, const WorkNeed& need,
                                     const StepMarks& steps) {
  std::array<double, 24> marks{};
  const double by_set = an_hour_of_set(plant, need);
  // Twice round the day, so that the last hours know the first.
  for (std::size_t i = 48; i-- > 0;) {
    const std::size_t at = i % 24;
    if (need.hours[at].is_quiet) continue;
    const double next = marks[(at + 1) % 24];
    marks[at] = std::min(start_most, std::max(least_at(at, plant, need, steps), next - by_set));
  }
  return marks;
}

}  // namespace

WorkNeed work_need(std::span<const Load> loads, const std::array<bool, 24>& quiet) {
  WorkNeed need;
  for (const Load& load : loads) {
    Power sum;
    for (const Power demand : load.demand) sum += demand;
    need.mean += sum / hours_per_year;
  }
  for (std::size_t i = 0; i < hours_per_year; ++i) {
    Power sum;
    for (const Load& load : loads) sum += load.demand[i];
    HourNeed& of_day = need.hours[i % 24];
    of_day.most = std::max(of_day.most, sum);
  }
  for (const Load& load : loads) {
    double gives_up_below = 0;
    for (const DegradeStep& degrade_step : load.steps) {
      gives_up_below = std::max(gives_up_below, degrade_step.below_charge);
    }
    need.gives_up_below = std::max(need.gives_up_below, gives_up_below);
    for (std::size_t i = 0; gives_up_below > 0 && i < hours_per_year; ++i) {
      HourNeed& of_day = need.hours[i % 24];
      if (load.demand[i] <= Power()) continue;
      of_day.gives_up_below = std::max(of_day.gives_up_below, gives_up_below);
    }
  }
  for (std::size_t at = 0; at < quiet.size(); ++at) need.hours[at].is_quiet = quiet[at];
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
  return std::min(1.0, shares_count / hour * an_hour_of(need.mean, plant));
}

/// Shares of the battery, but at most the same shares of some hours of work; where the set fills
/// the battery it starts by what the hour asks for at most.
///
///     hours(n) = n (mean / bus_to_load + own) / discharge_efficiency / usable
///     counted  = min(1, hours(6 h)),  step = min(1, hours(3 h)) below
///     reserved = hours(repair reserve), above the highest step and what is kept for safety work
///     start    = max(0.25 counted, min(0.88, highest step + reserved + hours(1.5 h))), or by the
///                hour where the set fills the battery
///     stop     = max(0.80 counted, min(0.98, start + run)),
///                run = 0.10 counted, with a repair reserve 0.55 counted
///
/// Valid for   plants with a battery and a set; without a set steps are shares of the battery
/// Leaves out  cooling but for a margin, forecasts
/// Source      Islet's own rule; start and stop by charge as in Barley and Winn, "Optimal dispatch
///             strategy in remote hybrid power systems", Solar Energy 58(4-6), 1996
GeneratorRule rule_by_need(const Plant& plant, const WorkNeed& need) {
  GeneratorRule rule;
  rule.gives_up_below = need.gives_up_below;
  const Battery& battery = plant.battery;
  if (battery.usable() <= Energy() || !plant.generator) return rule;
  const double counts = std::min(1.0, counted / hour * an_hour_of(need.mean, plant));
  rule.steps = {counted_share(plant, need)};
  rule.run_least = run_least * counts;
  rule.gives_up_below = rule.steps.charge(need.gives_up_below);
  rule.start_by_hour = marks_by_hour(plant, need, rule.steps);
  for (std::size_t at = 0; at < 24; ++at) {
    const double above = rule.start_by_hour[at] - kept_at(at, plant, need, rule.steps);
    const double asked = an_hour_of(margin * need.hours[at].most, plant);
    rule.hour_asks[at] = std::max(0.0, std::min(above, asked));
  }
  rule.start_below *= counts;
  const double reserved = reserved_share(plant, need);
  if (reserved > 0) {
    rule.gives_up_below = std::max(rule.gives_up_below, plant.keep_above) + reserved;
  }
  if (rule.gives_up_below > 0) {
    const double an_hour = an_hour_of(need.mean, plant);
    const double before = std::min(start_most, rule.gives_up_below + ahead / hour * an_hour);
    rule.start_below = std::max(rule.start_below, before);
  }
  const GeneratorRule plain;
  const double run =
      reserved > 0 ? (plain.stop_above - plain.start_below) * counts : rule.run_least;
  rule.stop_above =
      std::max(counts * plain.stop_above, std::min(stop_most, rule.start_below + run));
  return rule;
}

}  // namespace islet
