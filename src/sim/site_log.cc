#include "sim/site_log.h"

namespace islet {

SchedulerSettings site_scheduler_settings(const SiteRun& run) {
  SchedulerSettings settings;
  settings.power.stale_after = 1.5 * run.power.step;
  settings.generator.start_below = run.power.rule.start_below;
  settings.generator.stop_above = run.power.rule.stop_above;
  return settings;
}

std::vector<WorkloadRule> site_ladders(const SiteRun& run) {
  std::vector<WorkloadRule> ladders;
  for (const SiteWorkload& workload : run.workloads) ladders.push_back({workload.ladder});
  return ladders;
}

Result<ReplayOutcome> replay_site(const SiteRun& run, std::string_view log) {
  return replay(log, site_scheduler_settings(run), site_ladders(run));
}

}  // namespace islet
