// One workload placed on a group of machines, ready to be asked at any rate.
#pragma once

#include <span>
#include <variant>
#include <vector>

#include "perf/deployment_maker.h"
#include "perf/service.h"
#include "plan/compute_service.h"
#include "plan/demand.h"
#include "plan/design.h"
#include "site/site.h"

namespace islet {

/// How many of both a placement has.
struct ReplicaCount {
  int replicas = 1;
  int devices = 1;
};

/// One placement with its deployment built. `workload` and `demand` must outlive it.
class PlacedWork {
 public:
  using Engine = std::variant<Deployment, InputDeployment>;

  /// Prompts go in steps that take no longer than `may_block`, as far as 32 tokens allow.
  PlacedWork(const Workload& workload, const WorkloadDemand& demand, Engine engine,
             const ReplicaCount& count, Duration may_block);

  /// What the workload gets at `rate` beside `company`; what it takes goes to `taken` where that is
  /// not null.
  PlacedService service(Frequency rate, const Company& company, DeviceTime* taken) const;

  /// What it takes of its devices at `rate` when it is alone.
  DeviceTime device_time(Frequency rate) const;

  /// Range of what it takes and draws.
  const TunedRange& range() const;

  const Workload& workload() const { return workload_; }
  const WorkloadDemand& demand() const { return demand_; }

 private:
  PlacedService chat(const Deployment& deployment, Frequency rate, const Company& company,
                     DeviceTime* taken) const;
  PlacedService inputs(const InputDeployment& deployment, Frequency rate, const Company& company,
                       DeviceTime* taken) const;
  double sources() const { return workload_.count.typical * demand_.high_factor; }

  const Workload& workload_;
  const WorkloadDemand& demand_;
  int replicas_;
  int devices_;
  Engine engine_;
  Tokens step_budget_ = 512 * token;
};

/// The placements of a design in their order. `demands` has one entry for each workload of the site
/// and must outlive them, as must the site.
std::vector<PlacedWork> placed_work(const Site& site, std::span<const WorkloadDemand> demands,
                                    const ComputeDesign& design, const DeploymentMakers& makers);

}  // namespace islet
