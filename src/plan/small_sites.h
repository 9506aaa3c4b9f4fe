// Small sites for tests that hold the search against trying everything.
#pragma once

#include <limits>
#include <utility>
#include <vector>

#include "base/check.h"
#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"
#include "plan/make_plan.h"
#include "plan/outcome.h"
#include "plan/sizing.h"

namespace islet {

struct Instance {
  const char* name;
  Site site;
};

/// The camp's cameras on two kinds of device, with other wishes.
inline std::vector<Instance> small_instances() {
  Site site = camp_site();
  site.workloads.resize(1);
  site.hardware.consider = {"l4", "jetson_orin_nano_super"};
  std::vector<Instance> out = {{"as it is", site}};
  out.push_back({"dear fuel", site});
  out.back().site.power.generator->fuel_price = known(6 * dollar / litre);
  out.push_back({"no generator", site});
  out.back().site.power.generator.reset();
  out.push_back({"a budget", site});
  out.back().site.money.budget = Limit<Money>{14'000 * dollar, {}};
  out.push_back({"least purchase", site});
  out.back().site.goals.minimise = Objective::purchase_cost;
  return out;
}

/// The quick plan of a site with the shipped catalogue, one thread, one weather year.
inline Plan quick_plan(const Site& site) {
  PlanOptions options = camp_options(1, 1);
  options.effort = Effort::quick;
  auto plan = make_plan(site, shipped_catalog(), options);
  CHECK(plan.has_value());
  return std::move(*plan);
}

/// One site with everything that a search needs, two weather years.
struct Prepared {
  explicit Prepared(Site given) : site(std::move(given)) {
    const PlanOptions options = camp_options();
    auto read = plan_weather(site, shipped_catalog(), options);
    CHECK(read.has_value());
    weather = std::move(*read);
    for (const Workload& workload : site.workloads) demands.push_back(demand_of(workload));
    candidates = compute_candidates(site, shipped_catalog(), demands, options.makers,
                                    options.looks_around());
    for (const ComputeCandidate& each : candidates.list) {
      machines.push_back(prepared(context(), each));
    }
  }
  PlanContext context() const {
    return {site, shipped_catalog(), weather, air_range(site, weather)};
  }

  Site site;
  SiteWeather weather;
  std::vector<WorkloadDemand> demands;
  ComputeCandidates candidates;
  std::vector<PreparedMachines> machines;
};

/// The least score of all sizes of the grid that do; infinity where none does.
inline double exhaustive(const PlanContext& context, const PreparedMachines& machines,
                         const SizeGrid& grid) {
  double best = std::numeric_limits<double>::infinity();
  const double wanted = context.site.goals.confidence;
  YearTables tables(context, machines);
  for (const Power panels : grid.panels) {
    for (const Energy storage : grid.storage) {
      const SizedDesign design = sized(context, machines, grid.with(panels, storage));
      if (design.violation > 0 || design.score >= best) continue;
      if (confidence_of(context, machines, design, wanted, tables) >= wanted - 1e-9) {
        best = design.score;
      }
    }
  }
  return best;
}

}  // namespace islet
