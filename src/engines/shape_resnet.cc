#include "engines/shape_resnet.h"

#include <bit>
#include <cmath>

#include <fmt/format.h>

namespace islet {
namespace {

using Extents = OnnxGraph::Extents;

void put_float(std::string& out, float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  for (unsigned shift = 0; shift < 32; shift += 8) {
    out.push_back(static_cast<char>(bits >> shift & 0xFFU));
  }
}

struct Convolution {
  int from = 0;
  int to = 0;
  int kernel = 1;
  int stride = 1;
  bool is_rectified = true;
  double scale = 1.0;
};

class ResnetBuilder {
 public:
  ResnetBuilder(OnnxGraph& graph, WeightSource& weights) : graph_(graph), weights_(weights) {}

  /// Batch normalisation is folded into weights and bias, as engines do when they load.
  std::string convolution(const std::string& name, const std::string& input, const Convolution& c) {
    const double fan_in = static_cast<double>(c.from) * c.kernel * c.kernel;
    weights_.random(name + ".weight", {c.to, c.from, c.kernel, c.kernel},
                    c.scale * std::sqrt(2.0 / fan_in));
    weights_.random(name + ".bias", {c.to}, 0.01);
    const std::int64_t pad = c.kernel / 2;
    graph_.node("Conv", {input, name + ".weight", name + ".bias"}, name,
                {{"kernel_shape", {c.kernel, c.kernel}},
                 {"strides", {c.stride, c.stride}},
                 {"pads", {pad, pad, pad, pad}}});
    if (!c.is_rectified) return name;
    graph_.node("Relu", {name}, name + ".relu");
    return name + ".relu";
  }

  std::string block(const std::string& name, const std::string& input, int from, int width,
                    int stride) {
    const int to = 4 * width;
    std::string beside = input;
    if (from != to || stride != 1) {
      beside = convolution(name + ".beside", input, {from, to, 1, stride, false, 0.7});
    }
    std::string inside = convolution(name + ".1", input, {from, width});
    inside = convolution(name + ".2", inside, {width, width, 3, stride});
    inside = convolution(name + ".3", inside, {width, to, 1, 1, false, 0.3});
    graph_.node("Add", {inside, beside}, name + ".sum");
    graph_.node("Relu", {name + ".sum"}, name + ".out");
    return name + ".out";
  }

 private:
  OnnxGraph& graph_;
  WeightSource& weights_;
};

}  // namespace

void WeightSource::random(const std::string& name, const Extents& extents, double spread) {
  std::int64_t count = 1;
  for (const std::int64_t extent : extents) count *= extent;
  RandomStream stream = root_.fork(name);
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(count) * 4);
  // Two draws of 32 bits, evenly spread: sqrt(3) times the deviation each way.
  const double step = spread * std::sqrt(3.0) / 2147483648.0;
  for (std::int64_t i = 0; i < count; i += 2) {
    const std::uint64_t draw = stream.next();
    put_float(bytes, static_cast<float>(static_cast<std::int32_t>(draw & 0xFFFFFFFFU) * step));
    if (i + 1 < count) {
      put_float(bytes, static_cast<float>(static_cast<std::int32_t>(draw >> 32U) * step));
    }
  }
  graph_.weights(name, extents, bytes);
  count_ += static_cast<double>(count);
}

void WeightSource::ones(const std::string& name, std::int64_t count) {
  std::string bytes;
  for (std::int64_t i = 0; i < count; ++i) put_float(bytes, 1.0F);
  graph_.weights(name, {count}, bytes);
  count_ += static_cast<double>(count);
}

void add_resnet(const ResnetShape& shape, OnnxGraph& graph, WeightSource& weights) {
  ResnetBuilder builder(graph, weights);
  const std::string side = std::to_string(shape.image);
  graph.input("image", false, {"batch", "3", side, side});
  std::string value = builder.convolution("stem", "image", {3, shape.width, 7, 2});
  graph.node("MaxPool", {value}, "stem.pool",
             {{"kernel_shape", {3, 3}}, {"strides", {2, 2}}, {"pads", {1, 1, 1, 1}}});
  value = "stem.pool";
  int from = shape.width;
  int width = shape.width;
  for (std::size_t stage = 0; stage < shape.blocks.size(); ++stage, width *= 2) {
    for (int i = 0; i < shape.blocks[stage]; ++i) {
      const int stride = stage > 0 && i == 0 ? 2 : 1;
      value = builder.block(fmt::format("stage{}.{}", stage + 1, i), value, from, width, stride);
      from = 4 * width;
    }
  }
  graph.node("GlobalAveragePool", {value}, "pool");
  graph.node("Flatten", {"pool"}, "flat", {{"axis", {1}}});
  weights.random("scores.weight", {shape.classes, from}, 1.0 / std::sqrt(from));
  weights.random("scores.bias", {shape.classes}, 0.01);
  graph.node("Gemm", {"flat", "scores.weight", "scores.bias"}, "scores", {{"transB", {1}}});
  graph.output("scores", {"batch", std::to_string(shape.classes)});
}

double resnet_parameters(const ResnetShape& shape) {
  const double width = shape.width;
  double count = 3 * 49 * width + width;
  double from = width;
  double inner = width;
  for (const int blocks : shape.blocks) {
    for (int i = 0; i < blocks; ++i) {
      const double to = 4 * inner;
      if (i == 0) count += from * to + to;
      count += from * inner + inner + 9 * inner * inner + inner + inner * to + to;
      from = to;
    }
    inner *= 2;
  }
  return count + from * shape.classes + shape.classes;
}

}  // namespace islet
