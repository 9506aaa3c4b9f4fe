#include "perf/class_constants.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace islet {

// matrix, stream and cache_stream of GPUs: linear-layer and attention timings of Llama-2-7B/70B and
// Llama-3.1-8B in 16 bit (Vidur, LLMServingSim; MIT). Datacentre: A100 0.70-0.77 and 0.75-0.78,
// H100 0.64-0.76 and 0.76-0.89, A40 0.65-0.74 and 0.76-0.80. Workstation: RTX 4090 0.97-1.0 and
// 0.84-0.93, RTX PRO 6000 0.66-0.79 and 0.76-0.81. Attention 0.81-0.92.
// quantised_stream: 4-bit weights stream at 0.5-0.7 of peak against 0.78. quantised_matrix:
// assumption, grade D; AIConfigurator's data has kernels as low as 0.17.
// Other classes: stream 0.5-0.7 (llmfit pull request 137, 2026); Jetson 0.75 with good kernels (AGX
// Thor decodes Llama-3.1-8B in 4 bit at 0.86 of its bandwidth, TensorRT Edge-LLM); matrix is an
// assumption, grade D.
// step_host: 1.5 ms, replay of recorded vLLM 0.19 runs; step_sequence: 4 us, BLIS's fit on H100.
// Classes without a Python engine: 0.5 ms; Jetson with slow cores: 2 ms; assumptions, grade D.
// input_*: round figures from anchors, not a fit, grade C: MLPerf resnet50 Offline reaches
// 0.33-0.50 of dense INT8 on H100, A100, L4, T4 and Orin; Hailo's model zoo 0.4-0.55 on large nets
// and about 2,500 inputs a second on the smallest; a batch of one on compiled engines floors at
// 0.4-1 ms.
// input_traffic: 1 where the chip's store is small, 0.6 at 4 MB, 0.25 at 40-72 MB, 0 where it holds
// all (Cloud AI 100 has 144 MB); assumption, grade D.
ClassConstants constants_of(DeviceClass device_class) {
  switch (device_class) {
    case DeviceClass::datacenter_gpu:
      return {0.72, 0.60, 0.78, 0.77, 0.85, 1.5e-3, 4e-6, 0.45, 0.25, 4e-4, 3e-6, 2048};
    case DeviceClass::workstation_gpu:
      return {0.80, 0.70, 0.82, 0.77, 0.85, 1.5e-3, 4e-6, 0.45, 0.25, 4e-4, 3e-6, 2048};
    case DeviceClass::integrated_gpu:
      return {0.45, 0.80, 0.60, 0.85, 0.60, 0.5e-3, 4e-6, 0.30, 1.0, 6e-4, 5e-5, 512};
    case DeviceClass::jetson:
      return {0.50, 0.50, 0.75, 0.90, 0.75, 2.0e-3, 8e-6, 0.40, 0.6, 1e-3, 2e-5, 512};
    case DeviceClass::npu:
      return {0.40, 0.80, 0.55, 0.85, 0.55, 1.0e-3, 8e-6, 0.50, 1.0, 1e-4, 3e-4, 512};
    case DeviceClass::datacenter_npu:
      return {0.40, 0.80, 0.55, 0.85, 0.55, 1.5e-3, 4e-6, 0.40, 0.0, 4e-4, 2e-5, 2048};
    case DeviceClass::cpu:
      return {0.35, 1.00, 0.55, 0.90, 0.55, 0.5e-3, 4e-6, 0.30, 0.0, 3e-4, 5e-5, 512};
    case DeviceClass::apple:
      return {0.60, 1.00, 0.65, 0.90, 0.60, 0.5e-3, 4e-6, 0.35, 0.5, 6e-4, 5e-5, 512};
    case DeviceClass::other:
      break;
  }
  return {0.40, 0.70, 0.55, 0.85, 0.55, 1.5e-3, 4e-6, 0.30, 0.5, 6e-4, 5e-5, 512};
}

double input_share(const Accelerator& device) {
  constexpr double of_vectors = 0.6;
  if (device.architecture == "pascal") return of_vectors;
  return constants_of(device.device_class).input_compute;
}

// step_host, step_sequence: replays of recorded vLLM 0.19 runs (1.5 ms), ML.ENERGY's runs of 1,500
// sequences (30-70 us each, vLLM), BLIS; TensorRT-LLM runs its loop in C++. layer_launch: 15 us.
// batch_host: batches of one on small nets. Round figures, the fit corrects them; grade D, 2026-11.
std::optional<EngineConstants> engine_constants(std::string_view engine) {
  if (engine.empty()) return std::nullopt;
  struct Row {
    std::string_view name;
    EngineConstants constants;
  };
  constexpr double launch = 1.5e-5;
  constexpr std::array<Row, 17> rows = {{
      {"vllm", {1.2e-3, 30e-6, launch, 5e-4, true}},
      {"sglang", {1.0e-3, 15e-6, launch, 5e-4, true}},
      {"tensorrt_llm", {0.5e-3, 1.5e-6, launch, 1.5e-4, true}},
      {"tensorrt", {0.5e-3, 1.5e-6, launch, 1.5e-4, true}},
      {"tensorrt_edge_llm", {1.0e-3, 1e-5, launch, 1.5e-4, true}},
      {"llama_cpp", {0.6e-3, 1e-5, launch, 5e-4, true}},
      {"openvino_genai", {1.0e-3, 1e-5, launch, 3e-4, true}},
      {"openvino", {1.0e-3, 1e-5, launch, 3e-4, true}},
      {"onnx_runtime", {2e-3, 1e-5, launch, 2e-3, true}},
      {"pytorch", {15e-3, 1e-5, launch, 4e-3, false}},
      {"diffusers", {15e-3, 1e-5, launch, 5e-3, false}},
      {"hailo", {2e-3, 1e-5, launch, 1e-4, true}},
      {"qualcomm", {2e-3, 1e-5, launch, 3e-4, true}},
      {"tflite", {2e-3, 1e-5, launch, 3e-4, true}},
      {"krai", {2e-3, 1e-5, launch, 4e-4, true}},
      {"reference", {15e-3, 1e-5, launch, 4e-3, false}},
      {"ipex", {2e-3, 1e-5, launch, 1e-3, true}},
  }};
  const auto* found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == engine; });
  if (found != rows.end()) return found->constants;
  return EngineConstants{2e-3, 1e-5, launch, 5e-4, true};
}

double occupancy_inputs(const Accelerator& device, double work_flop) {
  const ComputeRate wide =
      std::max({device.peak_at(Precision::fp16), 0.5 * device.peak_at(Precision::int8),
                device.peak_at(Precision::fp32)});
  const double width = std::pow(wide / (300 * teraflop_per_second), 0.7);
  const double shortness = std::pow(2e10 / std::max(work_flop, 1e9), 0.3);
  const double parts = device.device_class == DeviceClass::datacenter_npu ? 4.0 : 1.0;
  return parts * width * shortness;
}

double layer_start(DeviceClass device_class, bool is_eager) {
  constexpr double fused = 5e-6;
  constexpr double eager = 3e-5;
  switch (device_class) {
    case DeviceClass::datacenter_gpu:
    case DeviceClass::workstation_gpu:
      return is_eager ? eager : fused;
    case DeviceClass::integrated_gpu:
    case DeviceClass::jetson:
    case DeviceClass::apple:
      return slow_launch_factor * (is_eager ? eager : fused);
    default:
      return 0;
  }
}

double soft_knee(double compute, double memory) {
  const double sum = compute * std::sqrt(compute) + memory * std::sqrt(memory);
  return std::cbrt(sum * sum);
}

}  // namespace islet
