// What a measured row is about: the device and model of the catalogue that its names mean.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "accuracy/measured_row.h"
#include "catalog/catalog.h"

namespace islet {

/// A row with its records. Lives as long as the row and the catalogue do.
struct JoinedRow {
  const MeasuredRow* row = nullptr;  ///< nullptr for a run that nobody has measured
  const Accelerator* device = nullptr;
  const Model* model = nullptr;
  std::string engine;  ///< family of the engine (engine_family)
  double devices_each = 1;  ///< devices on one of what the row counts
};

/// A row that nothing is predicted for, and why: one clause, lower case, no full stop.
struct SkippedRow {
  const MeasuredRow* row = nullptr;
  std::string reason;
};

/// Skipped are only rows that nobody could predict: no model or none we know, no single known
/// device, statistics of a trace, changes, specifications, estimates and training.
std::variant<JoinedRow, SkippedRow> joined(const Catalog& catalog, const MeasuredRow& row);

/// ASCII letters made small; everything else as it stands.
std::string lower_case(std::string_view text);

/// What kind of software ran: "tensorrt_llm", "tensorrt", "vllm", "sglang", "llama_cpp",
/// "onnx_runtime", "openvino", "pytorch", "hailo", "qualcomm", "tflite", ...; "other" when the word
/// says nothing we know, "not_stated" when it is empty.
std::string_view engine_family(std::string_view engine);

}  // namespace islet
