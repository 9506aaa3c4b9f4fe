#include "plan/set_failures.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include "energy/bridging.h"
#include "energy/outage_survival.h"
#include "plan/outage_year.h"

namespace islet {
namespace {

constexpr double repair_steps_max = 720;
/// A set's failures grow by that share of a new set's with each year. Assumption, grade D, 2026-11.
constexpr double failures_per_year_of_age = 0.05;
/// Failures that are followed through, spread over the hours in which the set runs.
constexpr std::size_t failures_followed = 150;

/// How many more failures a set of the site has at half its life than a new one.
double wear_of(const GeneratorSupply& supply, Duration life) {
  const Duration age = supply.age + life / 2;
  return 1 + failures_per_year_of_age * (age / year);
}

/// Hours in which the set runs, and those of them in which a run begins.
struct RunHours {
  std::vector<std::size_t> begins, all;
};

RunHours run_hours(const PlantTrace& trace) {
  RunHours out;
  const auto runs = [&](std::size_t i) { return trace.flows[i].generator > Energy(); };
  for (std::size_t i = 0; i < trace.flows.size(); ++i) {
    if (!runs(i)) continue;
    out.all.push_back(i);
    if (!runs(i == 0 ? trace.flows.size() - 1 : i - 1)) out.begins.push_back(i);
  }
  return out;
}

/// What is lost after one failure, from the courses followed.
struct AfterFailure {
  double lost_h = 0;             ///< mean
  int longest_h = 0;             ///< spell
  std::vector<double> chance_h;  ///< that so many whole hours are lost, from 0 to the repair's
};

/// What carries the work while its set is repaired.
struct Repair {
  OutageBattery battery;
  Energy kept;                     ///< for safety work
  std::vector<Power> all, safety;  ///< load beyond sun and grid
  std::size_t steps = 0;           ///< hours
};

/// After failures of a year, for safety work and for all other.
struct AfterFailures {
  AfterFailure safety, others;
};

void add_course(const std::vector<StepServed>& course, StepServed least, AfterFailure& out) {
  int spell = 0;
  int lost_h = 0;
  for (const StepServed served : course) {
    const bool is_lost = served < least;
    lost_h += is_lost ? 1 : 0;
    spell = is_lost ? spell + 1 : 0;
    out.longest_h = std::max(out.longest_h, spell);
  }
  out.lost_h += lost_h;
  out.chance_h[static_cast<std::size_t>(lost_h)] += 1;
}

/// Mean over failures in those hours, from the charge that each began with.
AfterFailures after_failures(const Repair& repair, const PlantTrace& trace,
                             const std::vector<std::size_t>& hours) {
  AfterFailures out;
  const auto parts = {&out.safety, &out.others};
  for (AfterFailure* part : parts) part->chance_h.assign(repair.steps + 1, 0.0);
  if (hours.empty()) return out;
  const std::size_t stride = std::max<std::size_t>(1, hours.size() / failures_followed);
  double followed = 0;
  for (std::size_t at = 0; at < hours.size(); at += stride) {
    const Energy stored = charge_before(trace, hours[at]) * repair.battery.usable;
    const std::vector<StepServed> course =
        reserve_course(repair.battery, repair.kept, {repair.all, repair.safety}, hours[at],
                       repair.steps, hour, stored);
    add_course(course, StepServed::safety, out.safety);
    add_course(course, StepServed::all, out.others);
    followed += 1;
  }
  for (AfterFailure* part : parts) {
    part->lost_h /= followed;
    for (double& each : part->chance_h) each /= followed;
  }
  return out;
}

/// Of the whole battery a share is kept for safety work while nothing else stands behind it.
Repair repair_of(const OutageYear& outage_year) {
  const Plant& plant = outage_year.plant;
  const double steps = std::clamp(plant.generator->repair / hour, 1.0, repair_steps_max);
  return {battery_for(plant, Importance::safety), kept_share(plant, true) * plant.battery.usable(),
          net_load(outage_year, Importance::low), net_load(outage_year, Importance::safety),
          static_cast<std::size_t>(std::lround(steps))};
}

/// Hours lost to failures that are not exceeded in 95 of 100 years.
///
///     g(0) = exp(-(N - N f(0))),  g(s) = N / s * sum over j = 1 .. s of j f(j) g(s - j)
///
/// with N failures a year, a share f(j) of which costs j hours each.
///
/// Valid for   failures that do not know of each other, at most 100 a year
/// Leaves out  failures during a repair
/// Source      Panjer, ASTIN Bulletin 12 (1981), for counts by Poisson's law
double lost_p95_h(const SetFailures& failures, const AfterFailure& at_start,
                  const AfterFailure& running) {
  constexpr double failures_most = 100;
  const double count = std::min(failures_most, failures.a_year());
  if (count <= 0) return 0;
  const double share = failures.at_start / failures.a_year();
  std::vector<double> weighted(at_start.chance_h.size());  // count * j * f(j)
  for (std::size_t j = 1; j < weighted.size(); ++j) {
    const double chance = share * at_start.chance_h[j] + (1 - share) * running.chance_h[j];
    weighted[j] = count * static_cast<double>(j) * chance;
  }
  const double harmless = share * at_start.chance_h[0] + (1 - share) * running.chance_h[0];
  std::vector<double> chances = {std::exp(-count * (1 - harmless))};
  double sum = chances.front();
  while (sum < 0.95 && chances.size() < hours_per_year) {
    const std::size_t lost = chances.size();
    double next = 0;
    for (std::size_t j = 1; j <= std::min(lost, weighted.size() - 1); ++j) {
      next += weighted[j] * chances[lost - j];
    }
    chances.push_back(next / static_cast<double>(lost));
    sum += chances.back();
  }
  return static_cast<double>(chances.size() - 1);
}

}  // namespace

/// Failures of a set.
///
///     at start = starts * no_start,  running = running hours / time_to_failure
///
/// both times the wear at half the site's life.
///
/// Valid for   rare failures; starts and hours of the year that was run
/// Leaves out  upkeep that is put off
/// Source      bridging.h for the starts; Marqusee and Jenket 2020 for the hours
SetFailures set_failures(const Site& site, const Plant& plant, const PlantYear& run) {
  if (!plant.generator || !site.power.generator) return {};
  const double wear = wear_of(*site.power.generator, site.money.life);
  SetStart start = start_of(*plant.generator);
  start.start_failure = std::min(0.9, wear * start.start_failure);
  return {run.generator_starts * no_start(start),
          wear * (run.generator_time / set_time_to_failure)};
}

std::array<Duration, importance_count> demanded_time(const SiteLoads& loads, const PlantYear& run) {
  std::array<Duration, importance_count> out{};
  for (std::size_t k = 0; k < loads.loads.size(); ++k) {
    Duration& longest = out[static_cast<std::size_t>(loads.loads[k].importance)];
    longest = std::max(longest, run.loads[k].demanded_time);
  }
  return out;
}

/// What classes lose to a set that fails.
///
///     mean = failures * hours lost until the repair, from the charge that a run began with, or
///            that an hour of it began with
///
/// Valid for   rare failures, one at a time; while a set is repaired all draw until what is kept
/// for
///             safety work; a repair of 30 days at most
/// Leaves out  fuel that runs out during a repair, failures of battery and inverter, classes that
///             are shed before others
/// Source      outage_survival.h for the courses
std::array<FailureLoss, importance_count> failure_losses(const OutageYear& outage_year,
                                                         const SetFailures& failures) {
  std::array<FailureLoss, importance_count> out{};
  if (failures.a_year() <= 0) return out;
  const RunHours runs = run_hours(outage_year.trace);
  const Repair repair = repair_of(outage_year);
  const AfterFailures at_start = after_failures(repair, outage_year.trace, runs.begins);
  // Where each run is an hour long, an hour that runs is one that begins a run.
  const AfterFailures running = runs.begins.size() == runs.all.size()
                                    ? at_start
                                    : after_failures(repair, outage_year.trace, runs.all);
  for (const Load& load : outage_year.loads.loads) {
    const bool is_safety = load.importance == Importance::safety;
    const AfterFailure& first = is_safety ? at_start.safety : at_start.others;
    const AfterFailure& later = is_safety ? running.safety : running.others;
    FailureLoss& loss = out[static_cast<std::size_t>(load.importance)];
    if (loss.longest > Duration() || loss.mean > Duration()) continue;
    loss.mean = (failures.at_start * first.lost_h + failures.running * later.lost_h) * hour;
    loss.p95 = lost_p95_h(failures, first, later) * hour;
    loss.longest = std::max(first.longest_h, later.longest_h) * hour;
  }
  return out;
}

}  // namespace islet
