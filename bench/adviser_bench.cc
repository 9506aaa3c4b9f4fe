// What advice costs to compute: precisions, splits, drafts and fleets for one model and device.
#include <benchmark/benchmark.h>

#include "perf/fleet_shape.h"
#include "perf/known_machines.h"
#include "perf/precision_choice.h"
#include "perf/speculation.h"
#include "perf/split_choice.h"

namespace islet {
namespace {

void precisions_of_a_model(benchmark::State& state) {
  const Model model = llama_3_70b();
  const Accelerator device = a100_sxm();
  for (auto _ : state) benchmark::DoNotOptimize(precision_choices(model, device, {}));
}
BENCHMARK(precisions_of_a_model);

void splits_over_eight_devices(benchmark::State& state) {
  const Model model = llama_3_70b();
  const Accelerator device = a100_sxm();
  const SplitQuestion question{.devices = 8};
  for (auto _ : state) benchmark::DoNotOptimize(split_choices(model, device, question));
}
BENCHMARK(splits_over_eight_devices);

void drafts_of_a_model(benchmark::State& state) {
  const Layout layout{.tensor = 4};
  const Deployment target(llama_3_70b(), a100_sxm(), layout);
  const Deployment draft(llama_3_8b(), a100_sxm(), layout);
  const SpeculationLoad load{.sequences = 4, .mean_context = 1000 * token};
  for (auto _ : state) benchmark::DoNotOptimize(best_speculation(target, draft, load));
}
BENCHMARK(drafts_of_a_model);

void fleet_of_cards(benchmark::State& state) {
  const Model model = llama_3_8b();
  const Accelerator device = l4();
  const FleetShape shape{.device = device,
                         .layout = {.weights = Precision::int8},
                         .devices_per_machine = 4,
                         .host_idle = 150 * watt,
                         .host_serving = 250 * watt,
                         .host_price = 8000 * dollar};
  FleetDemand demand;
  demand.rate = 20000 * token / second;
  for (auto _ : state) benchmark::DoNotOptimize(fleet_offer(model, shape, demand));
}
BENCHMARK(fleet_of_cards);

}  // namespace
}  // namespace islet
