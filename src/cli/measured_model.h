// The model that `islet measure` loads: its file, made where there is none, and its record.
#pragma once

#include <string>
#include <variant>

#include "base/error.h"
#include "catalog/catalog.h"

namespace islet {

struct MeasuredModel {
  std::string id;
  std::string file;
  std::string worker;     ///< "llama", "onnx"
  std::string precision;  ///< "q4_0", "fp32"
  std::string record;     ///< YAML; empty when the catalogue holds it
};

struct MeasuredModelWish {
  std::string model;    ///< of the catalogue, one of our shapes, or a file
  std::string file;     ///< empty: a shape model is made
  std::string weights;  ///< of a shape in GGUF
  std::string folder;   ///< where shapes are made
};

/// Errors: those of shape models and of reading a file.
Result<MeasuredModel> measured_model(const MeasuredModelWish& wish, const Catalog& catalog);

}  // namespace islet
