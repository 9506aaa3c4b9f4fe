#include "energy/outage_survival.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

/// A load is served from that share on: less is missing by rounding only.
constexpr double served_from = 1 - 1e-12;

/// Chance that `after` of `before` units are left when each fails with `failure`.
double left_over(int before, int after_failures, double failure) {
  if (after_failures > before) return 0;
  double ways = 1;
  for (int i = 0; i < after_failures; ++i) ways *= static_cast<double>(before - i) / (i + 1);
  return ways * std::pow(1 - failure, after_failures) * std::pow(failure, before - after_failures);
}

/// Working units of each group in state `state`; the first group counts fastest.
std::vector<int> working(const std::vector<SetGroup>& sets, std::size_t state) {
  std::vector<int> counts;
  for (const SetGroup& group : sets) {
    const auto choices = static_cast<std::size_t>(group.count) + 1;
    counts.push_back(static_cast<int>(state % choices));
    state /= choices;
  }
  return counts;
}

std::size_t number_of_states(const std::vector<SetGroup>& sets) {
  std::size_t states = 1;
  for (const SetGroup& group : sets) states *= static_cast<std::size_t>(group.count) + 1;
  return states;
}

/// What the battery can give for a step from what it holds.
Power most_from(const OutageBattery& battery, Energy stored, Duration step) {
  return std::min(battery.power, stored * battery.discharge_efficiency / step);
}

/// What a step brings the store, below 0 where it gives.
///
///     into = clamp(excess, -power, power) step * charge_efficiency       excess > 0
///          = clamp(excess, -power, power) step / discharge_efficiency    else
///
/// Valid for   steady power within the step
/// Leaves out  self-discharge
/// Source      REopt.jl manual, "Energy Resilience Performance"
Energy into_store(const OutageBattery& battery, Power excess, Duration step) {
  const Power within = std::clamp(excess, -battery.power, battery.power);
  return step * (within > Power() ? within * battery.charge_efficiency
                                  : within / battery.discharge_efficiency);
}

}  // namespace

/// Sets as a Markov chain.
///
///     failure in a step = step / mean_time_to_failure
///     P(n -> m) = product over groups of C(n, m) (1 - f)^m f^(n - m)
///     P(at start) alike from all sets, with failure 1 - availability (1 - start_failure)
///
/// Valid for   steps short against the time to failure; sets that fail independently
/// Leaves out  repair during the outage, fuel
/// Source      Marqusee, Ericson and Jenket, "Impact of emergency diesel generator reliability on
///             microgrids and building-tied systems", Applied Energy 285, 2021; REopt.jl manual,
///             "Energy Resilience Performance"
OutageChances::OutageChances(const OutagePlant& plant)
    : plant_(plant), levels_(static_cast<std::size_t>(std::max(2, plant.battery.levels))) {
  CHECK(plant_.step > Duration());
  if (plant_.battery.usable <= Energy()) levels_ = 1;
  const std::size_t states = number_of_states(plant_.sets);
  CHECK(states <= 4096);
  const std::vector<int> all = working(plant_.sets, states - 1);
  for (std::size_t from = 0; from < states; ++from) {
    const std::vector<int> before = working(plant_.sets, from);
    Power output;
    double start = 1;
    for (std::size_t g = 0; g < plant_.sets.size(); ++g) {
      const SetGroup& group = plant_.sets[g];
      CHECK(group.mean_time_to_failure > Duration());
      output += before[g] * group.rated;
      const double out_at_start = 1 - group.availability * (1 - group.start_failure);
      start *= left_over(all[g], before[g], out_at_start);
    }
    output_.push_back(output);
    start_.push_back(start);
    for (std::size_t to = 0; to < states; ++to) {
      const std::vector<int> later = working(plant_.sets, to);
      double chance = 1;
      for (std::size_t g = 0; g < plant_.sets.size(); ++g) {
        const double failure = std::min(1.0, plant_.step / plant_.sets[g].mean_time_to_failure);
        chance *= left_over(before[g], later[g], failure);
      }
      transitions_.push_back(chance);
    }
  }
  most_ = most_given();
}

