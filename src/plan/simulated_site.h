// A design as the simulator wants it: machines with their models, plant, weather, workloads.
#pragma once

#include "base/error.h"
#include "perf/deployment_maker.h"
#include "plan/plan.h"
#include "plan/sized_design.h"
#include "sim/site_run.h"

namespace islet {

/// What is simulated, and what the planner's year says of the same design in the same weather.
struct SimulatedSite {
  SiteRun run;
  PlantYear planned;
  std::vector<std::pair<std::string, double>> planned_share;  ///< served, by workload
};

/// `design` on the design year of the context. `first_day` of the year decides the battery's charge
/// at the start: that of the planner's year then. Models that the ladder of a workload names come
/// with those placed. An error when it has more units than the scheduler has numbers for.
Result<SimulatedSite> simulated_site(const PlanContext& context, const Design& design,
                                     const DeploymentMakers& makers, int first_day);

}  // namespace islet
