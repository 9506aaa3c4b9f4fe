// What a simulated request costs. Goals: 5,000 requests of the bench workloads in 0.05 s with the
// whole process around them, a million in 10 s.
#include <benchmark/benchmark.h>

#include "base/random.h"
#include "perf/known_machines.h"
#include "sim/engine_tuning.h"
#include "sim/serve_trace.h"

namespace islet {
namespace {

/// Fixed lengths, exponential gaps.
class SteadyRequests : public RequestSource {
 public:
  explicit SteadyRequests(std::int64_t count) : left_(count) {}
  bool next(TraceRequest& out) override {
    if (left_-- <= 0) return false;
    now_ = after(now_, draw_.exponential(1.0 / 6) * second);
    out.arrival = now_;
    out.prompt_tokens = 512;
    out.output_tokens = 128;
    return true;
  }

 private:
  std::int64_t left_;
  RandomStream draw_{1};
  Instant now_;
};

void requests_on_one_engine(benchmark::State& state) {
  const Accelerator device = a100_sxm();
  const Deployment deployment(llama_2_7b(), device, {}, serving_tuning("vllm", device));
  EngineSettings settings{.max_sequences = 128, .token_budget = 512};
  settings.cache_blocks = deployment.sequences_that_fit(block_tokens * token, 1 << 30);
  for (auto _ : state) {
    SteadyRequests requests(state.range(0));
    benchmark::DoNotOptimize(
        serve_trace(requests, deployment, {.engine = settings, .replicas = 1, .warm_up = {}}));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(requests_on_one_engine)->Arg(100)->Arg(5000);

}  // namespace
}  // namespace islet