/// One step of failures, in place: a state gains only from those with more sets, and the groups
/// count upwards, so each target is complete before its own chance is needed.
void OutageChances::fail(std::vector<double>& chances) const {
  const std::size_t states = output_.size();
  for (std::size_t to = 0; to < states; ++to) {
    double* const target = &chances[to * levels_];
    const double stays = transitions_[to * states + to];
    for (std::size_t level = 0; level < levels_; ++level) target[level] *= stays;
    for (std::size_t from = to + 1; from < states; ++from) {
      const double chance = transitions_[from * states + to];
      if (chance == 0) continue;
      const double* const source = &chances[from * levels_];
      for (std::size_t level = 0; level < levels_; ++level) {
        target[level] += chance * source[level];
      }
    }
  }
}

/// The chance that the load is served; with `drop`, courses in which it is not end here.
double OutageChances::keep_served(std::vector<double>& chances, Power load, bool drop) const {
  const Power least = served_from * load;
  double served = 0;
  for (std::size_t i = 0; i < chances.size(); ++i) {
    if (most_[i] >= least) {
      served += chances[i];
    } else if (drop) {
      chances[i] = 0;
    }
  }
  return served;
}

/// What sets and battery can give together, by state and level.
std::vector<Power> OutageChances::most_given() const {
  std::vector<Power> most;
  for (const Power& output : output_) {
    for (std::size_t level = 0; level < levels_; ++level) {
      const double share =
          levels_ < 2 ? 0.0 : static_cast<double>(level) / static_cast<double>(levels_ - 1);
      const Energy held = share * plant_.battery.usable;
      most.push_back(output + most_from(plant_.battery, held, plant_.step));
    }
  }
  return most;
}

/// Levels by which the charge of each state of the sets moves.
///
///     levels = round(into / level size + rest)
///
/// `rest` is what the rounding of the steps before left over: a load that takes less than half a
/// level in a step empties the battery too.
///
/// Valid for   the resolution of the levels: 1 % of the battery with 101
/// Leaves out  that states which mix by failures have rests of their own
/// Source      REopt.jl manual, "Energy Resilience Performance": battery bins; the rest is Islet's
std::vector<long> OutageChances::levels_moved(Power load, std::vector<double>& rest) const {
  std::vector<long> out(output_.size());
  if (levels_ < 2) return out;
  const Energy level_size = plant_.battery.usable / static_cast<double>(levels_ - 1);
  for (std::size_t state = 0; state < output_.size(); ++state) {
    const double exact =
        into_store(plant_.battery, output_[state] - load, plant_.step) / level_size + rest[state];
    out[state] = static_cast<long>(std::nearbyint(exact));
    rest[state] = exact - static_cast<double>(out[state]);
  }
  return out;
}

void OutageChances::shift(std::vector<double>& chances, std::span<const long> levels) const {
  std::vector<double> moved(levels_);
  for (std::size_t state = 0; state < output_.size(); ++state) {
    const long by = levels[state];
    if (by == 0) continue;
    std::fill(moved.begin(), moved.end(), 0.0);
    const auto top = static_cast<long>(levels_) - 1;
    for (long level = 0; level <= top; ++level) {
      const long target = std::clamp(level + by, 0L, top);
      moved[static_cast<std::size_t>(target)] +=
          chances[state * levels_ + static_cast<std::size_t>(level)];
    }
    std::copy(moved.begin(), moved.end(),
              chances.begin() + static_cast<std::ptrdiff_t>(state * levels_));
  }
}

/// A battery alone has no chances: its charge is followed as it is, not by levels.
Survival OutageChances::battery_course(std::span<const Power> net_load, std::size_t first,
                                       std::size_t steps, Energy stored) const {
  const OutageBattery& battery = plant_.battery;
  Survival result;
  result.until.reserve(steps);
  result.in_step.reserve(steps);
  double until = 1;
  stored = std::clamp(stored, Energy(), battery.usable);
  for (std::size_t i = 0; i < steps; ++i) {
    const Power load = net_load[(first + i) % net_load.size()];
    const double served = most_from(battery, stored, plant_.step) >= served_from * load ? 1.0 : 0.0;
    until *= served;
    result.until.push_back(until);
    result.in_step.push_back(served);
    stored = std::clamp(stored + into_store(battery, -load, plant_.step), Energy(), battery.usable);
  }
  return result;
}

