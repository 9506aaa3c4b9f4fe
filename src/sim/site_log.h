// The record of a site's run, and its replay: the same scheduler, told the same, decides the same.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "serving/decision_log.h"
#include "sim/site_run.h"

namespace islet {

/// Charges at which the scheduler asks for the plant's generator, stops classes of work and climbs
/// steps of `when_short`: as the plant's policy does, by hours of work (energy/work_need.h).
/// Simulated, rehearsed and live sites take them from here.
void take_marks(const SitePower& power, SchedulerSettings& settings);
/// How the scheduler of a site is set: readings come with the steps of the plant.
SchedulerSettings site_scheduler_settings(const SiteRun& run);
std::vector<WorkloadRule> site_ladders(const SiteRun& run);

/// No log grows beyond: it ends with the event before.
inline constexpr std::size_t site_log_bytes_max = std::size_t{1} << 29U;

/// Runs the events of a log through a new scheduler of that site and compares every line.
Result<ReplayOutcome> replay_site(const SiteRun& run, std::string_view log);

}  // namespace islet
