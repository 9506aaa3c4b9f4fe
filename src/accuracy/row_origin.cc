#include "accuracy/row_origin.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "accuracy/row_join.h"

namespace islet {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

/// Figures of watts and energies stand together, whoever published them; but MLPerf states energies
/// of single streams beside their times.
bool is_of_power(const MeasuredRow& row) {
  if (row.metric == "energy_per_stream") return false;
  return row.metric.starts_with("energy") || row.metric.starts_with("base_energy") ||
         has(row.metric, "power");
}

/// The collection that a source's address names; empty when it names none.
std::string_view named_in(std::string_view source, const MeasuredRow& row) {
  // The first that fits: "TensorRT-LLM" holds "TensorRT".
  constexpr std::array<std::pair<std::string_view, std::string_view>, 14> collections = {{
      {"mlcommons", "mlperf"},
      {"ml-energy", "mlenergy"},
      {"aiconfigurator", "inferencemax"},
      {"tensorrt-edge-llm", "edge_misc"},
      {"tensorrt-llm", "trtllm"},
      {"hailo_model_zoo", "hailo"},
      {"gpu-benchmarks-on-llm-inference", "llamacpp_cpu_apple"},
      {"llama.cpp", "llamacpp_cpu_apple"},
      {"ultralytics", "vision_nlp_tables"},
      {"pytorch-image-models", "vision_nlp_tables"},
      {"nvidia/tensorrt", "vision_nlp_tables"},
      {"coral.ai", "edge_misc"},
      {"stacresearch", "edge_misc"},
      {"danieldubinsky", "edge_misc"},
  }};
  // Its one table of language models, its other of the nets that it was tuned for.
  if (has(source, "openvino")) {
    return has(row.engine, "GenAI") ? "llamacpp_cpu_apple" : "vision_nlp_tables";
  }
  const auto* const found =
      std::find_if(collections.begin(), collections.end(),
                   [&](const auto& collection) { return has(source, collection.first); });
  return found == collections.end() ? "" : found->second;
}

}  // namespace

std::string origin_of(const MeasuredRow& row) {
  if (is_of_power(row)) return "power";
  if (row.scenario.starts_with("MLPerf")) return "mlperf";
  const std::string_view named = named_in(lower_case(row.source), row);
  return named.empty() ? std::filesystem::path(row.file).stem().string() : std::string(named);
}

}  // namespace islet
