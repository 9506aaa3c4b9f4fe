#include "sim/site_log.h"

namespace islet {

void take_marks(const SitePower& power, SchedulerSettings& settings) {
  settings.generator.start_below = power.rule.start_below;
  settings.generator.stop_above = power.rule.stop_above;
}

SchedulerSettings site_scheduler_settings(const SiteRun& run) {
  SchedulerSettings settings;
  settings.power.stale_after = 1.5 * run.power.step;
  take_marks(run.power, settings);
  // A machine that waits is on, as in the plan, unless power is short: its start takes minutes.
  settings.idle_off = 10.0 * year;
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
