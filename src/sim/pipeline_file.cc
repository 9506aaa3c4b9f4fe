#include "sim/pipeline_file.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/quantity_text.h"
#include "base/text.h"
#include "base/yaml.h"
#include "perf/memory.h"
#include "sim/pipeline_fields.h"

namespace islet {
namespace {

constexpr std::size_t stages_max = 32;
constexpr int pieces_most = 10'000;
constexpr int places_most = 4096;

class PipelineReader : private PipelineFields {
 public:
  PipelineReader(const YamlDocument& document, const Catalog& catalog,
                 const DeploymentMakers& makers, Faults& faults)
      : PipelineFields(document, faults), document_(document), catalog_(catalog), makers_(makers) {}

  Pipeline read() && {
    const YamlNode& root = document_.root;
    known_keys(
        root, {"pipeline", "requests", "arrivals", "sources", "every", "goals", "watch", "stages"});
    out_.name = text(root, "pipeline");
    if (out_.name.empty()) missing(root, "pipeline");
    out_.requests = whole(root, "requests", 1, 5'000'000, 1000);
    read_arrivals_of(root);
    const YamlNode* stages = root.find("stages");
    if (stages == nullptr || !stages->is_list() || stages->items.empty()) missing(root, "stages");
    for (const YamlNode& stage : stages != nullptr ? stages->items : root.items) add_stage(stage);
    if (const YamlNode* goals = root.find("goals")) {
      for (const YamlNode& goal : goals->items) add_goal(goal);
    }
    if (const YamlNode* watch = root.find("watch")) read_watch(*watch);
    see_size(root);
    return std::move(out_);
  }

 private:
  void read_arrivals_of(const YamlNode& root) {
    out_.sources = static_cast<int>(whole(root, "sources", 1, 1'000'000, 0));
    out_.every = duration(root, "every", shortest).value_or(Duration());
    const YamlNode* law = root.find("arrivals");
    const bool has_cameras = out_.sources > 0 || out_.every > Duration();
    if ((law != nullptr) == has_cameras) {
      return wrong(root.place, law == nullptr ? "S3" : "V5",
                   "requests come by `arrivals`, or from `sources` with `every`",
                   "Write arrivals: poisson:2, or sources: 40 and every: 1 s.");
    }
    if (law == nullptr) {
      if (out_.every <= Duration()) missing(root, "every");
      if (out_.sources == 0) out_.sources = 1;
      return;
    }
    const Result<ArrivalLaw> read = read_arrivals(law->text);
    if (!read) return wrong(law->place, "V1", read.error().what, read.error().hint);
    out_.arrivals = *read;
    if (out_.arrivals.kind == ArrivalLaw::Kind::users) {
      wrong(law->place, "V3", "users who wait for their answers cannot stand before a pipeline",
            "Take poisson:RATE.");
    }
  }

  int stage_named(const YamlNode& node) {
    for (std::size_t i = 0; i < out_.stages.size(); ++i) {
      if (out_.stages[i].name == node.text) return static_cast<int>(i);
    }
    wrong(node.place, "D2", fmt::format("no stage before this one is called `{}`", node.text));
    return -1;
  }

  void read_needs(const YamlNode& node, PipelineStage& stage) {
    const YamlNode* needs = node.find("after");
    if (needs == nullptr) {
      if (!out_.stages.empty()) stage.after = {static_cast<int>(out_.stages.size()) - 1};
      return;
    }
    if (needs->is_scalar() && needs->text == "arrival") return;
    const std::vector<YamlNode> one = {*needs};
    for (const YamlNode& each : needs->is_list() ? needs->items : one) {
      if (const int number = stage_named(each); number >= 0) stage.after.push_back(number);
    }
  }

  void read_time(const YamlNode& found, const std::string& key, StageTime& out) {
    if (found.is_map()) {
      known_keys(found, {"median", "p99"});
      const auto median = duration(found, "median", shortest);
      const auto p99 = duration(found, "p99", shortest);
      if (!median || !p99) return wrong(found.place, "S3", key + " needs `median` and `p99`");
      if (*p99 < *median) return wrong(found.place, "V4", key + ": p99 is below the median");
      out = {StageTime::Kind::lognormal, *median, *p99};
      return;
    }
    const auto both = range<Duration>(found, key, Duration(), longest, "100 ms .. 300 ms");
    if (both) out = {StageTime::Kind::uniform, both->first, both->second};
  }

