// Shape models: the real architecture with random weights. Speed, memory and watts do not depend on
// what weights say, so a machine can be measured, and a gateway tried, where no weights are.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"
#include "catalog/catalog.h"

namespace islet {

enum class ShapeFormat { gguf, onnx };
/// As files name them: `q4_0` keeps the output layer in q6_k, as files that people publish do.
enum class ShapeWeights { q4_0, q8_0, f16 };

struct ShapeWish {
  std::string model;  ///< a model of the catalogue, one of its names, or one of `own_shapes`
  ShapeFormat format = ShapeFormat::gguf;
  ShapeWeights weights = ShapeWeights::q4_0;  ///< GGUF; ONNX files are FP32
  std::uint64_t seed = 1;
  int layers = 0;        ///< 0: all. The first layers are those of the whole model: a draft for it
  int adapter_rank = 0;  ///< above 0: not the model, a LoRA adapter for it
};

struct ShapeMade {
  std::string architecture;
  double parameters = 0;
  Bytes file;
};

/// Said after each piece of the file, 0 to 1; false stops the work.
using ShapeProgress = std::function<bool(double)>;

/// Writes the file. The same wish gives the same bytes on every machine. Errors: D2 for a model
/// that nobody knows, D13 for one that cannot be made, D9 when it cannot be written or was stopped.
Result<ShapeMade> make_shape_model(const ShapeWish& wish, const Catalog& catalog,
                                   const std::string& path, const ShapeProgress& progress = {});

/// Small models of our own, for tests and for a first try: `tiny`, `draft`, `chat-0.2b`, ...
struct OwnShape {
  std::string_view name;
  std::string_view note;
};
const std::vector<OwnShape>& own_shapes();

/// A model of which a shape can be made, and what the usual file of it would hold.
struct ShapeOffer {
  std::string name;
  ShapeFormat format = ShapeFormat::gguf;
  std::string architecture;
  double parameters = 0;
  Bytes file;  ///< q4_0, or FP32 for ONNX
};
/// Ours first, then those of the catalogue.
std::vector<ShapeOffer> shape_offers(const Catalog& catalog);

/// One of `own_shapes` that is a language model; none for other names.
std::optional<Model> own_language_shape(std::string_view name);

}  // namespace islet
