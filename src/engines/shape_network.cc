#include "engines/shape_network.h"

#include <fmt/format.h>

#include "base/text.h"
#include "engines/onnx_message.h"
#include "engines/shape_encoder.h"
#include "engines/shape_resnet.h"
#include "engines/streamed_file.h"

namespace islet {
namespace {

struct NamedResnet {
  std::string_view name;
  std::string_view note;  ///< empty: in the catalogue
  ResnetShape shape;
};
struct NamedEncoder {
  std::string_view name;
  std::string_view note;
  EncoderShape shape;
};

/// Source      He et al., "Deep residual learning for image recognition", CVPR 2016, table 1, with
///             the stride in the 3x3 convolution ("version 1.5")
std::vector<NamedResnet> resnets() {
  return {{"resnet50-v1.5", "", {{3, 4, 6, 3}}},
          {"tiny-vision", "images of 32 x 32 pixels, for tests", {{1, 1}, 8, 32, 10}}};
}

/// Source      Devlin et al., "BERT", NAACL 2019; Wang et al., "MiniLM", 2020; the configurations
///             published with the models
std::vector<NamedEncoder> encoders() {
  return {{"all-minilm-l6-v2", "", {6, 384, 12, 1536}},
          {"bge-small-en-v1.5", "", {12, 384, 12, 1536}},
          {"bge-base-en-v1.5", "", {12, 768, 12, 3072}},
          {"bert-base", "", {12, 768, 12, 3072}},
          {"tiny-embedding", "text encoder, for tests", {2, 64, 4, 128, 2048, 128}}};
}

std::string resolved(const std::string& name, const Catalog& catalog) {
  if (const Model* model = find_model(catalog, name)) return model->id;
  const ModelChoice* choice = find_choice(catalog, name);
  return choice == nullptr ? name : choice->model;
}

Error unknown_network(const std::string& name) {
  std::vector<std::string> names;
  for (const NamedResnet& one : resnets()) names.emplace_back(one.name);
  for (const NamedEncoder& one : encoders()) names.emplace_back(one.name);
  const std::optional<std::string> near = closest(name, names);
  std::string all;
  for (const std::string& one : names) all += (all.empty() ? "" : ", ") + one;
  return {{},
          "no ONNX shape of `" + name + "` can be made",
          near ? "Did you mean `" + *near + "`?" : "These can: " + all + ".",
          "D2",
          ""};
}

}  // namespace

std::vector<OwnShape> own_networks() {
  std::vector<OwnShape> list;
  for (const NamedResnet& one : resnets()) {
    if (!one.note.empty()) list.push_back({one.name, one.note});
  }
  for (const NamedEncoder& one : encoders()) {
    if (!one.note.empty()) list.push_back({one.name, one.note});
  }
  return list;
}

std::vector<ShapeOffer> network_offers() {
  std::vector<ShapeOffer> list;
  for (const NamedResnet& one : resnets()) {
    const double count = resnet_parameters(one.shape);
    list.push_back({std::string(one.name), ShapeFormat::onnx, "resnet", count, 4.0 * count * byte});
  }
  for (const NamedEncoder& one : encoders()) {
    const double count = encoder_parameters(one.shape);
    list.push_back(
        {std::string(one.name), ShapeFormat::onnx, "encoder", count, 4.0 * count * byte});
  }
  return list;
}

Result<ShapeMade> make_shape_network(const ShapeWish& wish, const Catalog& catalog,
                                     const std::string& path) {
  const std::string id = resolved(wish.model, catalog);
  OnnxGraph graph;
  WeightSource weights(graph, wish.seed);
  std::string architecture;
  for (const NamedResnet& one : resnets()) {
    if (one.name != id) continue;
    add_resnet(one.shape, graph, weights);
    architecture = "resnet";
  }
  for (const NamedEncoder& one : encoders()) {
    if (one.name != id) continue;
    add_encoder(one.shape, graph, weights);
    architecture = "encoder";
  }
  if (architecture.empty()) return unknown_network(wish.model);
  const std::string file =
      graph.model(id, fmt::format("shape with random weights, seed {}", wish.seed));
  Result<StreamedFile> out = StreamedFile::open(path, file.size());
  if (!out) return out.error();
  if (auto fault = out->append(file)) return *fault;
  if (auto fault = out->commit()) return *fault;
  return ShapeMade{architecture, weights.count(), static_cast<double>(file.size()) * byte};
}

}  // namespace islet
