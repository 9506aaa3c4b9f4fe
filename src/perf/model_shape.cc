#include "perf/model_shape.h"

#include <algorithm>

#include "base/check.h"

namespace islet {

ParameterSplit parameter_split(const Model& model) {
  CHECK(model.shape.has_value());
  const LanguageShape& shape = *model.shape;
  const double table = static_cast<double>(shape.vocabulary) * shape.hidden;
  ParameterSplit split;
  split.output = std::min(table, 0.5 * model.parameters);
  split.embedding = shape.tied_embeddings ? 0.0 : split.output;
  const double rest = std::max(0.0, model.parameters - split.output - split.embedding);
  if (shape.experts > 0) {
    const double one =
        static_cast<double>(shape.feed_forward_matrices) * shape.hidden * shape.moe_intermediate;
    const double layers = shape.layers - shape.dense_layers;
    split.experts = std::min(0.99 * rest, layers * static_cast<double>(shape.experts) * one);
  }
  split.body = rest - split.experts;
  // Stated active counts include the output layer and mostly the embedding table.
  const double active = model.active_parameters > 0 ? model.active_parameters : model.parameters;
  split.active_body =
      std::clamp(active - split.output - split.embedding, std::min(split.body, 0.3 * active), rest);
  return split;
}

}  // namespace islet
