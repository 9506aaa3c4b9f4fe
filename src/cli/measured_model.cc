#include "cli/measured_model.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "cli/console.h"
#include "cli/interrupt.h"
#include "engines/shape_model.h"
#include "measure/model_record.h"

namespace islet {
namespace {

namespace fs = std::filesystem;

bool is_file_name(const std::string& word) {
  return word.ends_with(".gguf") || word.ends_with(".onnx");
}

/// The catalogue's id of a model or a choice; empty for other names.
std::string catalogue_id(const Catalog& catalog, const std::string& name) {
  if (const ModelChoice* choice = find_choice(catalog, name)) return choice->model;
  const Model* model = find_model(catalog, name);
  return model == nullptr ? "" : model->id;
}

Result<MeasuredModel> of_file(const MeasuredModelWish& wish, const Catalog& catalog) {
  MeasuredModel out;
  out.file = wish.file.empty() ? wish.model : wish.file;
  const std::string name = wish.file.empty() ? "" : wish.model;
  out.id = catalogue_id(catalog, name);
  if (out.file.ends_with(".onnx")) {
    out.worker = "onnx";
    out.precision = "fp32";
    if (out.id.empty()) out.id = name.empty() ? fs::path(out.file).stem().string() : name;
    return out;
  }
  out.worker = "llama";
  const Result<GgufSummary> summary = read_gguf(out.file);
  if (!summary) return summary.error();
  out.precision = weights_of(*summary);
  if (!out.id.empty()) return out;
  Result<Model> model = model_of(*summary, out.file);
  if (!model) return model.error();
  if (!name.empty()) model->id = name;
  out.id = model->id;
  out.record = model_yaml(*model);
  return out;
}

std::optional<Error> make_shape(const ShapeWish& wish, const Catalog& catalog,
                                const std::string& file) {
  std::error_code fault;
  if (fs::exists(file, fault)) return std::nullopt;
  fs::create_directories(fs::path(file).parent_path(), fault);
  write_message(fmt::format("making {} with random weights\n", file));
  const Result<ShapeMade> made =
      make_shape_model(wish, catalog, file, [](double) { return !interrupt_asked(); });
  return made ? std::nullopt : std::optional(made.error());
}

}  // namespace

Result<MeasuredModel> measured_model(const MeasuredModelWish& wish, const Catalog& catalog) {
  if (!wish.file.empty() || is_file_name(wish.model)) return of_file(wish, catalog);
  MeasuredModel out;
  const std::optional<Model> own = own_language_shape(wish.model);
  out.id = own ? own->id : catalogue_id(catalog, wish.model);
  if (out.id.empty()) out.id = wish.model;  // a small network of ours; else making it says so
  const Model* model = find_model(catalog, out.id);
  const bool is_language = own || (model != nullptr && model->shape.has_value());
  ShapeWish shape;
  shape.model = out.id;
  shape.format = is_language ? ShapeFormat::gguf : ShapeFormat::onnx;
  shape.weights = wish.weights == "f16"    ? ShapeWeights::f16
                  : wish.weights == "q8_0" ? ShapeWeights::q8_0
                                           : ShapeWeights::q4_0;
  out.worker = is_language ? "llama" : "onnx";
  out.precision = is_language ? wish.weights : "fp32";
  out.file = fmt::format("{}/{}{}", wish.folder, out.id,
                         is_language ? "-" + wish.weights + ".gguf" : ".onnx");
  if (auto fault = make_shape(shape, catalog, out.file)) return *fault;
  if (own && model == nullptr) out.record = model_yaml(*own);
  return out;
}

}  // namespace islet
