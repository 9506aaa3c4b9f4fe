#include "engines/shape_encoder.h"

#include <cmath>

#include <fmt/format.h>

namespace islet {
namespace {

class EncoderBuilder {
 public:
  EncoderBuilder(const EncoderShape& shape, OnnxGraph& graph, WeightSource& weights)
      : shape_(shape), graph_(graph), weights_(weights) {}

  void add_constants() {
    graph_.numbers("axis1", {1});
    graph_.numbers("axis2", {2});
    graph_.numbers("zero", {0});
    graph_.numbers("split_heads", {0, 0, shape_.heads, shape_.hidden / shape_.heads});
    graph_.numbers("join_heads", {0, 0, shape_.hidden});
    graph_.number("epsilon", 1e-12F);
    graph_.number("one", 1.0F);
    graph_.number("half", 0.5F);
    graph_.number("root_half", 0.70710678F);
    graph_.number("far_below", -10000.0F);
    graph_.number("head_scale", static_cast<float>(1.0 / std::sqrt(shape_.hidden / shape_.heads)));
  }

  /// Words, places and their sum; the mask as what is added to scores.
  std::string embedding() {
    weights_.random("words", {shape_.vocabulary, shape_.hidden}, 0.05);
    weights_.random("places", {shape_.context, shape_.hidden}, 0.02);
    graph_.node("Gather", {"words", "input_ids"}, "word");
    graph_.node("Shape", {"input_ids"}, "extents");
    graph_.node("Gather", {"extents", "axis1"}, "length");
    graph_.node("Slice", {"places", "zero", "length", "zero"}, "place");
    graph_.node("Add", {"word", "place"}, "placed");
    graph_.node("Cast", {"attention_mask"}, "mask", {{"to", {1}}});
    graph_.node("Unsqueeze", {"mask", "axis1"}, "mask.row");
    graph_.node("Unsqueeze", {"mask.row", "axis2"}, "mask.wide");
    graph_.node("Sub", {"one", "mask.wide"}, "hidden_places");
    graph_.node("Mul", {"hidden_places", "far_below"}, "penalty");
    return norm("embedding_norm", "placed");
  }

  std::string layer(const std::string& name, const std::string& input) {
    const std::string attention = attend(name + ".attention", input);
    graph_.node("Add", {attention, input}, name + ".attention.sum");
    const std::string middle = norm(name + ".attention.norm", name + ".attention.sum");
    const std::string wide = linear(name + ".wide", middle, shape_.hidden, shape_.intermediate);
    const std::string narrow =
        linear(name + ".narrow", gelu(name, wide), shape_.intermediate, shape_.hidden);
    graph_.node("Add", {narrow, middle}, name + ".sum");
    return norm(name + ".norm", name + ".sum");
  }

  /// Mean over the words that count, at length one.
  void pool(const std::string& input) {
    graph_.node("Unsqueeze", {"mask", "axis2"}, "mask.column");
    graph_.node("Mul", {input, "mask.column"}, "counted");
    graph_.node("ReduceSum", {"counted", "axis1"}, "total", {{"keepdims", {0}}});
    graph_.node("ReduceSum", {"mask", "axis1"}, "words_counted", {{"keepdims", {1}}});
    graph_.node("Div", {"total", "words_counted"}, "mean");
    graph_.node("ReduceL2", {"mean"}, "mean.length", {{"axes", {1}}, {"keepdims", {1}}});
    graph_.node("Div", {"mean", "mean.length"}, "embedding");
  }

 private:
  std::string linear(const std::string& name, const std::string& input, int from, int to) {
    weights_.random(name + ".weight", {from, to}, 1.0 / std::sqrt(from));
    weights_.random(name + ".bias", {to}, 0.01);
    graph_.node("MatMul", {input, name + ".weight"}, name + ".product");
    graph_.node("Add", {name + ".product", name + ".bias"}, name);
    return name;
  }

