#include "sim/engine_tuning.h"

#include <array>
#include <cmath>
#include <string_view>

namespace islet {
namespace {

// vLLM 0.19 plans the next step while the last one runs, so that less of the host's work shows than
// in perf/class_constants.h, whose row is for older versions: 1.04 ms a step for 1.2, 4 us a
// sequence (BLIS's fit on H100) for 30; more for starting a layer, 30 us for 15, most of it small
// kernels. Fitted on the two runs below, 2026-11-21.
constexpr double step_host = 0.87;
constexpr double step_sequence = 4.0 / 30.0;
constexpr double layer_launch = 2.0;

/// Times of a device's parts against the constants of its class.
struct DeviceFactors {
  std::string_view device;
  double compute;
  double weights;
  double cache;
};

// Fitted, 2026-11-21, on the 300 requests of Llama-3.1-8B in BF16 that LLMServingSim recorded on
// each (MIT): mean relative error of time for each token, first token and end to end. The RTX 4090
// computes at its sheet's rate and above (0.97-1.0 in single kernels, 0.80 in the class) and
// streams at 0.93; the RTX PRO 6000 reaches 0.66-0.79 and 0.76-0.81. The calibration of published
// throughputs (accuracy/run_tuning.h) is no substitute: end to end it is 1.14 and 1.16 times too
// slow on these runs, the class alone 1.26 and 1.11, these factors 1.01 and 1.01, 2026-11-22.
constexpr std::array<DeviceFactors, 2> recorded = {{
    {"rtx_4090", 0.82, 0.865, 0.725},
    {"rtx_pro_6000_blackwell", 1.03, 1.10, 0.92},
}};

const DeviceFactors* factors_of(const std::string& engine, const Accelerator& device) {
  if (engine != "vllm") return nullptr;
  for (const DeviceFactors& each : recorded) {
    if (each.device == device.id) return &each;
  }
  return nullptr;
}

}  // namespace

Tuning serving_tuning(const std::string& engine, const Accelerator& device) {
  Tuning tuning{engine, {}};
  if (engine == "vllm") {
    tuning.factors[Component::host] = std::log(step_host);
    tuning.factors[Component::sequence_host] = std::log(step_sequence);
    tuning.factors[Component::launches] = std::log(layer_launch);
  }
  if (const DeviceFactors* found = factors_of(engine, device)) {
    tuning.factors[Component::compute] = std::log(found->compute);
    tuning.factors[Component::weights] = std::log(found->weights);
    tuning.factors[Component::cache] = std::log(found->cache);
  }
  return tuning;
}

bool has_recorded_runs(const std::string& engine, const Accelerator& device) {
  return factors_of(engine, device) != nullptr;
}

}  // namespace islet
