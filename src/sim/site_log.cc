#include "sim/site_log.h"

#include <algorithm>
#include <cmath>

#include "sim/request_stream.h"

namespace islet {
namespace {

/// Of all batches of a site together: more would take over half a GiB of memory.
constexpr int most_in_bulk = 2'000'000;

/// A batch waits in a journal, which has room for all of it, whatever its class. Limits of queues
/// are meant for those who may ask again.
void make_room_for_batches(const SiteRun& run, SchedulerSettings& settings) {
  int all = 0;
  for (const SiteWorkload& workload : run.workloads) {
    if (workload.spec.kind != WorkloadKind::batch) continue;
    const double items = std::min<double>(std::ceil(items_at_once(workload)), most_in_bulk - all);
    const int more = static_cast<int>(items);
    all += more;
    settings.class_limit[index_of(workload.work_class)] += more;
    if (workload.work_class != WorkClass::batch) settings.tenant_limit += more;
  }
  settings.max_requests += all;
}

}  // namespace

void take_marks(const SitePower& power, SchedulerSettings& settings) {
  settings.generator.start_below = power.rule.start_below;
  settings.generator.stop_above = power.rule.stop_above;
}

SchedulerSettings site_scheduler_settings(const SiteRun& run) {
  SchedulerSettings settings;
  settings.power.stale_after = 1.5 * run.power.step;
  take_marks(run.power, settings);
  make_room_for_batches(run, settings);
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