  void read_model(const YamlNode& node, PipelineStage& stage) {
    const std::string name = text(node, "model");
    const ModelChoice* choice = find_choice(catalog_, name);
    const Model* model = find_model(catalog_, choice != nullptr ? choice->model : name);
    const Accelerator* device = find_accelerator(catalog_, text(node, "on"));
    if (model == nullptr) {
      return wrong(node.find("model")->place, "D2", "no model is called `" + name + "`",
                   "`islet catalog list models` names them.");
    }
    if (device == nullptr || device->named_only) {
      return wrong(node.place, "D2", "`on` must name a device for " + name,
                   "`islet catalog list accelerators` names them.");
    }
    Precision precision = choice != nullptr ? choice->weights : Precision::fp16;
    if (const std::string word = text(node, "precision"); !word.empty()) {
      const auto named = precision_named(word);
      if (!named) return wrong(node.find("precision")->place, "V3", "no precision is " + word);
      precision = *named;
    }
    const Layout layout{1, 1, precision, Precision::fp16};
    if (const auto no = refusal(*model, *device, layout)) {
      return wrong(node.find("model")->place, "V5", no->why);
    }
    if (model->shape) return place_language(node, *model, *device, layout, stage);
    stage.inputs = makers_.inputs(*model, *device, precision);
    stage.together = static_cast<int>(whole(node, "together", 1, 1024, 1));
    stage.waits = duration(node, "waits", Duration()).value_or(Duration());
  }

  void place_language(const YamlNode& node, const Model& model, const Accelerator& device,
                      const Layout& layout, PipelineStage& stage) {
    const Deployment& placed = stage.language.emplace(makers_.language(model, device, layout));
    stage.engine.max_sequences = static_cast<int>(whole(node, "together", 1, 1024, 64));
    stage.engine.token_budget = std::max(512, stage.engine.max_sequences);
    stage.engine.context_max = model.shape->context;
    stage.engine.keeps_prefixes = false;
    stage.engine.cache_blocks =
        placed.sequences_that_fit(block_tokens * token, std::numeric_limits<int>::max());
    const auto law = [&](const char* key, LengthLaw& out) {
      const YamlNode* found = node.find(key);
      if (found == nullptr) return missing(node, key);
      const Result<LengthLaw> read = read_lengths(found->text);
      if (!read) return wrong(found->place, "V1", read.error().what, read.error().hint);
      out = *read;
    };
    law("prompt", stage.prompt);
    law("reply", stage.reply);
    const int least = model.shape->context / block_tokens;
    if (stage.engine.cache_blocks < least) {
      stage.engine.context_max =
          static_cast<int>(std::max<std::int64_t>(2, stage.engine.cache_blocks * block_tokens));
    }
    if (stage.engine.cache_blocks < 1) {
      wrong(node.place, "V5", device.name + " has no memory left for a cache");
    }
  }

  void read_windows(const YamlNode& node, PipelineStage& stage) {
    const YamlNode& windows = *node.find("windows");
    known_keys(windows, {"every", "open", "first", "lost"});
    ContactWindows out;
    out.every = duration(windows, "every", 1 * second).value_or(Duration());
    out.open = duration(windows, "open", 1 * second).value_or(Duration());
    out.first = duration(windows, "first", Duration()).value_or(Duration());
    if (const YamlNode* lost = windows.find("lost")) {
      const Result<ParsedValue> share = parse_value(lost->text);
      if (share && share->is_percent && share->typical >= 0 && share->typical <= 0.9) {
        out.lost = share->typical;
      } else {
        wrong(lost->place, "V2", "lost is \"" + lost->text + "\", must be from 0 % to 90 %");
      }
    }
    if (out.every <= Duration() || out.open <= Duration() || out.open > out.every) {
      return wrong(windows.place, "V5", "windows need `every` and `open`, at most as long");
    }
    stage.windows = out;
    const YamlNode* size = node.find("size");
    const YamlNode* rate = node.find("rate");
    if (size == nullptr || rate == nullptr) return missing(node, "size` and `rate");
    const auto bytes = range<Bytes>(*size, "size", Bytes(), Bytes(1e15), "40 MB");
    const auto bandwidth =
        range<Bandwidth>(*rate, "rate", Bandwidth(1), Bandwidth(1e13), "50 Mbit/s");
    if (!bytes || !bandwidth) return;
    stage.time = {StageTime::Kind::uniform, bytes->first / bandwidth->second,
                  bytes->second / bandwidth->first};
  }

  void read_beside(const YamlNode& node, PipelineStage& stage) {
    known_keys(node, {"arrivals", "time"});
    BesideWork out;
    const YamlNode* time = node.find("time");
    if (time == nullptr) return missing(node, "time");
    read_time(*time, "time", out.time);
    const Result<ArrivalLaw> law = read_arrivals(text(node, "arrivals"));
    if (!law) return wrong(node.place, "V1", law.error().what, law.error().hint);
    if (law->kind == ArrivalLaw::Kind::users) {
      return wrong(node.place, "V3", "users who wait for their answers cannot stand beside a stage",
                   "Take poisson:RATE.");
    }
    if (stage.language || stage.windows || stage.is_delay) {
      return wrong(node.place, "V5",
                   "only stages with `time` or a vision model share their places");
    }
    out.arrivals = *law;
    stage.beside = out;
  }

