// Runs of real engines, request by request, to hold the simulator against.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "sim/batch_engine.h"
#include "sim/sample_summary.h"
#include "sim/trace.h"

namespace islet {

/// What one engine did with its requests; times as it measured them.
struct RecordedRun {
  std::string hardware;
  std::string model;
  std::vector<TraceRequest> requests;  ///< by arrival
  SampleCollector first_token_s;
  SampleCollector end_to_end_s;
};

/// The runs of a table with columns `hardware`, `model`, `ttft_s` and `e2e_s` beside those of a
/// trace; one run for each pair of hardware and model, in the order in which they first come.
/// Faults as of a trace.
std::vector<RecordedRun> read_recorded_runs(const std::string& path, Faults& faults);

/// How the engine of a run was set, where its publisher says so; else the engine's defaults.
/// `cache_blocks` is 0 where nobody says.
EngineSettings recorded_settings(const RecordedRun& run);

/// Requests of a run in the order of arrival. `run` must outlive it.
class RecordedRequests : public RequestSource {
 public:
  explicit RecordedRequests(const RecordedRun& run) : run_(run) {}
  bool next(TraceRequest& out) override;

 private:
  const RecordedRun& run_;
  std::size_t at_ = 0;
};

}  // namespace islet
