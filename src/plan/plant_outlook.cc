#include "plan/plant_outlook.h"

#include <algorithm>
#include <cmath>

#include "plan/demand.h"
#include "plan/outage_account.h"
#include "plan/weather_odds.h"

namespace islet {
namespace {

std::vector<FortnightHour> fortnight_of(const PlantYear& run, const PlantTrace& trace) {
  constexpr std::size_t hours = std::size_t{14} * 24;
  std::vector<FortnightHour> out;
  for (std::size_t i = 0; i < hours; ++i) {
    const std::size_t at =
        (static_cast<std::size_t>(run.worst_fortnight_day) * 24 + i) % trace.flows.size();
    const StepFlows& flows = trace.flows[at];
    out.push_back({(flows.panels + flows.curtailed) / hour, (flows.generator + flows.grid) / hour,
                   flows.load / hour, trace.charge[at]});
  }
  return out;
}

/// What goes in less what comes out of the worst hour, over what goes in.
double balance_error_of(const PlantTrace& trace) {
  double worst = 0;
  for (const StepFlows& flows : trace.flows) {
    const Energy in = flows.panels + flows.generator + flows.grid + flows.taken_from_store;
    const Energy out = flows.load + flows.own + flows.heater + flows.conversion_loss +
                       flows.battery_loss + flows.dumped;
    const Energy through = std::max({flows.panels + flows.generator + flows.grid,
                                     flows.battery_in + flows.battery_out, flows.load, watt_hour});
    worst = std::max(worst, std::abs((in - out) / through));
  }
  return worst;
}

}  // namespace

Result<PlantOutlook> plant_outlook(const Site& site, const Catalog& catalog,
                                   const PlanOptions& options, const Design& design) {
  const Result<SiteWeather> weather = plan_weather(built_as(site, design), catalog, options);
  if (!weather) return weather.error();
  const PlanContext context{site, catalog, *weather, air_range(site, *weather)};
  std::vector<WorkloadDemand> demands;
  for (const Workload& workload : site.workloads) demands.push_back(demand_of(workload));
  ComputeCandidate machines;
  machines.design = design.compute;
  machines.outcome = compute_outcome(site, demands, design.compute, options.makers);
  machines.draw = compute_draw(site, demands, design.compute, options.makers);
  const PreparedMachines ready = prepared(context, machines);
  SizedDesign sized;
  sized.design = design;
  sized.machines_on_bus = ready.gear.machines_on_bus;
  PlantTrace trace;
  const PlantYear run = traced_year(context, sized, ready.loads, trace);
  PlantOutlook out;
  out.odds = odds_years(context, ready, sized);
  out.outages = outage_account(context, sized, ready.loads, run, trace);
  out.fortnight = fortnight_of(run, trace);
  out.balance_error = balance_error_of(trace);
  return out;
}

}  // namespace islet
