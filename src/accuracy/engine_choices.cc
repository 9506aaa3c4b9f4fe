#include "accuracy/engine_choices.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "accuracy/run_question.h"

namespace islet {
namespace {

bool is_card(const Accelerator& device) {
  return device.device_class == DeviceClass::datacenter_gpu ||
         device.device_class == DeviceClass::workstation_gpu;
}

bool is_jetson(const Accelerator& device) { return device.device_class == DeviceClass::jetson; }

bool is_nvidia(const Accelerator& device) { return device.vendor == "NVIDIA"; }

bool runs_vllm(const Accelerator& device) {
  return (is_card(device) && (is_nvidia(device) || device.vendor == "AMD")) || is_jetson(device);
}

bool runs_sglang(const Accelerator& device) {
  return is_card(device) && (is_nvidia(device) || device.vendor == "AMD");
}

bool runs_tensorrt_llm(const Accelerator& device) { return is_card(device) && is_nvidia(device); }

bool runs_llama_cpp(const Accelerator& device) {
  const DeviceClass kind = device.device_class;
  return is_card(device) || is_jetson(device) || kind == DeviceClass::integrated_gpu ||
         kind == DeviceClass::cpu || kind == DeviceClass::apple;
}

bool runs_openvino(const Accelerator& device) { return device.vendor == "Intel"; }

bool runs_onnx_runtime(const Accelerator& device) {
  return (is_card(device) && is_nvidia(device)) || device.device_class == DeviceClass::cpu;
}

bool runs_pytorch(const Accelerator& device) {
  return is_card(device) || is_jetson(device) || device.device_class == DeviceClass::cpu;
}

using enum Precision;

/// What an engine is made for, by its documentation as of 2026-11.
struct EngineKind {
  std::string_view engine;
  bool is_for_language = false;
  bool (*runs_on)(const Accelerator&) = nullptr;
  std::array<Precision, 5> weights{};
};

constexpr std::array<EngineKind, 9> kinds = {{
    {"vllm", true, runs_vllm, {fp16, fp8, int8, int4, fp4}},
    {"tensorrt_llm", true, runs_tensorrt_llm, {fp16, fp8, int8, int4, fp4}},
    {"sglang", true, runs_sglang, {fp16, fp8, int8, int4, fp4}},
    {"tensorrt_edge_llm", true, is_jetson, {fp16, fp8, int4, fp4, fp4}},
    {"llama_cpp", true, runs_llama_cpp, {fp16, int8, int4, int4, int4}},
    {"openvino_genai", true, runs_openvino, {fp16, int8, int4, int4, int4}},
    {"onnx_runtime", false, runs_onnx_runtime, {fp32, fp16, int8, int8, int8}},
    {"openvino", false, runs_openvino, {fp32, fp16, int8, int8, int8}},
    {"pytorch", false, runs_pytorch, {fp32, fp16, int8, int8, int8}},
}};

/// Fewer rows than these tell little of an engine.
constexpr int rows_least = 10;

/// As calibration names an engine with the kind of a model.
std::string name_with_kind(std::string_view engine, const Model& model) {
  const bool is_encoder = model.kind == ModelKind::language && !model.shape;
  return std::string(engine) + "/" + (is_encoder ? "encoder" : std::string(name_of(model.kind)));
}

}  // namespace

EngineChoices::EngineChoices(const Calibration& calibration) {
  for (const Effect& effect : calibration.effects) {
    if (effect.key.component != Component::compute || effect.key.family != "engine") continue;
    if (effect.rows >= rows_least) measured_.insert(effect.key.name);
  }
}

std::vector<std::string> EngineChoices::of(const Model& model, const Accelerator& device,
                                           Precision weights) const {
  std::vector<std::string> engines = {usual_engine(model, device)};
  for (const EngineKind& each : kinds) {
    const bool suits =
        each.is_for_language == model.shape.has_value() && each.runs_on(device) &&
        std::find(each.weights.begin(), each.weights.end(), weights) != each.weights.end();
    if (!suits || each.engine == engines.front()) continue;
    if (measured_.contains(name_with_kind(each.engine, model))) engines.emplace_back(each.engine);
  }
  return engines;
}

}  // namespace islet