Survival OutageChances::survival(std::span<const Power> net_load, std::size_t first,
                                 std::size_t steps, Energy stored) const {
  CHECK(!net_load.empty());
  if (plant_.sets.empty()) return battery_course(net_load, first, steps, stored);
  const double share = plant_.battery.usable > Energy() ? stored / plant_.battery.usable : 0.0;
  const double top = static_cast<double>(levels_ - 1);
  const double exact = std::clamp(share, 0.0, 1.0) * top;
  const auto level = static_cast<std::size_t>(std::nearbyint(exact));
  std::vector<double> rest(output_.size(), exact - static_cast<double>(level));
  std::vector<double> unbroken(output_.size() * levels_, 0.0);
  for (std::size_t state = 0; state < output_.size(); ++state) {
    unbroken[state * levels_ + level] = start_[state];
  }
  std::vector<double> any = unbroken;
  Survival result;
  for (std::size_t i = 0; i < steps; ++i) {
    const Power load = net_load[(first + i) % net_load.size()];
    fail(unbroken);
    fail(any);
    result.until.push_back(keep_served(unbroken, load, true));
    result.in_step.push_back(keep_served(any, load, false));
    const std::vector<long> levels = levels_moved(load, rest);
    shift(unbroken, levels);
    shift(any, levels);
  }
  return result;
}

/// As the dispatch sheds: work that is not for safety has what stands above its reserve.
///
///     all     if net all <= min(power, (stored - kept) discharge_efficiency / step)
///     safety  else if net safety <= min(power, stored discharge_efficiency / step)
///     stored' = clamp(stored + into store(-net of what is served), 0, usable)
///
/// Valid for   steady power within the step; a step that is served in part counts as not served
/// Leaves out  self-discharge, classes between, steps of `when_short`
/// Source      energy balance; shedding.h
std::vector<StepServed> reserve_course(const OutageBattery& battery, Energy kept,
                                       const NetLoads& net, std::size_t first, std::size_t steps,
                                       Duration step, Energy stored) {
  CHECK(!net.all.empty() && net.all.size() == net.safety.size());
  std::vector<StepServed> out(steps);
  stored = std::clamp(stored, Energy(), battery.usable);
  for (std::size_t i = 0; i < steps; ++i) {
    const std::size_t at = (first + i) % net.all.size();
    const Power all = net.all[at];
    const Power safety = net.safety[at];
    // Sun that carries all the work needs nothing that is kept.
    const bool serves_all =
        all <= Power() || most_from(battery, stored - kept, step) >= served_from * all;
    const bool serves_safety =
        safety <= Power() || most_from(battery, stored, step) >= served_from * safety;
    out[i] = serves_all      ? StepServed::all
             : serves_safety ? StepServed::safety
                             : StepServed::nothing;
    const Power taken = serves_all ? all : safety;
    stored = std::clamp(stored + into_store(battery, -taken, step), Energy(), battery.usable);
  }
  return out;
}

Survival mean_survival(const OutageChances& chances, std::span<const Power> net_load,
                       std::size_t steps, std::span<const Energy> stored) {
  CHECK(!stored.empty() && (stored.size() == 1 || stored.size() == net_load.size()));
  Survival mean{std::vector<double>(steps), std::vector<double>(steps)};
  // A flat series gives the same for each start.
  const bool is_flat =
      stored.size() == 1 && std::all_of(net_load.begin(), net_load.end(),
                                        [&](Power load) { return load == net_load.front(); });
  const std::size_t starts = is_flat ? 1 : net_load.size();
  for (std::size_t first = 0; first < starts; ++first) {
    const Survival one =
        chances.survival(net_load, first, steps, stored[stored.size() == 1 ? 0 : first]);
    for (std::size_t i = 0; i < steps; ++i) {
      mean.until[i] += one.until[i] / static_cast<double>(starts);
      mean.in_step[i] += one.in_step[i] / static_cast<double>(starts);
    }
  }
  return mean;
}

}  // namespace islet
