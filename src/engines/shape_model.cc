#include "engines/shape_model.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/random.h"
#include "base/text.h"
#include "engines/shape_language.h"
#include "engines/shape_network.h"
#include "engines/shape_tokenizer.h"
#include "engines/shape_weights.h"
#include "engines/streamed_file.h"

namespace islet {
namespace {

constexpr std::uint64_t piece_bytes = std::uint64_t{4} << 20U;
constexpr std::uint64_t largest_file = std::uint64_t{1} << 40U;
// Rows of the output layer that stand for marks and bytes: so small that they are hardly ever said.
constexpr double quiet = 1.0 / 64.0;

struct OwnLanguageShape {
  std::string_view name;
  std::string_view note;
  LanguageShape shape;
};

// Our own figures: `tiny` is for tests, `chat-0.2b` has 0.2 billion parameters.
std::vector<OwnLanguageShape> own_language_shapes() {
  return {{"tiny",
           "language, 1.3 million parameters, for tests",
           {.layers = 4,
            .hidden = 128,
            .heads = 4,
            .kv_heads = 2,
            .head_width = 32,
            .intermediate = 384,
            .vocabulary = 2048,
            .context = 4096}},
          {"chat-0.2b",
           "language, 0.2 billion parameters",
           {.layers = 12,
            .hidden = 1024,
            .heads = 16,
            .kv_heads = 4,
            .head_width = 64,
            .intermediate = 2816,
            .vocabulary = 32000,
            .context = 8192}}};
}

double parameters_of(const std::vector<ShapeTensor>& tensors) {
  double sum = 0;
  for (const ShapeTensor& one : tensors) sum += static_cast<double>(one.tensor.values());
  return sum;
}

const Model* named_model(const Catalog& catalog, const std::string& name) {
  if (const Model* model = find_model(catalog, name)) return model;
  const ModelChoice* choice = find_choice(catalog, name);
  return choice == nullptr ? nullptr : find_model(catalog, choice->model);
}

Error unknown_model(const std::string& name) {
  std::vector<std::string> names;
  for (const OwnShape& own : own_shapes()) names.emplace_back(own.name);
  const std::optional<std::string> near = closest(name, names);
  return {{},
          "no model is called `" + name + "`",
          near ? "Did you mean `" + *near + "`?" : "`islet model list` shows what can be made.",
          "D2",
          ""};
}

/// Writes tensors one piece after the other, each from a stream of its own.
class TensorWriter {
 public:
  TensorWriter(StreamedFile& file, std::uint64_t total, const ShapeProgress& progress)
      : file_(file), total_(total), progress_(progress) {}

  std::optional<Error> write(const ShapeTensor& tensor, const RandomStream& root, bool has_marks) {
    RandomStream stream = root.fork(tensor.tensor.name);
    const std::optional<GgufBlock> known =
        gguf_block(static_cast<std::uint32_t>(tensor.tensor.type));
    CHECK(known.has_value());
    const GgufBlock block = *known;
    const std::uint64_t blocks = tensor.tensor.values() / block.values;
    const std::uint64_t quiet_blocks =
        has_marks ? shape_vocabulary_least * tensor.tensor.columns / block.values : 0;
    ShapeTensor quiet_rows = tensor;
    quiet_rows.spread *= quiet;
    std::uint64_t done = 0;
    while (done < blocks) {
      std::uint64_t count = std::min(blocks - done, piece_bytes / block.bytes);
      const bool is_quiet = done < quiet_blocks;
      if (is_quiet) count = std::min(count, quiet_blocks - done);
      std::string piece;
      add_random_blocks(is_quiet ? quiet_rows : tensor, count, stream, piece);
      done += count;
      if (done == blocks) {
        piece.resize(piece.size() + gguf_padded(tensor.tensor.bytes()) - tensor.tensor.bytes());
      }
      if (auto fault = file_.append(piece)) return fault;
      written_ += piece.size();
      if (progress_ && !progress_(static_cast<double>(written_) / static_cast<double>(total_))) {
        return Error{{}, "stopped before the file was whole", "Nothing was written.", "D9", ""};
      }
    }
    return std::nullopt;
  }

