#include "measure/model_record.h"

#include <charconv>
#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "base/check.h"

namespace islet {
namespace {

int setting(const GgufSummary& summary, const std::string& key) {
  const auto found = summary.settings.find(summary.architecture + "." + key);
  int value = 0;
  if (found == summary.settings.end()) return value;
  const std::string& text = found->second;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string name_of_file(const std::string& path) {
  std::string id;
  for (const char letter : std::filesystem::path(path).stem().string()) {
    const auto plain = static_cast<unsigned char>(letter);
    const bool fits = std::isalnum(plain) != 0 || letter == '-' || letter == '.';
    id += fits ? static_cast<char>(std::tolower(plain)) : '-';
  }
  return id;
}

}  // namespace

std::string yaml_word(const std::string& text) {
  std::string out = "'";
  for (const char letter : text) {
    if (letter == '\'') out += '\'';
    out += letter == '\n' ? ' ' : letter;
  }
  return out + "'";
}

Result<Model> model_of(const GgufSummary& summary, const std::string& path) {
  Model model;
  model.id = name_of_file(path);
  model.name = model.id;
  const auto name = summary.settings.find("general.name");
  if (name != summary.settings.end() && !name->second.empty()) model.name = name->second;
  model.family = summary.architecture;
  model.kind = ModelKind::language;
  model.parameters = static_cast<double>(summary.parameters);
  model.active_parameters = model.parameters;
  LanguageShape shape;
  shape.layers = setting(summary, "block_count");
  shape.hidden = setting(summary, "embedding_length");
  shape.heads = setting(summary, "attention.head_count");
  shape.kv_heads = setting(summary, "attention.head_count_kv");
  if (shape.kv_heads == 0) shape.kv_heads = shape.heads;
  shape.head_width = setting(summary, "attention.key_length");
  if (shape.head_width == 0 && shape.heads > 0) shape.head_width = shape.hidden / shape.heads;
  shape.intermediate = setting(summary, "feed_forward_length");
  shape.experts = setting(summary, "expert_count");
  shape.experts_per_token = setting(summary, "expert_used_count");
  shape.moe_intermediate = setting(summary, "expert_feed_forward_length");
  if (shape.experts > 0 && shape.moe_intermediate == 0) shape.moe_intermediate = shape.intermediate;
  shape.context = setting(summary, "context_length");
  const auto words = summary.array_lengths.find("tokenizer.ggml.tokens");
  if (words != summary.array_lengths.end()) shape.vocabulary = static_cast<int>(words->second);
  bool has_output = false;
  for (const GgufEntry& tensor : summary.tensors) {
    has_output = has_output || tensor.name == "output.weight";
  }
  shape.tied_embeddings = !has_output;
  const bool is_whole = shape.layers > 0 && shape.hidden > 0 && shape.heads > 0 &&
                        shape.head_width > 0 && shape.context > 0 && shape.vocabulary > 0 &&
                        (shape.intermediate > 0 || shape.experts > 0);
  if (!is_whole) {
    return Error{{path},
                 "the file does not say what its layers are",
                 "Name a model of the catalogue beside it: islet measure MODEL --file FILE.",
                 "D12",
                 ""};
  }
  if (shape.experts > 0) {
    const double expert = 3.0 * shape.hidden * shape.moe_intermediate;
    model.active_parameters -= shape.layers * expert * (shape.experts - shape.experts_per_token);
    if (model.active_parameters <= 0) model.active_parameters = model.parameters;
  }
  model.shape = shape;
  return model;
}

std::string weights_of(const GgufSummary& summary) {
  std::map<std::uint32_t, std::uint64_t> bytes;
  for (const GgufEntry& tensor : summary.tensors) bytes[tensor.type] += tensor.bytes;
  std::uint32_t most = 0;
  std::uint64_t largest = 0;
  for (const auto& [type, count] : bytes) {
    if (count <= largest) continue;
    largest = count;
    most = type;
  }
  // Numbers of ggml's formats.
  const std::map<std::uint32_t, const char*> names = {
      {0, "f32"},   {1, "f16"},   {2, "q4_0"},  {3, "q4_1"},  {6, "q5_0"},
      {7, "q5_1"},  {8, "q8_0"},  {10, "q2_k"}, {11, "q3_k"}, {12, "q4_k"},
      {13, "q5_k"}, {14, "q6_k"}, {30, "bf16"}};
  const auto found = names.find(most);
  return found == names.end() ? "q4" : found->second;
}

std::string model_yaml(const Model& model) {
  CHECK(model.shape.has_value());
  const LanguageShape& shape = *model.shape;
  std::string experts;
  if (shape.experts > 0) {
    experts = fmt::format(", experts: {}, experts_per_token: {}, moe_intermediate: {}",
                          shape.experts, shape.experts_per_token, shape.moe_intermediate);
  }
  return fmt::format(
      "models:\n"
      "  - id: {}\n"
      "    name: {}\n"
      "    family: {}\n"
      "    kind: language\n"
      "    parameters_b: {:.6g}\n"
      "    active_parameters_b: {:.6g}\n"
      "    shape: {{layers: {}, hidden: {}, heads: {}, kv_heads: {}, head_width: {}, "
      "intermediate: {}, vocabulary: {}, tied_embeddings: {}, context: {}{}}}\n"
      "    licence: 'not stated'\n"
      "    grade: A\n"
      "    source: own\n"
      "    note: 'counted from the file that was measured'\n",
      model.id, yaml_word(model.name), yaml_word(model.family.empty() ? "llama" : model.family),
      model.parameters * 1e-9, model.active_parameters * 1e-9, shape.layers, shape.hidden,
      shape.heads, shape.kv_heads, shape.head_width, shape.intermediate, shape.vocabulary,
      shape.tied_embeddings ? "yes" : "no", shape.context, experts);
}

}  // namespace islet
