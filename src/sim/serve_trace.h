// A trace of requests through engines from the first to the last.
#pragma once

#include <string>

#include "perf/step_time.h"
#include "serving/tally.h"
#include "sim/batch_engine.h"
#include "sim/serving_metrics.h"
#include "sim/trace.h"

namespace islet {

struct ServingSetup {
  EngineSettings engine;
  int replicas = 1;
  Duration warm_up{};  ///< from time 0 of the trace
  /// Engines beside the replicas that compute prompts only; their cache then goes to a replica,
  /// which does the rest. 0: each replica does both.
  int prompt_replicas = 0;
  Duration transfer{};  ///< of the cache of one token, with `prompt_replicas`
};

struct ServingRun {
  ServingSummary summary;
  EngineUse use;  ///< of all replicas
  Duration span;  ///< from time 0 of the trace to the last end
  int boards = 0;
  std::string policy;  ///< of the scheduler before the engines; empty: there was none
  Tally tally;         ///< of that scheduler
  std::int64_t adapter_loads = 0;
  std::string log;  ///< with `TraceScheduling::keeps_log`
  bool log_is_cut = false;
  int replications = 1;  ///< runs that it is the sum and the mean of
};

/// Each request goes to the replica with the least to do when it comes. `deployment` is one rank of
/// one replica. `watcher`, which may be null, hears of every step and end.
ServingRun serve_trace(RequestSource& requests, const Deployment& deployment,
                       const ServingSetup& setup, EngineWatcher* watcher = nullptr);

}  // namespace islet
