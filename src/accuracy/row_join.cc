#include "accuracy/row_join.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/format.h>

#include "base/utf8.h"

namespace islet {
namespace {

/// Why no measurement of one run stands in the row; empty when one does.
std::string no_measurement(const MeasuredRow& row) {
  const std::string scenario = lower_case(row.scenario);
  if (row.metric.ends_with("_of_trace")) return "a statistic of a trace, not of a run";
  if (row.unit == "%") return "a change, not a figure";
  if (row.metric.starts_with("service_")) return "a figure of a whole service, not of the device";
  if (scenario.starts_with("estimate") || row.notes.starts_with("estimate not measurement")) {
    return "an estimate, not a measurement";
  }
  if (scenario.starts_with("training")) return "training, not inference";
  if (row.metric == "power_per_tops") return "a specification, not a measurement";
  return "";
}

std::string unknown_device(const MeasuredRow& row) {
  if (row.accelerator.find('/') != std::string::npos) {
    return fmt::format("\"{}\" is more than one device", shown(row.accelerator, 60));
  }
  return fmt::format("\"{}\" is no device of the catalogue", shown(row.accelerator, 60));
}

/// What a row of MLPerf was taken on where its label names another device than its system does.
struct MendedLabel {
  std::string_view system;
  const char* device;
  double boards;  ///< devices on one of what the row counts
};

const MendedLabel* mended_label(const MeasuredRow& row) {
  // Intel's node with one card of two Arc Pro B60, listed as a Cloud AI 100 (v5.1, 2025).
  static constexpr std::array<MendedLabel, 1> labels = {{{"BMG-Pro-B60-Dual", "arc_pro_b60", 2}}};
  const auto* const found = std::find_if(labels.begin(), labels.end(), [&](const auto& label) {
    return row.system.find(label.system) != std::string::npos;
  });
  return found == labels.end() ? nullptr : found;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return out;
}

std::string_view engine_family(std::string_view engine) {
  // The first that fits: "TensorRT-LLM" holds "TensorRT", and KILT or Nvidia's implementation name
  // what runs below them. Ollama and the others of its row carry llama.cpp.
  constexpr std::array<std::pair<const char*, const char*>, 33> families = {{
      {"edge-llm", "tensorrt_edge_llm"},
      {"tensorrt-llm", "tensorrt_llm"},
      {"trtllm", "tensorrt_llm"},
      {"vllm", "vllm"},
      {"sglang", "sglang"},
      {"llama.cpp", "llama_cpp"},
      {"llama-bench", "llama_cpp"},
      {"llamacpp", "llama_cpp"},
      {"ollama", "llama_cpp"},
      {"llamafile", "llama_cpp"},
      {"koboldcpp", "llama_cpp"},
      {"lm studio", "llama_cpp"},
      {"ggml", "llama_cpp"},
      {"tensorrt", "tensorrt"},
      {"onnx", "onnx_runtime"},
      {"openvino", "openvino"},
      {"hailo", "hailo"},
      {"qualcomm", "qualcomm"},
      {"diffusers", "diffusers"},
      {"tflite", "tflite"},
      {"tensorflow lite", "tflite"},
      {"tensorflow-lite", "tflite"},
      {"litert", "tflite"},
      {"armnn", "armnn"},
      {"torch", "pytorch"},
      {"transformers", "pytorch"},
      {"tensorflow", "tensorflow"},
      {"tf v", "tensorflow"},
      {"saxml", "saxml"},
      {"amx", "amx"},
      {"cuda", "cuda"},
      {"thestage", "thestage"},
      {"mlx", "mlx"},
  }};
  const std::string word = lower_case(engine);
  if (word.empty()) return "not_stated";
  for (const auto& [part, family] : families) {
    if (word.find(part) != std::string::npos) return family;
  }
  return "other";
}

std::variant<JoinedRow, SkippedRow> joined(const Catalog& catalog, const MeasuredRow& row) {
  const auto skipped = [&](std::string reason) { return SkippedRow{&row, std::move(reason)}; };
  std::string reason = no_measurement(row);
  if (!reason.empty()) return skipped(std::move(reason));
  if (row.model.empty()) return skipped("no model is named");
  if (row.accelerator.empty()) return skipped("no device is named");
  const Model* model = joined_model(catalog, row.origin, row.model);
  if (model == nullptr) {
    return skipped(fmt::format("\"{}\" is no model of the catalogue", shown(row.model, 60)));
  }
  const MendedLabel* const mended = mended_label(row);
  const Accelerator* device = mended != nullptr
                                  ? find_accelerator(catalog, mended->device)
                                  : joined_accelerator(catalog, row.origin, row.accelerator);
  if (device == nullptr) return skipped(unknown_device(row));
  if (device->named_only) {
    return skipped(fmt::format("only the name of \"{}\" is known", device->name));
  }
  JoinedRow out{&row, device, model, std::string(engine_family(row.engine))};
  if (mended != nullptr) out.devices_each = mended->boards;
  return out;
}

}  // namespace islet
