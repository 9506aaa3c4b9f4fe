// A simulated site as `islet simulate SITE.yaml` shows it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "report/document.h"
#include "report/simulated_run.h"
#include "report/table.h"
#include "serving/decision_log.h"

namespace islet {

Document site_run_page(const SimulatedRun& run);
/// One row a workload.
Table site_run_table(const SimulatedRun& run);
/// "islet/simulate/1".
std::string site_run_json(const SimulatedRun& run, const std::vector<Error>& warnings);

/// {"seeds", "failed", "again"}.
std::string chaos_json(int seeds, std::int64_t failed, const std::string& again);

/// The same span under several policies, side by side.
Document site_policies_page(const std::vector<SimulatedRun>& runs);
Table site_policies_table(const std::vector<SimulatedRun>& runs);
std::string site_policies_json(const std::vector<SimulatedRun>& runs,
                               const std::vector<Error>& warnings);

/// What a replay found.
std::string replay_text(const ReplayOutcome& outcome, bool as_json);

}  // namespace islet
