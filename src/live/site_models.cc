#include "live/site_models.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/check.h"
#include "net/json.h"

namespace islet {
namespace {

using Kind = JsonValue::Kind;

constexpr std::size_t most_names = 512;
constexpr std::size_t most_adapters = 64;
constexpr std::array<std::string_view, 3> tasks = {"language", "embedding", "network"};
constexpr std::array<std::string_view, 3> places = {"site", "country", "anywhere"};
constexpr std::array<std::string_view, work_class_count> classes = {"safety", "high", "normal",
                                                                    "low", "batch"};
constexpr std::array<std::string_view, 5> engines = {"llama", "onnx", "opencv", "remote", "fake"};

template <std::size_t N>
std::optional<int> place_in(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<int>(found - names.begin());
}

/// Reads one model; the first fault stops it.
class ModelReader {
 public:
  ModelReader(const JsonValue& value, const std::string& folder) : value_(value), folder_(folder) {}

  Result<SiteModel> read() {
    if (!value_.is(Kind::object)) return Error{{}, "a model is no object", "", "", ""};
    for (std::size_t i = 0; i < value_.names.size() && fault_.empty(); ++i) {
      take(value_.names[i], value_.items[i]);
    }
    if (fault_.empty() && (model_.name.empty() || model_.file.empty())) {
      fault_ = "a model needs `name` and `file`";
    }
    if (!fault_.empty()) return Error{{}, fault_, "", "", ""};
    choose();
    return std::move(model_);
  }

 private:
  bool is_address(std::string_view text) const { return text.find("://") != std::string::npos; }
  std::string located(const std::string& file) const {
    if (is_address(file) || file.starts_with("fake")) return file;
    return (std::filesystem::path(folder_) / file).string();
  }
  std::string text(const std::string& name, const JsonValue& value) {
    if (!value.is(Kind::text) || value.text.empty() || value.text.size() > 4'096) {
      fault_ = "`" + name + "` must be a text";
    }
    return value.text;
  }
  std::int64_t number(const std::string& name, const JsonValue& value, std::int64_t high) {
    if (!value.is_integer || value.integer < 1 || value.integer > high) {
      fault_ = "`" + name + "` must be a whole number from 1 to " + std::to_string(high);
      return 1;
    }
    return value.integer;
  }
  template <std::size_t N>
  int choice(const std::string& name, const JsonValue& value,
             const std::array<std::string_view, N>& names) {
    if (const auto found = place_in(names, value.text)) return *found;
    fault_ = "`" + name + "` is " + json_text(value.text.substr(0, 100)) + ", must be one of";
    for (const std::string_view one : names) fault_ += " " + std::string(one);
    return 0;
  }

