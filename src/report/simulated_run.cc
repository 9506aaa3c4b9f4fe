#include "report/simulated_run.h"

namespace islet {

double share_of_ended(double part, const ServedCounts& counts) {
  return counts.ended() > 0 ? part / counts.ended() : 0.0;
}

Energy energy_each(const WorkloadServed& workload) {
  return workload.computed > 0 ? workload.energy / workload.computed : Energy();
}

double interrupted_share(const WorkloadServed& workload) {
  const double done = workload.counts.ended() - workload.counts.lost;
  return done > 0 ? workload.interrupted / done : 0.0;
}

std::optional<double> above_least(const SimulatedRun& run) {
  if (!run.least_generator || *run.least_generator < 1 * watt_hour) return std::nullopt;
  return run.outcome.plant.total.generator / *run.least_generator - 1;
}

}  // namespace islet
