#include "plan/failure_count.h"

#include <algorithm>

#include "plan/outage_account.h"

namespace islet {

/// What is served with failures.
///
///     expected = served (1 - hours lost to failures / hours with demand)
///     low      = low end served (1 - hours lost in the worst of 20 years / hours with demand)
///
/// Valid for   classes of work that are shed in order; each workload loses what its class loses
/// Leaves out  batch work that is done after the repair, within its window
/// Source      outage_account.cc
void count_failures(const PlanContext& context, const PreparedMachines& machines,
                    const SizedDesign& design, DesignOutcome& out) {
  if (design.design.power.generator == nullptr) return;
  PlantTrace trace;
  const PlantYear run = traced_year(context, design, machines.loads, trace);
  const OutageAccount account = outage_account(context, design, machines.loads, run, trace);
  out.failures_per_year = account.failures_per_year;
  out.repair = account.repair;
  for (WorkloadOutcome& workload : out.workloads) {
    const ClassLoss& loss = account.classes[static_cast<std::size_t>(workload.importance)];
    if (!loss.is_there || loss.demanded <= Duration()) continue;
    const double kept = 1 - std::min(1.0, loss.by_failure / loss.demanded);
    workload.served.low *= 1 - std::min(1.0, loss.by_failure_p95 / loss.demanded);
    for (Requirement& each : out.requirements) {
      if (each.what != "served" || each.subject != workload.name) continue;
      each.with_failures = kept * each.found.value;
      each.found.low = workload.served.low;
    }
  }
}

}  // namespace islet
