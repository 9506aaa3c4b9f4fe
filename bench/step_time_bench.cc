// What one step, one estimate and one service cost to compute. Goals: a step under 0.2
// microseconds, an estimate under 2.
#include <benchmark/benchmark.h>

#include "perf/known_machines.h"
#include "perf/service.h"

namespace islet {
namespace {

void step_of_a_dense_model(benchmark::State& state) {
  const Deployment deployment(llama_3_8b(), a100_sxm(), {});
  StepWork work{.prefill = 256 * token, .decode_sequences = 1, .mean_context = 700 * token};
  for (auto _ : state) {
    work.decode_sequences = work.decode_sequences < 100 ? work.decode_sequences + 1 : 1;
    benchmark::DoNotOptimize(deployment.step(work));
  }
}
BENCHMARK(step_of_a_dense_model);

/// All factors on wholes drift with the count, and the step is mixed: the dearest there is.
void step_as_calibrated(benchmark::State& state) {
  Tuning tuning;
  tuning.prompt = {0.2, 0.01};
  tuning.decode = {0.1, -0.02};
  tuning.draw = {-0.1, 0.01};
  const Deployment deployment(mixtral_8x7b(), a100_sxm(), {.tensor = 2, .pipeline = 2}, tuning);
  StepWork work{.prefill = 256 * token, .decode_sequences = 1, .mean_context = 700 * token};
  for (auto _ : state) {
    work.decode_sequences = work.decode_sequences < 100 ? work.decode_sequences + 1 : 1;
    benchmark::DoNotOptimize(deployment.step(work));
  }
}
BENCHMARK(step_as_calibrated);

void step_of_a_mixture(benchmark::State& state) {
  const Deployment deployment(mixtral_8x7b(), a100_sxm(), {.tensor = 2, .pipeline = 2});
  StepWork work{.prefill = 256 * token, .decode_sequences = 1, .mean_context = 700 * token};
  for (auto _ : state) {
    work.decode_sequences = work.decode_sequences < 100 ? work.decode_sequences + 1 : 1;
    benchmark::DoNotOptimize(deployment.step(work));
  }
}
BENCHMARK(step_of_a_mixture);

void estimate_of_a_step(benchmark::State& state) {
  const Deployment deployment(llama_3_8b(), a100_sxm(), {});
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        step_time_estimate(deployment, {.decode_sequences = 16, .mean_context = 700 * token}));
  }
}
BENCHMARK(estimate_of_a_step);

void deployment_built(benchmark::State& state) {
  const Model model = llama_3_8b();
  const Accelerator device = a100_sxm();
  for (auto _ : state) benchmark::DoNotOptimize(Deployment(model, device, {}));
}
BENCHMARK(deployment_built);

void service_of_a_crew(benchmark::State& state) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int4});
  const LanguageDemand demand{.requests = 0.08 * hertz,
                              .prompt = {900 * token, 400 * token},
                              .reply = {250 * token, 120 * token}};
  for (auto _ : state) benchmark::DoNotOptimize(language_service(deployment, demand, {}));
}
BENCHMARK(service_of_a_crew);

void service_of_cameras(benchmark::State& state) {
  const InputDeployment deployment(yolov8m(), l4(), Precision::int8);
  const InputDemand demand{.sources = 12, .rate_each = 10 * hertz};
  for (auto _ : state) benchmark::DoNotOptimize(input_service(deployment, demand, {}));
}
BENCHMARK(service_of_cameras);

}  // namespace
}  // namespace islet
