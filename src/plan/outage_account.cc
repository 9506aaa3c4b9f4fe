#include "plan/outage_account.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "energy/bridging.h"
#include "energy/outage_survival.h"
#include "plan/outage_year.h"

namespace islet {
namespace {

constexpr Duration time_to_failure = set_time_to_failure;
constexpr Duration repair = set_repair;
constexpr std::size_t repair_steps = 120;
/// A set's failures grow by that share of a new set's with each year. Assumption, grade D, 2026-11.
constexpr double failures_per_year_of_age = 0.05;
/// Failures that are followed through, spread over the hours in which the set runs.
constexpr std::size_t failures_followed = 150;

/// How many more failures a set of the site has at half its life than a new one.
double wear_of(const GeneratorSupply& supply, Duration life) {
  const Duration age = supply.age + life / 2;
  return 1 + failures_per_year_of_age * (age / year);
}

/// Failures a year: at a start, where every crank fails, and while the set runs.
struct SetFailures {
  double at_start = 0;
  double running = 0;
};

SetFailures failures_of(double wear, const Generator& set, const PlantYear& run) {
  SetStart start = start_of(set);
  start.start_failure = std::min(0.9, wear * start.start_failure);
  return {run.generator_starts * no_start(start), wear * (run.generator_time / time_to_failure)};
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
  std::vector<double> chance_h;  ///< that so many whole hours are lost, from 0 to `repair_steps`
};

/// Mean over failures in those hours, from the charge that each began with.
AfterFailure after_failure(const OutageChances& chances, const std::vector<Power>& net,
                           const PlantTrace& trace, const OutageBattery& battery, double kept,
                           const std::vector<std::size_t>& hours) {
  AfterFailure out;
  out.chance_h.assign(repair_steps + 1, 0.0);
  if (hours.empty()) return out;
  const std::size_t stride = std::max<std::size_t>(1, hours.size() / failures_followed);
  double followed = 0;
  for (std::size_t at = 0; at < hours.size(); at += stride) {
    const std::size_t first = hours[at];
    const double charge = charge_above(charge_before(trace, first), kept);
    const Survival course = chances.survival(net, first, repair_steps, charge * battery.usable);
    int spell = 0;
    double lost_h = 0;
    for (const double served : course.in_step) {
      lost_h += 1 - served;
      spell = served < 0.5 ? spell + 1 : 0;
      out.longest_h = std::max(out.longest_h, spell);
    }
    out.lost_h += lost_h;
    out.chance_h[static_cast<std::size_t>(std::lround(lost_h))] += 1;
    followed += 1;
  }
  out.lost_h /= followed;
  for (double& each : out.chance_h) each /= followed;
  return out;
}

/// After failures of a year, for work from which so much of the battery is kept.
struct FailureCourses {
  double kept = 0;
  AfterFailure at_start, running;
};

/// What is kept from lower classes beside a set is some hours of work (work_need.h): until then
/// they draw along.
FailureCourses failure_courses(const OutageYear& outage_year, Importance importance) {
  const double kept = kept_from(outage_year.plant, importance);
  const OutageBattery battery = battery_for(outage_year.plant, importance);
  const OutageChances alone(OutagePlant{{}, battery, hour});
  const std::vector<Power> drawn = net_load(outage_year, Importance::low);
  const RunHours in = run_hours(outage_year.trace);
  const auto after = [&](const std::vector<std::size_t>& hours) {
    return after_failure(alone, drawn, outage_year.trace, battery, kept, hours);
  };
  AfterFailure at_start = after(in.begins);
  if (in.begins.size() == in.all.size()) return {kept, at_start, at_start};
  return {kept, std::move(at_start), after(in.all)};
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
  const double count = std::min(failures_most, failures.at_start + failures.running);
  if (count <= 0) return 0;
  const double share = failures.at_start / (failures.at_start + failures.running);
  std::vector<double> weighted(repair_steps + 1);  // count * j * f(j)
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
    for (std::size_t j = 1; j <= std::min(lost, repair_steps); ++j) {
      next += weighted[j] * chances[lost - j];
    }
    chances.push_back(next / static_cast<double>(lost));
    sum += chances.back();
  }
  return static_cast<double>(chances.size() - 1);
}

/// Chance that nothing breaks off while the set starts, given that it does. A battery's charge is
/// hourly, and carries the seconds; without one a UPS does, or nothing.
double start_bridged(const OutageYear& outage_year, const std::vector<Power>& net) {
  const Plant& plant = outage_year.plant;
  if (!plant.generator || plant.battery.usable() > Energy()) return 1;
  const SetStart start = start_of(*plant.generator);
  Power most;
  for (const Power each : net) most = std::max(most, each);
  const Power load = std::min(most, start.rated);  // more is shed, not bridged
  const double starts = 1 - no_start(start);
  const BridgeStore store = with_ups({}, plant.ups, load);
  return starts > 0 ? bridge(start, store, load).chance_carried / starts : 1;
}

/// Through the longest outage of the grid: the chance that the class is served without a break,
/// mean over outages that begin in any hour.
double through_outage(const OutageYear& outage_year, Duration longest, std::vector<Power> net,
                      Importance importance) {
  const Plant& plant = outage_year.plant;
  const auto steps = static_cast<std::size_t>(std::clamp(longest / hour, 1.0, 336.0));
  for (std::size_t i = 0; i < net.size(); ++i) net[i] += outage_year.sky.grid[i];  // it is gone
  OutagePlant survivor{{}, battery_for(plant, importance), hour};
  if (plant.generator) {
    const Generator& set = *plant.generator;
    survivor.sets.push_back({1, set.rated, 1.0, no_start(start_of(set)), time_to_failure});
  }
  return start_bridged(outage_year, net) *
         mean_course(outage_year, survivor, net, importance, steps, failures_followed).back();
}

/// One blackout: what of it battery and UPS do not carry for a class and those above it.
///
///     lost = mean over lengths and hours of the year of max(0, length - held)
///     held = charge usable / load + hold_time(load) of the UPS
///
/// Valid for   short blackouts at any hour, lengths even between their ends; a UPS that is full
/// Leaves out  sun and generator during the blackout, the seconds of a transfer
/// Source      energy balance
Duration lost_in_blackout(const OutageYear& outage_year, const GridSupply& grid, Importance least) {
  const auto& [plant, loads, run, trace, sky] = outage_year;
  const OutageBattery battery = battery_for(plant, least);
  const double kept = kept_from(plant, least);
  constexpr int lengths = 8;
  Duration sum;
  int counted = 0;
  for (std::size_t i = 0; i < trace.flows.size(); i += 7) {  // every hour of the day, in turn
    Power load;
    for (std::size_t k = 0; k < loads.loads.size(); ++k) {
      if (loads.loads[k].importance <= least) load += trace.asked[k][i];
    }
    ++counted;
    if (load <= Power()) continue;
    const double charge = charge_above(trace.charge[i], kept);
    const BridgeStore charged{charge * battery.usable, battery.power, battery.discharge_efficiency};
    const BridgeStore store = with_ups(charged, plant.ups, load);
    const Duration held = store.power >= load ? store.usable * store.efficiency / load : Duration();
    for (int n = 0; n < lengths; ++n) {
      const Duration low = grid.blackout_length.low;
      const Duration length = low + (n + 0.5) / lengths * (grid.blackout_length.high - low);
      sum += std::max(Duration(), length - held) / lengths;
    }
  }
  return counted > 0 ? sum / counted : Duration();
}

}  // namespace

