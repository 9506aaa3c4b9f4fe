#include "engines/shape_language.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "engines/shape_tokenizer.h"

namespace islet {
namespace {

using Size = std::uint64_t;

Size size_of(int value) { return static_cast<Size>(std::max(value, 0)); }

int layers_of(const Model& model, const ShapeWish& wish) {
  CHECK(model.shape.has_value());
  const int all = model.shape->layers;
  return wish.layers > 0 ? std::min(wish.layers, all) : all;
}

GgufType body_type(ShapeWeights weights, Size columns) {
  if (weights == ShapeWeights::f16 || columns % 32 != 0) return GgufType::f16;
  return weights == ShapeWeights::q8_0 ? GgufType::q8_0 : GgufType::q4_0;
}

/// The output layer suffers most from few bits, so files keep it in six.
GgufType output_type(ShapeWeights weights, Size columns) {
  if (weights != ShapeWeights::q4_0) return body_type(weights, columns);
  return columns % 256 == 0 ? GgufType::q6_k : body_type(ShapeWeights::q8_0, columns);
}

/// How much a layer adds to what passes through: 1/2, 1/4, ... down to 1/128.
double share_of_layer(int layer) { return std::ldexp(1.0, -std::min(layer + 1, 7)); }

double usual_spread(Size columns) { return 1.0 / std::sqrt(static_cast<double>(columns)); }

class LayerTensors {
 public:
  LayerTensors(const ShapeWish& wish, int layer, std::vector<ShapeTensor>& list)
      : wish_(wish), layer_(layer), list_(list) {}

  void matrix(std::string_view name, Size columns, Size rows, double scale = 1.0) {
    list_.push_back(
        {{name_of_tensor(name, "weight"), columns, rows, body_type(wish_.weights, columns)},
         scale * usual_spread(columns)});
  }
  void norm(std::string_view name, Size width) {
    list_.push_back({{name_of_tensor(name, "weight"), width}, 0, true});
  }
  void bias(std::string_view name, Size width) {
    list_.push_back({{name_of_tensor(name, "bias"), width}, 0.02});
  }

 private:
  std::string name_of_tensor(std::string_view name, std::string_view part) const {
    return fmt::format("blk.{}.{}.{}", layer_, name, part);
  }

