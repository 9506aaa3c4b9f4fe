#include "site/base_files.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>

namespace islet {
namespace {

namespace fs = std::filesystem;

constexpr const char* key = "extends";
constexpr const char* chain_key = "sites";  // read by site/chain.h

/// A path that stays in the folder of the file: no root, no step up.
bool stays_inside(const fs::path& path) {
  return path.is_relative() && std::find(path.begin(), path.end(), "..") == path.end();
}

void merge(YamlNode& base, const YamlNode& over) {
  if (!base.is_map() || !over.is_map()) {
    base = over;
    return;
  }
  for (const YamlEntry& entry : over.entries) {
    const auto same = std::find_if(base.entries.begin(), base.entries.end(),
                                   [&](const YamlEntry& each) { return each.key == entry.key; });
    if (same == base.entries.end()) {
      base.entries.push_back(entry);
    } else {
      same->key_place = entry.key_place;
      merge(same->value, entry.value);
    }
  }
}

void drop_extends(YamlNode& root) {
  std::erase_if(root.entries, [](const YamlEntry& entry) {
    return entry.key == key || entry.key == chain_key;
  });
}

std::optional<Error> objection_to(const YamlDocument& from, const YamlNode& value,
                                  const std::vector<std::string>& seen) {
  const auto refuse = [&](std::string what, std::string hint) {
    return from.error_at(value.place, "S6", std::move(what), std::move(hint));
  };
  if (!value.is_scalar() || value.text.empty()) {
    return refuse("`extends` names no file", "Write `extends: base.yaml`.");
  }
  if (!stays_inside(value.text)) {
    return refuse("`extends` leaves the folder of the site file",
                  "Copy the base file next to the site file and write its name.");
  }
  const std::string path = (fs::path(from.file).parent_path() / value.text).lexically_normal();
  if (std::find(seen.begin(), seen.end(), path) != seen.end()) {
    return refuse("`" + value.text + "` leads back to a file that was read already",
                  "Take one `extends` of the ring out.");
  }
  if (seen.size() > static_cast<std::size_t>(base_files_max)) {
    return refuse("more than " + std::to_string(base_files_max) + " files extend one another",
                  "Put what they share into one file.");
  }
  return std::nullopt;
}

}  // namespace

std::vector<YamlDocument> read_base_files(const YamlDocument& document, Faults& faults) {
  std::vector<YamlDocument> bases;
  std::vector<std::string> seen = {fs::path(document.file).lexically_normal()};
  for (;;) {
    const YamlDocument& from = bases.empty() ? document : bases.back();
    const YamlNode* value = from.root.find(key);
    if (value == nullptr) return bases;
    if (auto objection = objection_to(from, *value, seen)) {
      faults.add(std::move(*objection));
      return bases;
    }
    const std::string path = (fs::path(from.file).parent_path() / value->text).lexically_normal();
    if (!fs::exists(path)) {
      faults.add(from.error_at(value->place, "S6", "`" + value->text + "` is not there",
                               "Name a file beside this one."));
      return bases;
    }
    auto base = read_yaml_file(path, faults);
    if (!base) return bases;
    seen.push_back(path);
    bases.push_back(std::move(*base));
  }
}

YamlNode merged_tree(const YamlDocument& document, const std::vector<YamlDocument>& bases) {
  if (bases.empty()) {
    YamlNode alone = document.root;
    drop_extends(alone);
    return alone;
  }
  YamlNode tree = bases.back().root;
  for (std::size_t index = bases.size() - 1; index > 0; --index) {
    merge(tree, bases[index - 1].root);
  }
  merge(tree, document.root);
  drop_extends(tree);
  return tree;
}

}  // namespace islet
