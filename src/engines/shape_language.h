// The tensors of a language model as llama.cpp names them, and the settings of its file.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "engines/gguf_format.h"
#include "engines/shape_model.h"

namespace islet {

/// A tensor with how far its random values spread. 0 with `is_one`: all ones.
struct ShapeTensor {
  GgufTensor tensor;
  double spread = 0;  ///< standard deviation
  bool is_one = false;
};

/// "llama", "qwen2" or "qwen3". Error D13 when llama.cpp's graph for it is none of these.
Result<std::string> shape_architecture(const Model& model);

/// In the order of the file. Layers beyond the first few add little to what passes through them, so
/// that the first layers alone often say what the whole says.
std::vector<ShapeTensor> language_tensors(const Model& model, const std::string& architecture,
                                          const ShapeWish& wish);

/// Low-rank pairs beside the query and value projections.
std::vector<ShapeTensor> adapter_tensors(const Model& model, const ShapeWish& wish);

/// Everything but tensors: sizes, tokenizer, chat template.
GgufHeader language_header(const Model& model, const std::string& architecture,
                           const ShapeWish& wish);
GgufHeader adapter_header(const Model& model, const std::string& architecture,
                          const ShapeWish& wish);

}  // namespace islet
