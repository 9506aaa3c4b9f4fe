// One model: the shape that decides memory, time and watts, and the names it goes by.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/quantity.h"
#include "catalog/figure.h"
#include "catalog/net.h"
#include "catalog/precision.h"

namespace islet {

enum class ModelKind { language, vision, speech, recommendation, image, other };

/// Shape of a decoder-only transformer.
struct LanguageShape {
  int layers = 0;
  int hidden = 0;
  int heads = 0;
  int kv_heads = 0;
  int head_width = 0;
  int intermediate = 0;      ///< width of the dense feed-forward layer
  int moe_intermediate = 0;  ///< width of one expert; 0 for a dense model
  int experts = 0;
  int experts_per_token = 0;
  int shared_experts = 0;         ///< of the width of one expert, read for every token
  int dense_layers = 0;           ///< feed-forward layers without experts in a model that has them
  int feed_forward_layers = 0;    ///< layers with a feed-forward part; 0 means all
  int feed_forward_matrices = 3;  ///< 3 with a gate, 2 without
  int vocabulary = 0;
  int context = 0;  ///< longest context, tokens
  bool latent_attention = false;
  int latent_width = 0;   ///< values of cache per token and layer with latent attention (MLA)
  int cache_layers = 0;   ///< layers whose cache grows with the context; 0 means all
  int window_layers = 0;  ///< of these, layers that see only the last `window` tokens
  int window = 0;
  bool tied_embeddings = false;  ///< one table for input and output
};

struct Model {
  std::string id;
  std::string name;
  std::string family;
  ModelKind kind = ModelKind::other;
  double parameters = 0;         ///< all of them
  double active_parameters = 0;  ///< used for one token; equals `parameters` for a dense model
  std::optional<LanguageShape> shape;  ///< language models only
  /// Work of one input (frame, image, 30 s of audio, window), multiply and add counted apart.
  Flops work_per_input;
  std::optional<Net> net;  ///< its layers; none where only totals are known
  std::string input;       ///< "640x640x3", "30 s of audio"
  std::string licence;     ///< of the weights
  Origin origin;
};

/// A name that a site file may use, and what it resolves to: `chat/8b-q4`.
struct ModelChoice {
  std::string name;   ///< "chat/8b-q4"
  std::string model;  ///< id of the model
  Precision weights = Precision::fp16;
  std::string smaller;   ///< next step down the ladder ("chat/3b-q4"); empty at the end
  std::string workload;  ///< kind of workload it serves: "chat", "video", "speech", ...
  Origin origin;
};

std::string_view name_of(ModelKind kind);

}  // namespace islet
