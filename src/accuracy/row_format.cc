#include "accuracy/row_format.h"

#include <array>
#include <string_view>

#include "base/utf8.h"

namespace islet {
namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_submission_of_intel(const JoinedRow& joined) {
  return joined.device->architecture == "x86_amx" && joined.row->origin == "mlperf" &&
         joined.row->engine == "PyTorch";
}

/// Whether 32-bit layers run on matrix units at reduced width, as TensorRT and cuDNN let them.
bool narrows_fp32(const Accelerator& device, std::string_view engine) {
  constexpr int first_year = 2020;
  return device.vendor == "NVIDIA" && device.year >= first_year &&
         (engine == "tensorrt" || engine == "pytorch");
}

/// What the submissions of a round used where a row names no precision (README of data/measured).
RowFormat usual_format(const JoinedRow& joined, const std::string& engine) {
  const Accelerator& device = *joined.device;
  const Model& model = *joined.model;
  if (device.device_class == DeviceClass::npu) return {"int8", Precision::int8};
  if (engine == "ipex") {
    const bool wide = model.kind == ModelKind::image || model.shape.has_value();
    return wide ? RowFormat{"fp16", Precision::fp16} : RowFormat{"int8", Precision::int8};
  }
  // MLPerf's nets for ONNX Runtime are in 32 bit.
  if (device.device_class == DeviceClass::cpu || engine == "onnx_runtime") {
    return {"fp32", Precision::fp32};
  }
  const bool tuned = engine == "tensorrt" || engine == "qualcomm" || engine == "krai" ||
                     engine == "other" || engine == "tensorrt_llm";
  if (!tuned || model.id == "rnnt" || model.kind == ModelKind::image) {
    return {"fp16", Precision::fp16};
  }
  if (model.shape) {
    const auto has_peak = [&](Precision precision) {
      return device.device_class == DeviceClass::datacenter_gpu &&
             device.peak_at(precision) > ComputeRate{};
    };
    if (has_peak(Precision::fp4)) return {"fp4", Precision::fp4};
    return has_peak(Precision::fp8) ? RowFormat{"fp8", Precision::fp8}
                                    : RowFormat{"fp16", Precision::fp16};
  }
  const bool exact = has(joined.row->notes, "acc target 99.9") && has(model.id, "bert");
  return exact ? RowFormat{"fp16", Precision::fp16} : RowFormat{"int8", Precision::int8};
}

}  // namespace

std::string engine_of(const JoinedRow& joined) {
  const std::string_view words = joined.row->engine;
  if (has(words, "GenAI")) return "openvino_genai";
  // KRAI's library stands on what it names: TensorRT, or ONNX Runtime as others run it.
  if (has(words, "KRAI") && joined.engine != "onnx_runtime") return "krai";
  // Reference code is written to be read; what Intel submits for its own processors is not.
  if (has(words, "reference") || has(words, "python")) {
    return joined.device->device_class == DeviceClass::cpu ? "reference" : "pytorch";
  }
  if (has(words, "AMX") || is_submission_of_intel(joined)) return "ipex";
  if (has(words, "Saxml") || words.starts_with("PyTorch")) return "pytorch";
  if (has(words, "CUDA-X") || has(words, "JetPack") || has(words, "Jetpack")) return "tensorrt";
  if (has(words, "Nvidia inference")) return "tensorrt";
  if (joined.engine == "armnn") return "tflite";
  if (joined.engine == "tensorflow" || joined.engine == "saxml") return "pytorch";
  return joined.engine == "not_stated" ? "other" : joined.engine;
}

RowFormat format_of(const JoinedRow& joined, const std::string& engine) {
  const std::string words = lower_case(joined.row->precision);
  struct Word {
    std::string_view part;
    const char* name;
    Precision precision;
  };
  constexpr std::array<Word, 24> known = {{
      {"iq1", "int2", Precision::int4},
      {"iq2", "int2", Precision::int4},
      {"q2", "int2", Precision::int4},
      {"iq3", "int4", Precision::int4},
      {"q3", "int4", Precision::int4},
      {"awq", "awq", Precision::int4},
      {"gptq", "int4", Precision::int4},
      {"nf4", "int4", Precision::int4},
      {"4bit", "int4", Precision::int4},
      {"4-bit", "int4", Precision::int4},
      {"q4", "int4", Precision::int4},
      {"int4", "int4", Precision::int4},
      {"w4", "int4", Precision::int4},
      {"q5", "int4", Precision::int4},
      {"q6", "int8w", Precision::int8},
      {"q8", "int8w", Precision::int8},
      {"w8a8", "int8", Precision::int8},
      {"int8-cw", "int8w", Precision::int8},
      {"fp4", "fp4", Precision::fp4},
      {"fp8", "fp8", Precision::fp8},
      {"int8", "int8", Precision::int8},
      {"16", "fp16", Precision::fp16},
      {"32", "fp32", Precision::fp32},
      {"amp", "fp16", Precision::fp16},
  }};
  for (const Word& word : known) {
    if (!has(words, word.part)) continue;
    // The label names the checkpoint there; the submission computes in what NVIDIA's rounds used.
    const bool checkpoint = word.precision == Precision::fp32 ||
                            (word.precision == Precision::fp16 && joined.model->shape);
    if (checkpoint && engine == "tensorrt" && joined.row->origin == "mlperf") {
      return usual_format(joined, engine);
    }
    if (word.precision == Precision::fp32 && narrows_fp32(*joined.device, engine)) {
      return {"tf32", Precision::fp16};
    }
    return {word.name, word.precision};
  }
  return usual_format(joined, engine);
}

}  // namespace islet
