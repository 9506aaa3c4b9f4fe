#include "perf/model_shape.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

// Both dense models with one table for input and output and with two exist at every size. The one
// whose computed total lies nearer to the stated total is taken.
bool has_own_embedding(const Model& model, const LanguageShape& shape, double table) {
  if (shape.experts > 0 || shape.latent_attention) return true;  // all we know have two tables
  const double attention = 2.0 * shape.hidden * (shape.heads + shape.kv_heads) * shape.head_width;
  double nearest = INFINITY;
  bool own = true;
  for (const double matrices : {3.0, 2.0}) {
    for (const double tables : {2.0, 1.0}) {
      const double layer = attention + matrices * shape.hidden * shape.intermediate;
      const double miss = std::abs(shape.layers * layer + tables * table - model.parameters);
      if (miss < nearest) {
        nearest = miss;
        own = tables > 1.5;
      }
    }
  }
  return own;
}

}  // namespace

ParameterSplit parameter_split(const Model& model) {
  CHECK(model.shape.has_value());
  const LanguageShape& shape = *model.shape;
  const double table = static_cast<double>(shape.vocabulary) * shape.hidden;
  ParameterSplit split;
  split.output = std::min(table, 0.5 * model.parameters);
  split.embedding = has_own_embedding(model, shape, table) ? split.output : 0.0;
  const double rest = std::max(0.0, model.parameters - split.output - split.embedding);
  if (shape.experts > 0) {
    const double one = 3.0 * shape.hidden * shape.moe_intermediate;
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