/// Loss of power by class of work.
///
///     failures = starts * no_start + running hours / time_to_failure
///     lost     = hours refused for shortage + failures * hours lost until the repair, from the
///                charge that a run began with, or that an hour of it began with
///              + blackouts * what of each battery and UPS do not carry
///     chance   = lost / hours of the year with demand
///
/// Valid for   rare failures, one at a time; classes shed in order, those above go first, but while
///             a set is repaired all draw until the hours of work kept from each
/// Leaves out  fuel that runs out during a repair, failures of battery and inverter
/// Source      outage_survival.h for the courses; bridging.h for the starts; Marqusee and Jenket
/// 2020 for the rates
OutageAccount outage_account(const PlanContext& context, const SizedDesign& design,
                             const SiteLoads& loads, const PlantYear& run,
                             const PlantTrace& trace) {
  OutageAccount out;
  const Plant plant = year_plant(context, design, loads.need);
  const SkyYear& sky = context.weather.years.front();
  const OutageYear outage_year{plant, loads, run, trace, sky};
  const std::optional<GeneratorSupply>& supply = context.site.power.generator;
  SetFailures failures;
  if (plant.generator && supply) {
    failures = failures_of(wear_of(*supply, context.site.money.life), *plant.generator, run);
    out.failures_per_year = failures.at_start + failures.running;
    out.repair = repair;
  }
  std::optional<FailureCourses> courses;  // of the class before: mostly the same again
  for (std::size_t c = 0; c < out.classes.size(); ++c) {
    ClassLoss& loss = out.classes[c];
    const auto importance = static_cast<Importance>(c);
    Duration demanded;
    for (std::size_t k = 0; k < loads.loads.size(); ++k) {
      if (loads.loads[k].importance != importance) continue;
      const LoadYear& got = run.loads[k];
      loss.is_there = true;
      demanded = std::max(demanded, got.demanded_time);
      loss.by_shortage = std::max(loss.by_shortage, got.demanded_time - got.served_time);
      loss.longest = std::max(loss.longest, got.longest_without);
    }
    loss.demanded = demanded;
    if (!loss.is_there || demanded <= Duration()) continue;
    if (out.failures_per_year > 0) {
      if (!courses || courses->kept != kept_from(plant, importance)) {
        courses = failure_courses(outage_year, importance);
      }
      const AfterFailure& at_start = courses->at_start;
      const AfterFailure& running = courses->running;
      loss.by_failure =
          (failures.at_start * at_start.lost_h + failures.running * running.lost_h) * hour;
      loss.by_failure_p95 = lost_p95_h(failures, at_start, running) * hour;
      loss.longest = std::max(loss.longest, std::max(at_start.longest_h, running.longest_h) * hour);
    }
    const std::optional<GridSupply>& grid = context.site.power.grid;
    if (grid && grid->blackouts.typical > Frequency()) {
      out.blackouts_per_year = grid->blackouts.typical * year;
      loss.by_blackout = out.blackouts_per_year * lost_in_blackout(outage_year, *grid, importance);
    }
    loss.chance = std::min(1.0, (loss.by_shortage + loss.by_failure + loss.by_blackout) / demanded);
    if (grid && grid->longest_outage > Duration() && !sky.grid.empty()) {
      loss.through_outage = through_outage(outage_year, grid->longest_outage,
                                           net_load(outage_year, importance), importance);
      out.grid_outage = grid->longest_outage;
    }
  }
  return out;
}

}  // namespace islet
