// The graph of a text encoder of the BERT kind, with its pooling: text in, one unit vector out.
#pragma once

#include "engines/shape_resnet.h"

namespace islet {

struct EncoderShape {
  int layers = 6;
  int hidden = 384;
  int heads = 12;
  int intermediate = 1536;
  int vocabulary = 30522;
  int context = 512;
};

/// Inputs `input_ids` and `attention_mask`, both batch x tokens; output `embedding`.
void add_encoder(const EncoderShape& shape, OnnxGraph& graph, WeightSource& weights);

/// Weights and biases that `add_encoder` adds.
double encoder_parameters(const EncoderShape& shape);

}  // namespace islet
