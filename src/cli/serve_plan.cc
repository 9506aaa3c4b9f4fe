#include "cli/serve_plan.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/written_file.h"
#include "cli/input.h"
#include "engines/shape_model.h"
#include "net/json.h"

namespace islet {
namespace {

constexpr std::size_t largest_plan = 64U << 20U;
constexpr JsonLimits plan_limits{.depth = 64, .values = 5'000'000};
constexpr int shape_layers = 2;

const JsonValue* at(const JsonValue* value, std::string_view name) {
  return value == nullptr ? nullptr : value->find(name);
}

std::string text_at(const JsonValue* value, std::string_view name) {
  const JsonValue* found = at(value, name);
  return found == nullptr ? "" : found->text;
}

double number_at(const JsonValue* value, std::string_view name) {
  const JsonValue* found = at(value, name);
  return found == nullptr ? 0 : found->number;
}

Error no_plan(const std::string& file, const std::string& what) {
  return {Place{file}, what, "Write one with `islet plan SITE.yaml --format json -o plan.json`.",
          "V3", ""};
}

/// The design that was ranked first.
Result<JsonValue> first_design(const std::string& file) {
  const Result<std::string> text = read_file(file, largest_plan);
  if (!text) return text.error();
  const Result<JsonValue> plan = read_json(*text, plan_limits);
  if (!plan) return no_plan(file, "this is no plan: " + plan.error().what);
  const JsonValue* designs = at(plan->find("result"), "designs");
  if (designs == nullptr || !designs->is(JsonValue::Kind::list)) {
    return no_plan(file, "this is no plan: it holds no designs");
  }
  if (designs->items.empty()) return no_plan(file, "no design of this plan meets what was asked");
  return designs->items.front();
}

WorkClass class_of(const JsonValue& design, const std::string& workload) {
  const JsonValue* list = design.find("workloads");
  if (list == nullptr) return WorkClass::normal;
  for (const JsonValue& one : list->items) {
    if (text_at(&one, "name") != workload) continue;
    const std::string named = text_at(&one, "importance");
    for (int i = 0; i < work_class_count; ++i) {
      if (name_of(work_class_at(i)) == named) return work_class_at(i);
    }
  }
  return WorkClass::normal;
}

/// The planned group of machines, with what its devices draw.
struct Group {
  Power idle{};
  Power full{};
  Bytes memory{};
};

std::vector<Group> groups_of(const JsonValue& design, const Catalog& catalog) {
  std::vector<Group> groups;
  const JsonValue* list = design.find("compute");
  if (list == nullptr) return groups;
  for (const JsonValue& one : list->items) {
    const double cards = number_at(&one, "cards");
    const Accelerator* device = find_accelerator(catalog, text_at(&one, "accelerator"));
    Group group;
    if (device != nullptr) {
      group.idle = cards * device->idle_power.typical;
      const double cap_w = number_at(&one, "power_cap_w");
      group.full = cards * (cap_w > 0 ? cap_w * watt : device->board_power.typical);
    }
    group.memory = cards * number_at(one.find("device_memory"), "usable_gb") * gigabyte;
    groups.push_back(group);
  }
  return groups;
}

bool is_language(const Catalog& catalog, const std::string& model) {
  const Model* record = find_model(catalog, model);
  return record != nullptr && record->kind == ModelKind::language;
}

std::optional<std::string> found_file(const std::string& folder, const std::string& model) {
  for (const char* ending : {".gguf", ".onnx"}) {
    std::error_code unknown;
    const std::string file = (std::filesystem::path(folder) / (model + ending)).string();
    if (std::filesystem::is_regular_file(file, unknown)) return file;
  }
  return std::nullopt;
}

/// A shape with the widths of the planned model and its first layers; none where it has no shape.
std::optional<std::string> shape_file(const Catalog& catalog, const std::string& folder,
                                      const std::string& model) {
  if (!is_language(catalog, model)) return std::nullopt;
  std::error_code fault;
  std::filesystem::create_directories(folder, fault);
  std::string file = fmt::format("{}/{}-{}-layers.gguf", folder, model, shape_layers);
  if (std::filesystem::is_regular_file(file, fault)) return file;
  ShapeWish wish;
  wish.model = model;
  wish.layers = shape_layers;
  if (!make_shape_model(wish, catalog, file)) return std::nullopt;
  return file;
}

void add_sentence(std::string& text, const std::string& more) {
  text += (text.empty() ? "" : "; ") + more;
}

}  // namespace

void ServePlan::declare(CLI::App& app) {
  app.add_option("PLAN", plan_, "a plan.json of `islet plan`: its models are served");
  app.add_option("--files", folder_,
                 "where the plan's models are, as MODEL.gguf or MODEL.onnx; default: beside it")
      ->type_name("FOLDER");
  app.add_flag("--shapes", shapes_, "random weights for the plan's models that have no file");
}

Result<ServePlan::Chosen> ServePlan::read(const std::string& state, int threads) const {
  const Result<JsonValue> design = first_design(plan_);
  if (!design) return design.error();
  const LoadedCatalog loaded = load_catalog(CatalogOptions());
  if (loaded.code != ExitCode::done) return loaded.list.front();
  const std::vector<Group> groups = groups_of(*design, loaded.catalog);
  const std::string beside = std::filesystem::path(plan_).parent_path().string();
  const std::string folder = folder_.empty() ? beside : folder_;
  Chosen chosen;
  for (const Group& group : groups) chosen.memory += group.memory;
  const JsonValue* placements = design->find("placements");
  if (placements == nullptr) return no_plan(plan_, "this plan places no model");
  for (const JsonValue& one : placements->items) {
    const SiteAlias alias{text_at(&one, "workload"), class_of(*design, text_at(&one, "workload"))};
    const std::string name = text_at(&one, "model");
    const auto same = std::find_if(chosen.models.begin(), chosen.models.end(),
                                   [&](const SiteModel& other) { return other.name == name; });
    if (same != chosen.models.end()) {
      same->also.push_back(alias);
      continue;
    }
    std::optional<std::string> file = found_file(folder, name);
    if (!file && shapes_) {
      file = shape_file(loaded.catalog, state + "/models", name);
      if (file) add_sentence(chosen.fell_back, name + " has random weights");
    }
    if (!file) {
      add_sentence(chosen.fell_back, name + " for " + alias.name + " has no file");
      continue;
    }
    SiteModel model;
    model.name = name;
    model.file = *file;
    model.also = {alias};
    model.threads = threads;
    const bool is_network = file->ends_with(".onnx");
    model.engine = is_network ? "onnx" : "llama";
    model.task = is_network ? ModelTask::network : ModelTask::language;
    if (const std::string draft = text_at(&one, "draft"); !draft.empty()) {
      std::optional<std::string> drafted = found_file(folder, draft);
      if (!drafted && shapes_) drafted = shape_file(loaded.catalog, state + "/models", draft);
      if (drafted && !is_network) {
        model.draft = *drafted;
      } else {
        add_sentence(chosen.fell_back,
                     name + " runs without its draft " + draft + ", which has no file");
      }
    }
    const auto group = static_cast<std::size_t>(number_at(&one, "group"));
    if (group < groups.size()) {
      model.idle = groups[group].idle;
      model.full = groups[group].full;
    }
    chosen.models.push_back(std::move(model));
  }
  if (!chosen.models.empty()) return chosen;
  return Error{Place{plan_}, "none of the plan's models can be served: " + chosen.fell_back,
               "Put them beside the plan as MODEL.gguf or MODEL.onnx, or try `--shapes`.", "D5",
               ""};
}

}  // namespace islet
