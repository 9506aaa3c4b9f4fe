#include "sim/serve_trace.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "base/check.h"

namespace islet {
namespace {

BatchEngine& least_loaded(std::vector<BatchEngine>& engines) {
  return *std::min_element(
      engines.begin(), engines.end(),
      [](const BatchEngine& a, const BatchEngine& b) { return a.load() < b.load(); });
}

}  // namespace

ServingRun serve_trace(RequestSource& requests, const Deployment& deployment,
                       const ServingSetup& setup, EngineWatcher* watcher) {
  CHECK(setup.replicas > 0);
  ServingMetrics metrics(after(Instant(), setup.warm_up), watcher);
  std::vector<BatchEngine> engines;
  engines.reserve(static_cast<std::size_t>(setup.replicas));
  for (int replica = 0; replica < setup.replicas; ++replica) {
    engines.emplace_back(deployment, setup.engine, metrics, replica);
  }
  TraceRequest row;
  std::int64_t number = 0;
  bool has_row = requests.next(row);
  while (has_row) {
    const Instant now = row.arrival;
    for (BatchEngine& engine : engines) engine.advance(now);
    do {
      least_loaded(engines).submit({number++, row.prompt_tokens, row.output_tokens, row.prefix},
                                   now);
      has_row = requests.next(row);
    } while (has_row && row.arrival == now);
    for (BatchEngine& engine : engines) engine.begin(now);
  }
  for (BatchEngine& engine : engines) {
    engine.advance(Instant(std::numeric_limits<std::int64_t>::max()));
  }

  ServingRun run;
  run.summary = metrics.summary();
  run.span = between(Instant(), run.summary.last_end);
  run.boards = setup.replicas * setup.engine.ranks * deployment.devices();
  for (const BatchEngine& engine : engines) run.use += engine.use();
  return run;
}

}  // namespace islet
