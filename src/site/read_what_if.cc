// Block `what_if`: keys of the file and the values to try for them.
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "site/readers.h"

namespace islet {

namespace {

/// Whether the user's own name in `path` ("workloads.pumps.count") stands in the file.
bool is_named(const Block& root, const KeySpec& key, std::string_view path) {
  const std::size_t star = key.path.find('*');
  if (star == std::string_view::npos) return true;
  Block block = root;
  std::string_view rest = path;
  for (const std::string_view step : split(key.path.substr(0, star - 1), '.')) {
    block = block.child(step);
    rest.remove_prefix(step.size() + 1);
  }
  return block.has(rest.substr(0, rest.find('.')));
}

/// The declaration of the key that an entry names; nullptr with a fault where it names none.
const KeySpec* named_key(const Block& root, const YamlEntry& entry) {
  const auto& keys = root.reading().keys;
  const KeySpec* key = find_key(keys, entry.key);
  const std::string names = "`what_if` names `" + shown(entry.key, 80) + "`, which is ";
  const bool is_value = key != nullptr && key->form != KeyForm::block &&
                        key->form != KeyForm::names && key->form != KeyForm::rows &&
                        !entry.key.starts_with("what_if");
  if (!is_value) {
    std::vector<std::string_view> paths;
    paths.reserve(keys.size());
    for (const KeySpec& known : keys) paths.push_back(known.path);
    root.reading().error(entry.key_place, "S1", names + "no value of a site file",
                         did_you_mean(entry.key, paths));
    return nullptr;
  }
  if (is_named(root, *key, entry.key)) return key;
  root.reading().error(entry.key_place, "S1", names + "not in this file",
                       "write the names as the file has them");
  return nullptr;
}

/// Figures are checked here; other values when they are put in place of the file's.
bool is_good_value(const Block& root, const KeySpec& key, const std::string& path,
                   const YamlNode& node) {
  if (!node.is_scalar()) return false;
  return !has_figures(key.form) ||
         read_figures(root.reading(), key, "what_if." + path, node).has_value();
}

}  // namespace

void read_what_if(const Block& root, Site& site) {
  for (const auto& [entry, unused] : root.children("what_if")) {
    const KeySpec* key = named_key(root, *entry);
    if (key == nullptr) continue;
    WhatIf out{.key = entry->key, .values = {}, .place = entry->key_place};
    const YamlNode& written = entry->value;
    if (written.is_list() && written.items.empty()) {
      root.reading().error(written.place, "V8",
                           "`what_if." + shown(entry->key, 80) + "` is an empty list",
                           "name the values to try");
    }
    if (is_good_value(root, *key, entry->key, written)) out.values.push_back(written.text);
    for (const YamlNode& item : written.items) {
      if (is_good_value(root, *key, entry->key, item)) out.values.push_back(item.text);
    }
    site.what_if.push_back(std::move(out));
  }
}

}  // namespace islet
