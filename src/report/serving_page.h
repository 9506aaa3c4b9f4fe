// Simulated and recorded serving runs, as `islet simulate` and `islet verify serving` show them.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "report/document.h"
#include "report/table.h"
#include "sim/batch_engine.h"
#include "sim/recorded_runs.h"
#include "sim/serve_trace.h"

namespace islet {

/// A trace and what became of it on one engine.
struct ServedTrace {
  std::string model;   ///< id
  std::string device;  ///< id
  std::string engine;
  Layout layout;
  ServingSetup setup;
  TraceScan scan;
  ServingRun run;
  std::string evidence;  ///< where the step times come from: one sentence
};

Document served_page(const ServedTrace& served);
/// One row a figure: name, unit, then mean and percentiles.
Table served_table(const ServedTrace& served);
/// "islet/simulate/1".
std::string served_json(const ServedTrace& served, const std::vector<Error>& warnings);

/// A recorded run and the same requests in the simulator.
struct ReplayedRun {
  std::string hardware;
  std::string model;
  std::string device;  ///< id
  Layout layout;
  EngineSettings settings;
  std::int64_t requests = 0;
  SampleSummary recorded_first_token_s;
  SampleSummary recorded_end_to_end_s;
  ServingSummary predicted;
};

Document replay_page(const std::vector<ReplayedRun>& runs);
Table replay_table(const std::vector<ReplayedRun>& runs);
/// "islet/verify-serving/1".
std::string replay_json(const std::vector<ReplayedRun>& runs);

}  // namespace islet