  void read_spikes(const YamlNode& node, PipelineStage& stage) {
    known_keys(node, {"each", "time"});
    stage.spike_each = whole(node, "each", 1, 1'000'000'000, 0);
    if (stage.spike_each == 0) missing(node, "each");
    const auto time = duration(node, "time", Duration());
    if (!time) return missing(node, "time");
    stage.spike = *time;
  }

  void add_stage(const YamlNode& node) {
    known_keys(
        node, {"name",     "after",  "time",      "delay",        "model",    "on",     "precision",
               "together", "waits",  "prompt",    "reply",        "windows",  "size",   "rate",
               "places",   "pieces", "needs_all", "side_by_side", "shuffled", "spikes", "beside"});
    if (out_.stages.size() == stages_max) {
      return wrong(node.place, "S5", fmt::format("more than {} stages", stages_max));
    }
    PipelineStage stage;
    stage.name = text(node, "name");
    if (stage.name.empty()) missing(node, "name");
    for (const PipelineStage& other : out_.stages) {
      if (other.name == stage.name) wrong(node.place, "V5", "two stages are called " + stage.name);
    }
    read_needs(node, stage);
    const char* const kinds[] = {"time", "delay", "model", "windows"};
    const auto given = std::count_if(std::begin(kinds), std::end(kinds),
                                     [&](const char* key) { return node.find(key) != nullptr; });
    if (given != 1) {
      return wrong(
          node.place, "V5",
          fmt::format("stage {} must have one of time, delay, model and windows", stage.name));
    }
    stage.places = static_cast<int>(whole(node, "places", 1, places_most, 1));
    stage.pieces = static_cast<int>(whole(node, "pieces", 1, pieces_most, 0));
    stage.needs_all = flag(node, "needs_all");
    stage.side_by_side = flag(node, "side_by_side");
    stage.is_shuffled = flag(node, "shuffled");
    if (const YamlNode* time = node.find("time")) read_time(*time, "time", stage.time);
    if (const YamlNode* delay = node.find("delay")) {
      read_time(*delay, "delay", stage.time);
      stage.is_delay = true;
      stage.places = 0;
    }
    if (node.find("model") != nullptr) read_model(node, stage);
    if (node.find("windows") != nullptr) read_windows(node, stage);
    if (const YamlNode* spikes = node.find("spikes")) read_spikes(*spikes, stage);
    if (const YamlNode* beside = node.find("beside")) read_beside(*beside, stage);
    out_.stages.push_back(std::move(stage));
  }

  void add_goal(const YamlNode& node) {
    known_keys(node, {"to", "from", "within"});
    PipelineGoal goal;
    const std::string to = text(node, "to");
    if (!to.empty() && to != "first" && to != "whole") {
      wrong(node.find("to")->place, "V3", "to is \"" + to + "\", must be first or whole");
    }
    goal.to_first = to == "first";
    if (const YamlNode* from = node.find("from"); from != nullptr && from->text != "arrival") {
      goal.from_event = from->text == "event";
      if (!goal.from_event) goal.from_stage = stage_named(*from);
      if (goal.from_event && out_.sources == 0) {
        wrong(from->place, "V5", "only what cameras see happened before it came",
              "Write sources and every in place of arrivals.");
      }
    }
    const auto within = duration(node, "within", shortest);
    if (!within) return missing(node, "within");
    goal.within = *within;
    out_.goals.push_back(goal);
  }

  void read_watch(const YamlNode& node) {
    known_keys(node, {"window", "within", "jitter"});
    TailLimits limits;
    limits.window = duration(node, "window", 1 * millisecond).value_or(limits.window);
    limits.within = duration(node, "within", shortest).value_or(Duration());
    limits.jitter = duration(node, "jitter", shortest).value_or(Duration());
    out_.watch = limits;
  }

  void see_size(const YamlNode& root) {
    double pieces = 0;
    double before = 1;
    for (const PipelineStage& stage : out_.stages) {
      before = stage.pieces > 0 ? stage.pieces : before;
      pieces += before * static_cast<double>(out_.requests);
    }
    if (pieces <= static_cast<double>(pipeline_pieces_max)) return;
    wrong(root.place, "S5",
          fmt::format("{:.0f} pieces on all stages, at most {} can be run", pieces,
                      pipeline_pieces_max),
          "Take fewer `requests`.");
  }

  const YamlDocument& document_;
  const Catalog& catalog_;
  const DeploymentMakers& makers_;
  Pipeline out_;
};

}  // namespace

Pipeline read_pipeline(const std::string& path, const Catalog& catalog,
                       const DeploymentMakers& makers, Faults& faults) {
  const std::optional<YamlDocument> document = read_yaml_file(path, faults);
  if (!document) return {};
  return PipelineReader(*document, catalog, makers, faults).read();
}

}  // namespace islet