  const ShapeWish& wish_;
  int layer_;
  std::vector<ShapeTensor>& list_;
};

void add_layer(const LanguageShape& shape, const std::string& architecture, int layer,
               LayerTensors& tensors) {
  const Size hidden = size_of(shape.hidden);
  const Size query = size_of(shape.heads * shape.head_width);
  const Size key = size_of(shape.kv_heads * shape.head_width);
  const Size wide = size_of(shape.intermediate);
  const double share = share_of_layer(layer);
  tensors.norm("attn_norm", hidden);
  tensors.matrix("attn_q", hidden, query);
  tensors.matrix("attn_k", hidden, key);
  tensors.matrix("attn_v", hidden, key);
  tensors.matrix("attn_output", query, hidden, share);
  if (architecture == "qwen2") {
    tensors.bias("attn_q", query);
    tensors.bias("attn_k", key);
    tensors.bias("attn_v", key);
  }
  if (architecture == "qwen3") {
    tensors.norm("attn_q_norm", size_of(shape.head_width));
    tensors.norm("attn_k_norm", size_of(shape.head_width));
  }
  tensors.norm("ffn_norm", hidden);
  tensors.matrix("ffn_gate", hidden, wide);
  tensors.matrix("ffn_up", hidden, wide);
  tensors.matrix("ffn_down", wide, hidden, share);
}

std::uint32_t number_of_weights(ShapeWeights weights) {  // llama_ftype
  switch (weights) {
    case ShapeWeights::q4_0:
      return 2;
    case ShapeWeights::q8_0:
      return 7;
    case ShapeWeights::f16:
      break;
  }
  return 1;
}

std::uint32_t u32(int value) { return static_cast<std::uint32_t>(value); }

}  // namespace

Result<std::string> shape_architecture(const Model& model) {
  const auto refused = [&](const std::string& why) {
    return Error{{},
                 "no shape of " + model.id + " can be made: " + why,
                 "`islet model list` shows what can.",
                 "D13",
                 ""};
  };
  if (!model.shape) return refused("the catalogue does not hold the shape of a language model");
  const LanguageShape& shape = *model.shape;
  if (shape.experts > 0) return refused("it has experts");
  if (shape.latent_attention) return refused("it has latent attention");
  if (shape.window_layers > 0) return refused("it has layers with a sliding window");
  if (shape.cache_layers > 0 && shape.cache_layers != shape.layers) {
    return refused("not all its layers are attention");
  }
  if (shape.feed_forward_matrices != 3) return refused("its feed-forward layers have no gate");
  if (shape.vocabulary < shape_vocabulary_least) {
    return refused(fmt::format("its vocabulary has {} words, must have at least {}",
                               shape.vocabulary, shape_vocabulary_least));
  }
  if (shape.hidden % 32 != 0 || shape.intermediate % 32 != 0) {
    return refused("its widths are no multiples of 32");
  }
  if (model.family.starts_with("Qwen3")) return std::string("qwen3");
  if (model.family.starts_with("Qwen2")) return std::string("qwen2");
  return std::string("llama");
}

std::vector<ShapeTensor> language_tensors(const Model& model, const std::string& architecture,
                                          const ShapeWish& wish) {
  CHECK(model.shape.has_value());
  const LanguageShape& shape = *model.shape;
  const Size hidden = size_of(shape.hidden);
  const Size words = size_of(shape.vocabulary);
  std::vector<ShapeTensor> list;
  // One table for both takes the better format of the two.
  const GgufType table =
      shape.tied_embeddings ? output_type(wish.weights, hidden) : body_type(wish.weights, hidden);
  list.push_back({{"token_embd.weight", hidden, words, table}, 1.0});
  for (int layer = 0; layer < layers_of(model, wish); ++layer) {
    LayerTensors tensors(wish, layer, list);
    add_layer(shape, architecture, layer, tensors);
  }
  list.push_back({{"output_norm.weight", hidden}, 0, true});
  if (!shape.tied_embeddings) {
    list.push_back({{"output.weight", hidden, words, output_type(wish.weights, hidden)},
                    2.0 * usual_spread(hidden)});
  }
  return list;
}

std::vector<ShapeTensor> adapter_tensors(const Model& model, const ShapeWish& wish) {
  CHECK(model.shape.has_value());
  const LanguageShape& shape = *model.shape;
  const Size hidden = size_of(shape.hidden);
  const Size rank = size_of(wish.adapter_rank);
  std::vector<ShapeTensor> list;
  for (int layer = 0; layer < layers_of(model, wish); ++layer) {
    for (const char* part : {"attn_q", "attn_v"}) {
      const int heads = part == std::string_view("attn_q") ? shape.heads : shape.kv_heads;
      const std::string name = fmt::format("blk.{}.{}.weight.lora_", layer, part);
      list.push_back({{name + "a", hidden, rank, GgufType::f16}, usual_spread(hidden)});
      list.push_back({{name + "b", rank, size_of(heads * shape.head_width), GgufType::f16},
                      usual_spread(rank)});
    }
  }
  return list;
}

GgufHeader language_header(const Model& model, const std::string& architecture,
                           const ShapeWish& wish) {
  CHECK(model.shape.has_value());
  const LanguageShape& shape = *model.shape;
  const auto key = [&](std::string_view name) { return fmt::format("{}.{}", architecture, name); };
  GgufHeader header;
  header.add("general.architecture", architecture);
  header.add("general.type", "model");
  header.add("general.name", "shape of " + model.id + ", random weights");
  header.add("general.alignment", static_cast<std::uint32_t>(gguf_alignment));
  header.add("general.quantization_version", std::uint32_t{2});
  header.add("general.file_type", number_of_weights(wish.weights));
  header.add("islet.seed", std::to_string(wish.seed));
  header.add(key("context_length"), u32(shape.context));
  header.add(key("embedding_length"), u32(shape.hidden));
  header.add(key("block_count"), u32(layers_of(model, wish)));
  header.add(key("feed_forward_length"), u32(shape.intermediate));
  header.add(key("vocab_size"), u32(shape.vocabulary));
  header.add(key("rope.dimension_count"), u32(shape.head_width));
  header.add(key("attention.head_count"), u32(shape.heads));
  header.add(key("attention.head_count_kv"), u32(shape.kv_heads));
  header.add(key("attention.key_length"), u32(shape.head_width));
  header.add(key("attention.value_length"), u32(shape.head_width));
  header.add(key("attention.layer_norm_rms_epsilon"), 1e-5F);
  add_tokenizer(header, shape.vocabulary);
  return header;
}

GgufHeader adapter_header(const Model& model, const std::string& architecture,
                          const ShapeWish& wish) {
  GgufHeader header;
  header.add("general.architecture", architecture);
  header.add("general.type", "adapter");
  header.add("general.name", "shape of an adapter for " + model.id + ", random weights");
  header.add("general.alignment", static_cast<std::uint32_t>(gguf_alignment));
  header.add("islet.seed", std::to_string(wish.seed));
  header.add("adapter.type", "lora");
  header.add("adapter.lora.alpha", static_cast<float>(wish.adapter_rank));
  return header;
}

}  // namespace islet
