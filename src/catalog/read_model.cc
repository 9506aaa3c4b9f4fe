// Models: what is computed, and the names that site files may use for them.
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "catalog/net.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

constexpr std::array<std::string_view, 6> kind_names = {"language",       "vision", "speech",
                                                        "recommendation", "image",  "other"};

/// Layers of one sort, none by default and never more than there are.
void add_layers(RecordKeys<LanguageShape>& keys, const char* name, int LanguageShape::*field,
                const char* line) {
  keys.key({name, "number, at most `layers`", "", {}, line},
           [=](RecordReader& part, LanguageShape& shape) {
             const NumberRange range{0, static_cast<double>(shape.layers)};
             shape.*field = static_cast<int>(part.number(name, range));
           });
  keys.optional();
}

/// Parts of a model that are not alike in every layer.
void add_layer_kinds(RecordKeys<LanguageShape>& keys) {
  using Shape = LanguageShape;
  keys.count("shared_experts", &Shape::shared_experts, {0, 1e8},
             "of the width of one expert, read for every token")
      .optional();
  add_layers(keys, "dense_layers", &Shape::dense_layers,
             "layers without experts in a model that has them");
  add_layers(keys, "feed_forward_layers", &Shape::feed_forward_layers,
             "layers with a feed-forward part; all when absent");
  keys.count("feed_forward_matrices", &Shape::feed_forward_matrices, {2, 3},
             "3 with a gate, 2 without; 3 when absent")
      .optional();
  add_layers(keys, "cache_layers", &Shape::cache_layers,
             "layers whose cache grows with the context; all when absent");
  add_layers(keys, "window_layers", &Shape::window_layers,
             "of these, layers that see only the last `window` tokens");
  keys.count("window", &Shape::window, {0, 1e8}, "tokens that those layers see").optional();
}

RecordKeys<LanguageShape> shape_keys() {
  using Shape = LanguageShape;
  constexpr NumberRange some{1, 1e8};
  constexpr NumberRange any{0, 1e8};
  RecordKeys<Shape> keys;
  keys.count("layers", &Shape::layers, some, "decoder layers");
  keys.count("hidden", &Shape::hidden, some, "width between layers");
  keys.count("heads", &Shape::heads, some, "heads of attention");
  keys.count("kv_heads", &Shape::kv_heads, some, "heads of keys and values, at most `heads`");
  keys.count("head_width", &Shape::head_width, some, "width of one head");
  keys.count("intermediate", &Shape::intermediate, any,
             "width of the dense feed-forward layer; needed without experts")
      .optional();
  keys.count("moe_intermediate", &Shape::moe_intermediate, any, "width of one expert").optional();
  keys.count("experts", &Shape::experts, any, "of one layer").optional();
  keys.count("experts_per_token", &Shape::experts_per_token, any, "used for one token").optional();
  add_layer_kinds(keys);
  keys.count("vocabulary", &Shape::vocabulary, some, "tokens it knows");
  keys.flag("tied_embeddings", &Shape::tied_embeddings, "one table for input and output");
  keys.count("context", &Shape::context, some, "longest context, tokens");
  keys.count("latent_width", &Shape::latent_width, any,
             "values of cache per token and layer with latent attention")
      .optional();
  return keys;
}

void check_shape(RecordReader& part, LanguageShape& shape) {
  shape.latent_attention = shape.latent_width > 0;
  if (shape.kv_heads > shape.heads) {
    part.fault(
        "kv_heads",
        fmt::format("`kv_heads` is {}, must be at most `heads`, {}", shape.kv_heads, shape.heads),
        "");
  }
  if (shape.experts_per_token > shape.experts) {
    part.fault("experts_per_token", "`experts_per_token` is more than `experts`", "");
  }
  if ((shape.window > 0) != (shape.window_layers > 0)) {
    part.fault("window", "`window` and `window_layers` need each other", "", "S3");
  }
  if ((shape.dense_layers > 0 || shape.shared_experts > 0) && shape.experts == 0) {
    part.fault("experts", "`dense_layers` and `shared_experts` need `experts`", "", "S3");
  }
  if (shape.intermediate == 0 && shape.experts == 0) {
    part.fault("intermediate", "`intermediate` is missing", "", "S3");
  }
  if (shape.experts > 0 && (shape.moe_intermediate == 0 || shape.experts_per_token == 0)) {
    part.fault("experts", "`experts` needs `moe_intermediate` and `experts_per_token`", "", "S3");
  }
}

