// Block `workloads`: what runs, how much of it, how fast it must be.
#include <algorithm>
#include <array>
#include <utility>

#include "base/quantity_text.h"
#include "base/utf8.h"
#include "site/readers.h"

namespace islet {

namespace {

bool uses(const KeySpec& key, std::string_view kind) {
  const auto kinds = words_of(key.kinds);
  return kinds.empty() || std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

/// Keys that mean nothing for a workload of this kind.
void check_keys_of_kind(const Block& workload, const YamlNode& map, WorkloadKind kind) {
  for (const YamlEntry& entry : map.entries) {
    const KeySpec* key = find_key(workload.reading().keys, workload.name_of(entry.key));
    if (key == nullptr || uses(*key, name_of(kind))) continue;
    std::vector<std::string_view> kinds = words_of(key->kinds);
    workload.reading().error(
        entry.key_place, "V15",
        "`" + workload.name_of(entry.key) + "` means nothing for a " + std::string(name_of(kind)) +
            " workload",
        "it is for " + in_words(kinds) + "; take it out, or say another `kind`");
  }
}

/// The workload with the defaults of its kind written in where it is silent.
YamlNode with_kind_defaults(const Block& workload, const YamlNode& map, WorkloadKind kind) {
  YamlNode full = map;
  for (const KindDefault& standard : kind_defaults()) {
    if (standard.kind != name_of(kind) || workload.has(standard.key)) continue;
    YamlEntry entry;
    entry.key = standard.key;
    entry.value.kind = YamlNode::Kind::scalar;
    entry.value.text = standard.standard;
    std::erase_if(full.entries, [&](const YamlEntry& old) { return old.key == standard.key; });
    full.entries.push_back(std::move(entry));
    const bool wide = workload.is_unknown(standard.key);
    if (wide) workload.reading().unknown.push_back(workload.name_of(standard.key));
    workload.note_default(
        standard.key, std::string(standard.standard),
        std::string(standard.why) + (wide ? "; unknown: from half to twice" : ""));
  }
  return full;
}

/// What a kind cannot do without.
void check_needed(const Block& workload, WorkloadKind kind, const Place& place) {
  struct Need {
    WorkloadKind kind;
    std::string_view key, example;
  };
  constexpr std::array<Need, 8> needs = {{
      {WorkloadKind::video, "count", "count: 12"},
      {WorkloadKind::signal, "count", "count: 40"},
      {WorkloadKind::chat, "users", "users: 25 ± 10"},
      {WorkloadKind::speech, "users", "users: 6"},
      {WorkloadKind::requests, "work", "work: 15 items/day"},
      {WorkloadKind::batch, "work", "work: 1400 items/day"},
      {WorkloadKind::transfer, "work", "work: 300 MB/day"},
      {WorkloadKind::batch, "finish", "finish: by 04:30"},
  }};
  const auto lacks = [&](std::string_view key, std::string_view example) {
    workload.reading().error(place, "S3",
                             "`" + workload.path() + "` lacks `" + std::string(key) +
                                 "`, which a " + std::string(name_of(kind)) + " workload needs",
                             "write it like `" + std::string(example) + "`");
  };
  for (const Need& need : needs) {
    if (need.kind == kind && !workload.has(need.key)) lacks(need.key, need.example);
  }
  if (kind != WorkloadKind::transfer && !workload.has("model")) {
    lacks("model", "model: chat/8b-q4");
  }
}

FrameSize read_frame(const Block& workload) {
  if (!workload.has("frame")) return {};
  const std::string text = workload.text("frame");
  const auto read = parse_value(text);
  constexpr int side_min = 16;
  constexpr int side_max = 32768;
  const auto is_side = [&](int side) { return side >= side_min && side <= side_max; };
  if (read && read->form == ValueForm::frame && is_side(read->width) && is_side(read->height)) {
    return {read->width, read->height};
  }
  workload.error("frame", "V3",
                 "`" + workload.name_of("frame") + "` is `" + shown(text, 60) +
                     "`, must be width x height in pixels, 16 to 32768 each",
                 "write it like `1920x1080`");
  return {};
}

std::vector<LatencyGoal> read_latency(const Block& workload, std::string_view key) {
  std::vector<LatencyGoal> goals;
  for (const Figures& read : workload.all_figures(key)) {
    goals.push_back({read.quantile, Duration(read.typical), workload.place_of(key)});
  }
  return goals;
}

void read_amounts(const Block& workload, Workload& out) {
  out.count = workload.uncertain<double>("count");
  out.rate = workload.uncertain<Frequency>("rate");
  out.users = workload.uncertain<double>("users");
  out.demand = workload.uncertain<Frequency>("demand");
  out.audio = workload.uncertain<double>("audio");
  out.prompt = workload.uncertain<Tokens>("prompt");
  out.reply = workload.uncertain<Tokens>("reply");
  out.frame = read_frame(workload);
  if (!workload.has("work")) return;
  const auto work = workload.figures("work");
  if (!work) return;
  const bool in_bytes = work->unit == 1;
  if (in_bytes != (out.kind == WorkloadKind::transfer)) {
    workload.error("work", "U2",
                   "`" + workload.name_of("work") + "` needs " +
                       (in_bytes ? "items" : "an amount of data") + " a day for a " +
                       std::string(name_of(out.kind)) + " workload",
                   in_bytes ? "write it like `1400 items/day`" : "write it like `300 MB/day`");
  } else if (in_bytes) {
    out.data = workload.uncertain<Bandwidth>("work");
  } else {
    out.work = workload.uncertain<Frequency>("work");
  }
}

void read_times(const Block& workload, Workload& out) {
  out.latency = read_latency(workload, "latency");
  out.first_token = read_latency(workload, "first_token");
  out.speed = workload.limit<TokenRate>("speed");
  out.start = workload.clock("start");
  out.finish = workload.clock("finish");
  out.when = workload.windows("when");
  if (!workload.has("when")) workload.note_default("when", "always", "no hours were stated");
  const KeySpec* window = find_key(workload.reading().keys, "workloads.*.when");
  CHECK(window != nullptr);
  const Block peaks = workload.child("peaks");
  for (const auto& [entry, peak] : workload.children("peaks")) {
    YamlNode name;
    name.kind = YamlNode::Kind::scalar;
    name.text = entry->key;
    name.place = entry->key_place;
    const auto windows = read_windows(workload.reading(), *window, peaks.path(), name);
    const auto factor = peaks.figures(entry->key);
    if (!factor) continue;
    for (const WeeklyWindow& when : windows) out.peaks.push_back({when, factor->typical});
  }
}

void read_kept_data(const Block& workload, Workload& out) {
  const auto keeps = workload.figures("keeps");
  if (keeps && keeps->unit == 0) out.keeps = Bandwidth(keeps->typical);
  if (keeps && keeps->unit == 1) out.keeps_amount = Bytes(keeps->typical);
  out.keeps_for = workload.maybe<Duration>("keeps_for");
  if (!out.keeps_for && out.keeps > Bandwidth()) {
    workload.note_default("keeps_for", "as `privacy.keep`", "and until the next sync");
  }
  if (!out.keeps_for || out.keeps > Bandwidth()) return;
  workload.error("keeps_for", "V15",
                 "`" + workload.name_of("keeps_for") + "` goes with `keeps` by the day",
                 "write `keeps: 2 GB/day` as well, or take it out");
}

void read_models(const Block& workload, Workload& out) {
  if (!workload.has("model")) return;
  out.models = workload.words("model");
  out.models_place = workload.place_of("model");
  const YamlNode* node = workload.node("model");
  for (std::size_t i = 0; i < out.models.size(); ++i) {
    const bool own_place = node->is_list() && out.models.size() == node->items.size();
    check_model(workload, out.models[i], own_place ? node->items[i].place : node->place);
  }
}

}  // namespace

bool check_model(const Block& block, const std::string& model, const Place& place) {
  const Catalog& catalog = block.reading().catalog;
  if (find_choice(catalog, model) != nullptr) return true;
  std::vector<std::string_view> names;
  names.reserve(catalog.choices.size());
  for (const ModelChoice& choice : catalog.choices) names.push_back(choice.name);
  std::string hint = did_you_mean(model, names);
  if (hint.empty()) hint = "`islet catalog list choices` shows all names";
  block.reading().error(place, "D2", "unknown model `" + shown(model, 60) + "`", std::move(hint));
  return false;
}

void read_workloads(const Block& root, Site& site) {
  const auto all = root.children("workloads");
  // Workloads that were dropped for a fault of their own are no second fault.
  if (all.empty() && root.reading().is_sound("workloads")) {
    const YamlNode* written = root.node("workloads");
    root.reading().error(written != nullptr ? written->place : Place{.file = root.place().file},
                         "S3", "the file names no workload",
                         "add one, like `workloads: {assistant: {users: 6, model: chat/8b-q4}}`");
  }
  for (const auto& [entry, written] : all) {
    Workload out;
    out.name = entry->key;
    out.place = entry->key_place;
    read_models(written, out);
    const auto kind = kind_of_workload(written, out.models);
    if (!kind) continue;
    out.kind = *kind;
    if (!written.has("kind")) {
      written.note_default("kind", std::string(name_of(*kind)), "from its keys and its model");
    }
    check_keys_of_kind(written, entry->value, *kind);
    check_needed(written, *kind, entry->key_place);
    const YamlNode full = with_kind_defaults(written, entry->value, *kind);
    const Block workload(root.reading(), &full, written.path());
    out.importance = importance_named(workload.word("importance")).value_or(Importance::normal);
    read_amounts(workload, out);
    read_times(workload, out);
    read_shortage(workload, out);
    for (const std::string& word : workload.words("never")) out.never_stop |= word == "stop";
    const KeySpec* may_miss = find_key(root.reading().keys, "workloads.*.may_miss");
    CHECK(may_miss != nullptr);
    if (uses(*may_miss, name_of(*kind))) out.may_miss = workload.known<double>("may_miss") / day;
    read_kept_data(workload, out);
    site.workloads.push_back(std::move(out));
  }
}

}  // namespace islet