 private:
  StreamedFile& file_;
  std::uint64_t total_;
  const ShapeProgress& progress_;
  std::uint64_t written_ = 0;
};

struct GgufPlan {
  std::string header;
  std::vector<ShapeTensor> tensors;
  std::string output;  ///< name of the tensor whose first rows are marks
};

GgufPlan plan_of(const Model& model, const std::string& architecture, const ShapeWish& wish) {
  CHECK(model.shape.has_value());
  GgufPlan plan;
  const bool is_adapter = wish.adapter_rank > 0;
  plan.tensors =
      is_adapter ? adapter_tensors(model, wish) : language_tensors(model, architecture, wish);
  std::vector<GgufTensor> plain;
  for (const ShapeTensor& one : plan.tensors) plain.push_back(one.tensor);
  const GgufHeader header = is_adapter ? adapter_header(model, architecture, wish)
                                       : language_header(model, architecture, wish);
  plan.header = header.text(plain);
  if (!is_adapter) {
    plan.output = model.shape->tied_embeddings ? "token_embd.weight" : "output.weight";
  }
  return plan;
}

std::uint64_t tensor_bytes(const GgufPlan& plan) {
  std::uint64_t total = 0;
  for (const ShapeTensor& one : plan.tensors) total += gguf_padded(one.tensor.bytes());
  return total;
}

std::optional<Error> write_gguf(const GgufPlan& plan, std::uint64_t seed, const std::string& path,
                                const ShapeProgress& progress, std::uint64_t& bytes) {
  const std::uint64_t total = tensor_bytes(plan);
  bytes = total + plan.header.size();
  if (bytes > largest_file) {
    return Error{{},
                 fmt::format("the file would take {} GB", bytes / 1'000'000'000),
                 "Take a smaller model or fewer layers.",
                 "D13",
                 ""};
  }
  Result<StreamedFile> file = StreamedFile::open(path, bytes);
  if (!file) return file.error();
  if (auto fault = file->append(plan.header)) return fault;
  const RandomStream root(seed);
  TensorWriter writer(*file, total, progress);
  for (const ShapeTensor& one : plan.tensors) {
    if (auto fault = writer.write(one, root, one.tensor.name == plan.output)) return fault;
  }
  return file->commit();
}

std::optional<ShapeOffer> offer_of(const Model& model) {
  const Result<std::string> architecture = shape_architecture(model);
  if (!architecture) return std::nullopt;
  const GgufPlan plan = plan_of(model, *architecture, ShapeWish{});
  return ShapeOffer{model.id, ShapeFormat::gguf, *architecture, parameters_of(plan.tensors),
                    static_cast<double>(plan.header.size() + tensor_bytes(plan)) * byte};
}

Result<ShapeMade> make_gguf(const Model& model, const ShapeWish& wish, const std::string& path,
                            const ShapeProgress& progress) {
  const Result<std::string> architecture = shape_architecture(model);
  if (!architecture) return architecture.error();
  const GgufPlan plan = plan_of(model, *architecture, wish);
  std::uint64_t bytes = 0;
  if (auto fault = write_gguf(plan, wish.seed, path, progress, bytes)) return *fault;
  return ShapeMade{*architecture, parameters_of(plan.tensors), static_cast<double>(bytes) * byte};
}

}  // namespace

const std::vector<OwnShape>& own_shapes() {
  static const std::vector<OwnShape> list = [] {
    std::vector<OwnShape> all;
    for (const OwnLanguageShape& own : own_language_shapes()) all.push_back({own.name, own.note});
    for (const OwnShape& own : own_networks()) all.push_back(own);
    return all;
  }();
  return list;
}

std::optional<Model> own_language_shape(std::string_view name) {
  for (const OwnLanguageShape& own : own_language_shapes()) {
    if (own.name != name) continue;
    Model model;
    model.id = name;
    model.name = name;
    model.kind = ModelKind::language;
    model.shape = own.shape;
    model.parameters = parameters_of(language_tensors(model, "llama", ShapeWish{}));
    model.active_parameters = model.parameters;
    return model;
  }
  return std::nullopt;
}

std::vector<ShapeOffer> shape_offers(const Catalog& catalog) {
  std::vector<ShapeOffer> list;
  for (const OwnLanguageShape& own : own_language_shapes()) {
    const std::optional<Model> model = own_language_shape(own.name);
    if (!model) continue;
    if (auto offer = offer_of(*model)) list.push_back(*offer);
  }
  for (const Model& model : catalog.models) {
    if (auto offer = offer_of(model)) list.push_back(*offer);
  }
  for (const ShapeOffer& offer : network_offers()) list.push_back(offer);
  return list;
}

Result<ShapeMade> make_shape_model(const ShapeWish& wish, const Catalog& catalog,
                                   const std::string& path, const ShapeProgress& progress) {
  if (wish.format == ShapeFormat::onnx) return make_shape_network(wish, catalog, path);
  if (const std::optional<Model> own = own_language_shape(wish.model)) {
    return make_gguf(*own, wish, path, progress);
  }
  const Model* model = named_model(catalog, wish.model);
  if (model == nullptr) return unknown_model(wish.model);
  return make_gguf(*model, wish, path, progress);
}

}  // namespace islet
