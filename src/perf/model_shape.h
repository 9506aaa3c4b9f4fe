// Where the parameters of a language model sit: layers, experts, output layer, embedding.
#pragma once

#include "catalog/model.h"

namespace islet {

/// Counts of parameters. `body` excludes experts, output layer and embedding table.
struct ParameterSplit {
  double body = 0;         ///< attention, dense feed-forward, shared experts, norms
  double experts = 0;      ///< all experts of all layers; 0 for a dense model
  double output = 0;       ///< vocabulary x hidden, used once for each token made
  double embedding = 0;    ///< a table of its own; 0 where output layer and table are one
  double active_body = 0;  ///< used for one token, its experts included

  double all() const { return body + experts + output + embedding; }
};

/// How the parameters divide.
///
///     experts = layers * experts * m * hidden * moe_intermediate
///     output  = vocabulary * hidden, and the embedding table as much unless the two are one
///
/// m is 3 with a gate and 2 without. The record says whether output layer and table are one.
///
/// Valid for   decoder-only transformers; the total always comes out as stated
/// Leaves out  biases and norms (counted in the body)
/// Source      Vaswani et al., "Attention is all you need", 2017; Shazeer, "GLU variants", 2020
ParameterSplit parameter_split(const Model& model);

}  // namespace islet