  std::string norm(const std::string& name, const std::string& input) {
    weights_.ones(name + ".weight", shape_.hidden);
    weights_.random(name + ".bias", {shape_.hidden}, 0.01);
    graph_.node("ReduceMean", {input}, name + ".mean", {{"axes", {-1}}, {"keepdims", {1}}});
    graph_.node("Sub", {input, name + ".mean"}, name + ".centred");
    graph_.node("Mul", {name + ".centred", name + ".centred"}, name + ".square");
    graph_.node("ReduceMean", {name + ".square"}, name + ".variance",
                {{"axes", {-1}}, {"keepdims", {1}}});
    graph_.node("Add", {name + ".variance", "epsilon"}, name + ".safe");
    graph_.node("Sqrt", {name + ".safe"}, name + ".deviation");
    graph_.node("Div", {name + ".centred", name + ".deviation"}, name + ".even");
    graph_.node("Mul", {name + ".even", name + ".weight"}, name + ".scaled");
    graph_.node("Add", {name + ".scaled", name + ".bias"}, name);
    return name;
  }

  std::string heads(const std::string& name, const std::string& input,
                    const OnnxGraph::Extents& order) {
    linear(name, input, shape_.hidden, shape_.hidden);
    graph_.node("Reshape", {name, "split_heads"}, name + ".split");
    graph_.node("Transpose", {name + ".split"}, name + ".turned", {{"perm", order}});
    return name + ".turned";
  }

  std::string attend(const std::string& name, const std::string& input) {
    const std::string query = heads(name + ".query", input, {0, 2, 1, 3});
    const std::string key = heads(name + ".key", input, {0, 2, 3, 1});
    const std::string value = heads(name + ".value", input, {0, 2, 1, 3});
    graph_.node("MatMul", {query, key}, name + ".raw");
    graph_.node("Mul", {name + ".raw", "head_scale"}, name + ".scaled");
    graph_.node("Add", {name + ".scaled", "penalty"}, name + ".masked");
    graph_.node("Softmax", {name + ".masked"}, name + ".shares", {{"axis", {-1}}});
    graph_.node("MatMul", {name + ".shares", value}, name + ".mixed");
    graph_.node("Transpose", {name + ".mixed"}, name + ".back", {{"perm", {0, 2, 1, 3}}});
    graph_.node("Reshape", {name + ".back", "join_heads"}, name + ".joined");
    return linear(name + ".out", name + ".joined", shape_.hidden, shape_.hidden);
  }

  std::string gelu(const std::string& name, const std::string& input) {
    graph_.node("Mul", {input, "root_half"}, name + ".gelu.in");
    graph_.node("Erf", {name + ".gelu.in"}, name + ".gelu.erf");
    graph_.node("Add", {name + ".gelu.erf", "one"}, name + ".gelu.raised");
    graph_.node("Mul", {input, name + ".gelu.raised"}, name + ".gelu.twice");
    graph_.node("Mul", {name + ".gelu.twice", "half"}, name + ".gelu");
    return name + ".gelu";
  }

  const EncoderShape& shape_;
  OnnxGraph& graph_;
  WeightSource& weights_;
};

}  // namespace

void add_encoder(const EncoderShape& shape, OnnxGraph& graph, WeightSource& weights) {
  EncoderBuilder builder(shape, graph, weights);
  graph.input("input_ids", true, {"batch", "tokens"});
  graph.input("attention_mask", true, {"batch", "tokens"});
  builder.add_constants();
  std::string value = builder.embedding();
  for (int i = 0; i < shape.layers; ++i) value = builder.layer(fmt::format("layer{}", i), value);
  builder.pool(value);
  graph.output("embedding", {"batch", std::to_string(shape.hidden)});
}

double encoder_parameters(const EncoderShape& shape) {
  const double hidden = shape.hidden;
  const double wide = shape.intermediate;
  const double norm = 2 * hidden;
  const double layer =
      4 * (hidden * hidden + hidden) + 2 * hidden * wide + wide + hidden + 2 * norm;
  return (shape.vocabulary + shape.context) * hidden + norm + shape.layers * layer;
}

}  // namespace islet
