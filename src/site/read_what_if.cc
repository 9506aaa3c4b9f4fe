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

/// Figures are checked here; what the rest of the site makes of a value shows when it is put in
/// place of the file's (site/what_if_sites.h).
bool is_good_value(const Block& root, const KeySpec& key, const std::string& path,
                   const YamlNode& node) {
  if (!node.is_scalar()) {
    root.reading().error(node.place, "S2",
                         "a value of `what_if." + shown(path, 80) + "` is " +
                             (node.is_null() ? "empty" : "no single value"),
                         "write one line for each key, and its values as `[A, B]`");
    return false;
  }
  return !has_figures(key.form) ||
         read_figures(root.reading(), key, "what_if." + path, node).has_value();
}

void check_count(const Block& root, const Site& site) {
  std::size_t count = 0;
  for (const WhatIf& line : site.what_if) count += line.values.size();
  if (count <= static_cast<std::size_t>(what_if_cases_max)) return;
  root.reading().error(site.what_if.front().place, "V1",
                       "`what_if` has " + std::to_string(count) + " values, must have at most " +
                           std::to_string(what_if_cases_max),
                       "each is planned anew; try the rest with `--set`");
}

}  // namespace

void read_what_if(const Block& root, Site& site) {
  for (const auto& [entry, unused] : root.children("what_if")) {
    const KeySpec* key = named_key(root, *entry);
    if (key == nullptr) continue;
    WhatIf out{.key = entry->key, .values = {}, .places = {}, .place = entry->key_place};
    const YamlNode& written = entry->value;
    const auto take = [&](const YamlNode& node) {
      if (!is_good_value(root, *key, entry->key, node)) return;
      out.values.push_back(node.text);
      out.places.push_back(node.place);
    };
    if (written.is_list() && written.items.empty()) {
      root.reading().error(written.place, "V8",
                           "`what_if." + shown(entry->key, 80) + "` is an empty list",
                           "name the values to try");
    }
    if (!written.is_list()) take(written);
    for (const YamlNode& item : written.items) take(item);
    site.what_if.push_back(std::move(out));
  }
  check_count(root, site);
}

}  // namespace islet
