// A simulated site as `islet simulate SITE.yaml` shows it.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "report/document.h"
#include "report/table.h"
#include "serving/decision_log.h"
#include "sim/site_outcome.h"

namespace islet {

/// One run, or several of the same span under other policies or seeds.
struct SimulatedRun {
  std::string site;
  std::string file;
  std::string design;   ///< "1 x NVIDIA L4, 5 kWp, ..."
  std::string weather;  ///< source of it
  std::uint64_t seed = 1;
  int first_day = 0;
  int days = 0;
  std::vector<std::pair<std::string, double>> planned_share;  ///< served, of the planner's year
  SiteOutcome outcome;
  std::optional<Energy> least_generator;  ///< for the same work with perfect foresight
};

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
