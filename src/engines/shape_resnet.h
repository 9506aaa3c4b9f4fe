// The graph of ResNet-50 and a small sister of it.
#pragma once

#include "base/random.h"
#include "engines/onnx_message.h"
#include "engines/shape_network.h"

namespace islet {

/// Stages of bottleneck blocks; the second convolution of a block strides, as in version 1.5.
struct ResnetShape {
  std::vector<int> blocks;
  int width = 64;  ///< channels of the stem; the first stage's blocks put out four times as many
  int image = 224;
  int classes = 1000;
};

/// Adds weights of a spread that keeps signals in range, from streams named like the tensors.
class WeightSource {
 public:
  WeightSource(OnnxGraph& graph, std::uint64_t seed) : graph_(graph), root_(seed) {}

  void random(const std::string& name, const OnnxGraph::Extents& extents, double spread);
  void ones(const std::string& name, std::int64_t count);
  double count() const { return count_; }

 private:
  OnnxGraph& graph_;
  RandomStream root_;
  double count_ = 0;
};

void add_resnet(const ResnetShape& shape, OnnxGraph& graph, WeightSource& weights);

/// Weights and biases that `add_resnet` adds.
double resnet_parameters(const ResnetShape& shape);

}  // namespace islet
