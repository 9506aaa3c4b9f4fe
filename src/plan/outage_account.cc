#include "plan/outage_account.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "energy/bridging.h"
#include "energy/outage_survival.h"
#include "plan/outage_year.h"
#include "plan/set_failures.h"

namespace islet {
namespace {

/// Outages that are followed through, spread over the year.
constexpr std::size_t outages_followed = 150;

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
    survivor.sets.push_back({1, set.rated, 1.0, no_start(start_of(set)), set_time_to_failure});
  }
  return start_bridged(outage_year, net) *
         mean_course(outage_year, survivor, net, importance, steps, outages_followed).back();
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
///     lost     = hours refused for shortage + hours lost to failures of the set
///              + blackouts * what of each battery and UPS do not carry
///     chance   = lost / hours of the year with demand
///
/// Valid for   classes shed in order, those above go first
/// Leaves out  failures of battery and inverter
/// Source      set_failures.h for the failures; bridging.h for the starts
OutageAccount outage_account(const PlanContext& context, const SizedDesign& design,
                             const SiteLoads& loads, const PlantYear& run,
                             const PlantTrace& trace) {
  OutageAccount out;
  const Plant plant = year_plant(context, design, loads.need);
  const SkyYear& sky = context.weather.years.front();
  const OutageYear outage_year{plant, loads, run, trace, sky};
  const SetFailures failures = set_failures(context.site, plant, run);
  std::array<FailureLoss, importance_count> lost{};
  if (plant.generator) {
    lost = failure_losses(outage_year, failures);
    out.failures_per_year = failures.a_year();
    out.repair = plant.generator->repair;
  }
  const auto demanded = demanded_time(loads, run);
  for (std::size_t c = 0; c < out.classes.size(); ++c) {
    ClassLoss& loss = out.classes[c];
    const auto importance = static_cast<Importance>(c);
    for (std::size_t k = 0; k < loads.loads.size(); ++k) {
      if (loads.loads[k].importance != importance) continue;
      const LoadYear& got = run.loads[k];
      loss.is_there = true;
      loss.by_shortage = std::max(loss.by_shortage, got.demanded_time - got.served_time);
      loss.longest = std::max(loss.longest, got.longest_without);
    }
    loss.demanded = demanded[c];
    if (!loss.is_there || loss.demanded <= Duration()) continue;
    loss.by_failure = lost[c].mean;
    loss.by_failure_p95 = lost[c].p95;
    loss.longest = std::max(loss.longest, lost[c].longest);
    const std::optional<GridSupply>& grid = context.site.power.grid;
    if (grid && grid->blackouts.typical > Frequency()) {
      out.blackouts_per_year = grid->blackouts.typical * year;
      loss.by_blackout = out.blackouts_per_year * lost_in_blackout(outage_year, *grid, importance);
    }
    loss.chance =
        std::min(1.0, (loss.by_shortage + loss.by_failure + loss.by_blackout) / loss.demanded);
    if (grid && grid->longest_outage > Duration() && !sky.grid.empty()) {
      loss.through_outage = through_outage(outage_year, grid->longest_outage,
                                           net_load(outage_year, importance), importance);
      out.grid_outage = grid->longest_outage;
    }
  }
  return out;
}

}  // namespace islet
