// Which kind of work a workload is, when the file does not say so.
#include <algorithm>
#include <array>
#include <string>

#include "site/readers.h"

namespace islet {

namespace {

constexpr std::array<std::string_view, 7> kind_names = {"video",    "chat",  "speech",  "signal",
                                                        "requests", "batch", "transfer"};

std::optional<WorkloadKind> kind_named(std::string_view word) {
  const auto found = std::find(kind_names.begin(), kind_names.end(), word);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<WorkloadKind>(found - kind_names.begin());
}

/// A nightly run of a chat model is no chat: keys that only one kind has come first.
std::optional<WorkloadKind> kind_by_keys(const Block& workload) {
  const auto has = [&](std::string_view key) { return workload.has(key); };
  if (has("audio")) return WorkloadKind::speech;
  if (has("users") || has("demand") || has("first_token") || has("speed")) return std::nullopt;
  const bool in_bytes = has("work") && workload.figures("work").value_or(Figures{}).unit == 1;
  if (in_bytes) return WorkloadKind::transfer;
  if (has("work")) {
    return has("finish") || has("start") ? WorkloadKind::batch : WorkloadKind::requests;
  }
  if (has("frame")) return WorkloadKind::video;
  return std::nullopt;
}

/// What the catalogue says, else the family: the part of the name before the slash.
std::optional<WorkloadKind> kind_by_model(const Block& workload,
                                          const std::vector<std::string>& models) {
  for (const std::string& name : models) {
    const ModelChoice* choice = find_choice(workload.reading().catalog, name);
    if (choice != nullptr) {
      if (const auto kind = kind_named(choice->workload)) return kind;
    }
    const std::string family = name.substr(0, name.find('/'));
    if (const auto kind = kind_named(family)) return kind;
    if (family == "object-detector") return WorkloadKind::video;
    if (family == "anomaly") return WorkloadKind::signal;
  }
  return std::nullopt;
}

/// What is left when neither model nor key tells alone.
std::optional<WorkloadKind> kind_by_hints(const Block& workload) {
  if (workload.has("rate") && workload.has("count")) {
    return workload.figures("rate").value_or(Figures{}).unit == 0 ? WorkloadKind::video
                                                                  : WorkloadKind::signal;
  }
  const bool talks = workload.has("users") || workload.has("demand") ||
                     workload.has("first_token") || workload.has("speed");
  if (talks) return WorkloadKind::chat;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(WorkloadKind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

std::optional<WorkloadKind> kind_of_workload(const Block& workload,
                                             const std::vector<std::string>& models) {
  if (workload.has("kind")) return kind_named(workload.word("kind"));
  std::optional<WorkloadKind> kind = kind_by_keys(workload);
  if (!kind) kind = kind_by_model(workload, models);
  if (!kind) kind = kind_by_hints(workload);
  if (!kind) {
    workload.reading().error(
        workload.place(), "V6", "what kind of work `" + workload.path() + "` is cannot be told",
        "add `kind`: one of video, chat, speech, signal, requests, batch, transfer");
    return std::nullopt;
  }
  workload.note_default("kind", std::string(name_of(*kind)), "from its keys and its model");
  return kind;
}

}  // namespace islet