/// How far the layers of a net may be from the totals beside them: published figures are rounded
/// and leave out what is small, such as attention or scalings.
constexpr double net_apart = 0.08;

void take_layers(RecordReader& record, Model& model) {
  const std::string text = record.word("layers");
  if (text.empty()) return;
  Result<Net> net = read_net(text);
  if (!net) {
    record.fault("layers", net.error().what, net.error().hint, "V1");
    return;
  }
  model.net = std::move(*net);
}

void check_layers(RecordReader& record, const Model& model) {
  if (!model.net) return;
  const auto check = [&](const char* key, const char* unit, double stated, double counted) {
    if (std::abs(counted / stated - 1) <= net_apart) return;
    record.fault("layers",
                 fmt::format("the layers come to {:.4g} {}, more than {:.0f} % from `{}`, {:.4g}",
                             counted, unit, 100 * net_apart, key, stated),
                 "Correct the layers, or leave them out: the totals then stand alone.", "V5");
  };
  check("gflop_per_input", "Gflop", model.work_per_input / gigaflop, model.net->work() / 1e9);
  check("parameters_b", "billion", model.parameters / 1e9, model.net->parameters() / 1e9);
}

void check_model(RecordReader& record, Model& model) {
  check_layers(record, model);
  if (model.active_parameters <= 0) model.active_parameters = model.parameters;
  if (model.active_parameters > model.parameters) {
    record.fault("active_parameters_b", "more parameters are active than there are", "");
  }
  if (!model.shape && model.work_per_input <= Flops()) {
    record.fault("gflop_per_input", "a model needs a `shape` or `gflop_per_input`", "");
  }
}

void take_weights(RecordReader& reader, ModelChoice& choice) {
  const std::string weights = reader.word("weights");
  if (const auto precision = precision_named(weights)) {
    choice.weights = *precision;
  } else if (!weights.empty()) {
    reader.fault("weights",
                 fmt::format("`weights` is \"{}\", must be a precision such as int4", weights), "");
  }
}

}  // namespace

std::span<const std::string_view> model_kind_words() { return kind_names; }

RecordForm<Model> model_form() {
  constexpr WrittenUnit<double> in_billions{1e9, "billion", {1e-7, 1e5}};
  RecordKeys<Model> keys;
  keys.word("id", &Model::id, "what files and commands call it; the name of its file");
  keys.word("name", &Model::name, "what people call it");
  keys.word("family", &Model::family, "models of one make");
  keys.choice("kind", &Model::kind, kind_names, "what it is for");
  keys.number("parameters_b", &Model::parameters, in_billions, "all of them");
  keys.number("active_parameters_b", &Model::active_parameters, in_billions, "used for one token")
      .optional();
  keys.part<LanguageShape>("shape", shape_keys(), "of a language model; or `gflop_per_input`",
                           [](RecordReader& part, Model& out, LanguageShape shape) {
                             check_shape(part, shape);
                             out.shape = shape;
                           })
      .optional_part("shape");
  keys.number("gflop_per_input", &Model::work_per_input, WrittenUnit<Flops>{gigaflop, "Gflop"},
              "work of one input, multiply and add counted apart")
      .optional();
  keys.key({"layers", "word", "", {}, "the net layer by layer, as src/catalog/net.h tells"},
           take_layers);
  keys.optional();
  keys.word("input", &Model::input, "what one input is: 640x640x3, 30 s of audio").optional();
  keys.word("licence", &Model::licence, "of the weights");
  keys.origin(&Model::origin);
  return {std::move(keys), check_model};
}

RecordForm<ModelChoice> choice_form() {
  RecordKeys<ModelChoice> keys;
  keys.word("name", &ModelChoice::name, "what site files call it: chat/8b-q4");
  keys.word("model", &ModelChoice::model, "id of its model");
  keys.key({"weights", "word", "", {}, "precision of the weights: int4, q8, fp16"}, take_weights);
  keys.word("smaller", &ModelChoice::smaller, "next step down; none at the smallest").optional();
  keys.word("workload", &ModelChoice::workload, "kind of workload it serves");
  return {std::move(keys), [](RecordReader& record, ModelChoice& choice) {
            choice.origin = {Grade::d, "gk", "", record.place()};
          }};
}

}  // namespace islet