  void take(const std::string& name, const JsonValue& value) {
    if (name == "name") {
      model_.name = text(name, value);
    } else if (name == "file") {
      model_.file = located(text(name, value));
    } else if (name == "task") {
      model_.task = static_cast<ModelTask>(choice(name, value, tasks));
      has_task_ = true;
    } else if (name == "engine") {
      model_.engine = engines.at(static_cast<std::size_t>(choice(name, value, engines)));
    } else if (name == "draft") {
      model_.draft = located(text(name, value));
    } else if (name == "where") {
      model_.where = static_cast<Residency>(choice(name, value, places));
    } else if (name == "slots") {
      model_.slots = static_cast<int>(number(name, value, 256));
    } else if (name == "idle_w" || name == "full_w") {
      if (!value.is(Kind::number) || value.number < 0 || value.number > 1e6) {
        fault_ = "`" + name + "` must be a number of watts";
      }
      (name == "idle_w" ? model_.idle : model_.full) = value.number * watt;
    } else if (name == "switches") {
      if (!value.is(Kind::boolean)) fault_ = "`switches` must be true or false";
      model_.switches = value.truth;
    } else if (name == "start_s") {
      model_.start_time = static_cast<double>(number(name, value, 3'600)) * second;
    } else if (name == "silence_s") {
      model_.silence = static_cast<double>(number(name, value, 3'600)) * second;
    } else if (name == "answer_s") {
      model_.answer = static_cast<double>(number(name, value, 86'400)) * second;
    } else if (name == "threads") {
      model_.threads = static_cast<int>(number(name, value, 1'024));
    } else if (name == "context_tokens") {
      model_.context_tokens = number(name, value, 10'000'000);
    } else if (name == "watch") {
      take_watch(value);
    } else if (name == "adapters") {
      take_adapters(value);
    } else if (name == "also") {
      take_aliases(value);
    } else {
      fault_ = "`" + name.substr(0, 100) + "` is no member of a model";
    }
  }

  void take_watch(const JsonValue& value) {
    TailLimits limits;
    const bool is_object = value.is(Kind::object);
    for (std::size_t i = 0; is_object && i < value.names.size(); ++i) {
      const std::string& name = value.names[i];
      const JsonValue& member = value.items[i];
      const bool is_time = member.is(Kind::number) && member.number > 0 && member.number <= 1e6;
      if (!is_time) {
        fault_ = "`" + name.substr(0, 100) + "` of a watch must be a number above 0";
      } else if (name == "window_s") {
        limits.window = member.number * second;
      } else if (name == "within_ms") {
        limits.within = member.number * millisecond;
      } else if (name == "jitter_ms") {
        limits.jitter = member.number * millisecond;
      } else {
        fault_ = "`" + name.substr(0, 100) + "` is no member of a watch";
      }
    }
    const bool limits_something = limits.within > Duration() || limits.jitter > Duration();
    if (fault_.empty() && !(is_object && limits_something)) {
      fault_ = "`watch` needs `within_ms` or `jitter_ms`";
    }
    model_.watch = limits;
  }

  void take_adapters(const JsonValue& value) {
    if (!value.is(Kind::list) || value.items.size() > most_adapters) {
      fault_ = "`adapters` must be a list of at most 64";
      return;
    }
    for (const JsonValue& one : value.items) {
      const JsonValue* name = one.find("name");
      const JsonValue* file = one.find("file");
      if (name == nullptr || file == nullptr || !name->is(Kind::text) || !file->is(Kind::text)) {
        fault_ = "an adapter needs `name` and `file`";
        return;
      }
      model_.adapters.push_back({name->text, located(file->text)});
    }
  }

  void take_aliases(const JsonValue& value) {
    if (!value.is(Kind::list) || value.items.size() > most_adapters) {
      fault_ = "`also` must be a list of at most 64";
      return;
    }
    for (const JsonValue& one : value.items) {
      const JsonValue* name = one.find("name");
      const JsonValue* named = one.find("class");
      SiteAlias alias;
      if (name == nullptr || !name->is(Kind::text)) {
        fault_ = "another name needs `name`";
        return;
      }
      alias.name = name->text;
      if (named != nullptr) {
        alias.usual = static_cast<WorkClass>(choice("class", *named, classes));
      }
      model_.also.push_back(std::move(alias));
    }
  }

  /// What the file's kind says, where nothing else is said.
  void choose() {
    const bool is_network = model_.file.ends_with(".onnx");
    if (model_.engine.empty()) {
      model_.engine = is_address(model_.file)           ? "remote"
                      : is_network                      ? "onnx"
                      : model_.file.starts_with("fake") ? "fake"
                                                        : "llama";
    }
    if (has_task_) return;
    const bool is_remote_network = model_.file.starts_with("kserve+");
    if (is_network || is_remote_network) model_.task = ModelTask::network;
  }

  const JsonValue& value_;
  const std::string& folder_;
  SiteModel model_;
  std::string fault_;
  bool has_task_ = false;
};

/// A name that two entries have which cannot be one model; empty: none.
std::string clash_in(const std::vector<SiteModel>& models) {
  std::map<std::string, const SiteModel*> seen;
  for (const SiteModel& model : models) {
    const auto [place, is_new] = seen.emplace(model.name, &model);
    const SiteModel& first = *place->second;
    const bool is_same =
        &first == &model ||
        (first.name == model.name && first.task == model.task && first.adapters.empty() &&
         model.adapters.empty() && first.also.empty() && model.also.empty());
    if (!is_new && !is_same) return model.name;
    for (const SiteAdapter& adapter : model.adapters) {
      if (!seen.emplace(adapter.name, &model).second) return adapter.name;
    }
    for (const SiteAlias& alias : model.also) {
      if (!seen.emplace(alias.name, &model).second) return alias.name;
    }
  }
  return "";
}

Error bad_models(const std::string& path, const std::string& what) {
  return Error{Place{path}, what,
               "Write {\"models\": [{\"name\": \"chat\", \"file\": \"chat.gguf\"}]}.", "G6", ""};
}

}  // namespace

Result<std::vector<SiteModel>> read_site_models(std::string_view text, const std::string& path) {
  const Result<JsonValue> value = read_json(text);
  if (!value) return bad_models(path, value.error().what);
  const JsonValue* list = value->find("models");
  if (list == nullptr || !list->is(Kind::list) || list->items.empty() ||
      list->items.size() > max_models) {
    return bad_models(path, "`models` must be a list of 1 to 64 models");
  }
  const std::string folder = std::filesystem::path(path).parent_path().string();
  std::vector<SiteModel> models;
  std::vector<std::string> names;
  for (const JsonValue& one : list->items) {
    Result<SiteModel> model = ModelReader(one, folder).read();
    if (!model) return bad_models(path, model.error().what);
    names.push_back(model->name);
    for (const SiteAdapter& adapter : model->adapters) names.push_back(adapter.name);
    for (const SiteAlias& alias : model->also) names.push_back(alias.name);
    models.push_back(std::move(*model));
  }
  if (const std::string twice = clash_in(models); !twice.empty()) {
    return bad_models(path, "two models that are not alike are called " + json_text(twice));
  }
  if (names.size() > most_names) return bad_models(path, "there are more than 512 names");
  return models;
}

namespace {

/// The names that clients use for it.
std::vector<ServedModel> served_as(const SiteModel& model, ModelId id) {
  ServedModel served;
  served.id = id;
  served.name = model.name;
  served.context_tokens = model.context_tokens;
  served.embeds = model.task == ModelTask::embedding;
  served.is_tensor = model.task == ModelTask::network;
  std::vector<ServedModel> list = {served};
  for (const SiteAlias& alias : model.also) {
    ServedModel other = served;
    other.name = alias.name;
    other.usual = alias.usual;
    list.push_back(std::move(other));
  }
  for (const SiteAdapter& adapter : model.adapters) {
    served.name = adapter.name;
    ++served.adapter;
    list.push_back(served);
  }
  return list;
}

/// The first number below 64 that nobody has.
std::optional<std::uint8_t> free_number(const std::set<int>& taken) {
  for (int number = 0; number < max_engines; ++number) {
    if (!taken.contains(number)) return static_cast<std::uint8_t>(number);
  }
  return std::nullopt;
}

}  // namespace

PoolEngine pool_engine(const PlacedModel& placed) {
  const SiteModel& model = placed.model;
  // A sequence seldom fills its context: half of it for each on average.
  constexpr double usual_share = 0.5;
  PoolEngine engine;
  engine.spec.id = placed.engine;
  engine.spec.models.add(placed.id);
  engine.spec.slots = model.slots;
  engine.spec.where = model.where;
  engine.spec.idle = model.idle;
  engine.spec.full = model.full;
  // Where its draw is known, it keeps a cap by rests between its steps.
  if (model.full > model.idle) {
    engine.spec.least_cap = model.idle + least_share * (model.full - model.idle);
  }
  engine.spec.switches = model.switches;
  engine.spec.start_time = model.start_time;
  engine.spec.quantum = 150.0 * millisecond;
  engine.spec.parked_max = 4 * model.slots;
  PoolModel one;
  one.id = placed.id;
  one.program = model.program;
  one.load.file = model.file;
  one.load.draft_file = model.draft;
  for (const SiteAdapter& adapter : model.adapters) one.load.adapters.push_back({adapter.file});
  one.load.sequences = static_cast<std::uint32_t>(model.slots);
  one.load.threads = static_cast<std::uint32_t>(model.threads);
  one.load.embeds = model.task == ModelTask::embedding;
  one.load.silence_ms = static_cast<std::uint32_t>(model.silence / millisecond);
  one.load.answer_ms = static_cast<std::uint32_t>(model.answer / millisecond);
  one.is_remote = model.engine == "remote";
  if (model.task == ModelTask::language) {
    const auto context = static_cast<double>(model.context_tokens);
    const double tokens = std::max(context, usual_share * context * model.slots);
    engine.spec.cache = tokens * token;
    engine.spec.parked_cache = 4.0 * engine.spec.cache;
    one.load.cache_tokens = static_cast<std::uint32_t>(tokens);
  } else if (model.task == ModelTask::embedding) {
    // A vector needs its whole text in one step.
    one.load.step_tokens =
        static_cast<std::uint32_t>(std::min<std::int64_t>(model.context_tokens, 2'048));
    one.load.cache_tokens = one.load.step_tokens * one.load.sequences;
  }
  if (const Result<Bytes> memory = expected_memory(one.load); memory) one.memory = *memory;
  engine.models.push_back(std::move(one));
  return engine;
}

Result<std::vector<PlacedModel>> placed(const std::vector<SiteModel>& models,
                                        const std::vector<PlacedModel>& before) {
  std::set<int> taken_engines;
  std::set<int> ids;
  for (const PlacedModel& one : before) {
    taken_engines.insert(index_of(one.engine));
    ids.insert(index_of(one.id));
  }
  std::vector<PlacedModel> list;
  for (const SiteModel& model : models) {
    const auto same = std::find_if(before.begin(), before.end(), [&](const PlacedModel& one) {
      return one.model == model && std::none_of(list.begin(), list.end(), [&](const auto& taken) {
               return taken.engine == one.engine;
             });
    });
    PlacedModel one{model, {}, {}};
    const auto named = std::find_if(list.begin(), list.end(), [&](const PlacedModel& other) {
      return other.model.name == model.name;
    });
    if (same != before.end() && (named == list.end() || named->id == same->id)) {
      one = *same;
    } else {
      const auto engine = free_number(taken_engines);
      const auto id = named != list.end() ? std::optional(static_cast<std::uint8_t>(named->id))
                                          : free_number(ids);
      if (!engine || !id) {
        return Error{{},
                     "more than 64 models and engines, those that end counted too",
                     "Wait until requests for the former ones have ended, then reload again.",
                     "G6",
                     ""};
      }
      one.engine = EngineId{*engine};
      one.id = ModelId{*id};
    }
    taken_engines.insert(index_of(one.engine));
    ids.insert(index_of(one.id));
    list.push_back(std::move(one));
  }
  return list;
}

std::vector<ServedModel> served_models(const std::vector<PlacedModel>& models) {
  std::vector<ServedModel> list;
  for (const PlacedModel& one : models) {
    const bool is_known = std::any_of(list.begin(), list.end(), [&](const ServedModel& other) {
      return other.name == one.model.name;
    });
    if (is_known) continue;
    for (ServedModel& served : served_as(one.model, one.id)) list.push_back(std::move(served));
  }
  return list;
}

}  // namespace islet
