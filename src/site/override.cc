// `--set KEY=VALUE`: values from the command line, put where the file would have them.
#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "site/structure.h"

namespace islet {

namespace {

/// The parts of a path, split at dots. A `what_if` key holds dots itself.
std::vector<std::string> steps_of(const std::string& path) {
  std::vector<std::string> steps;
  std::size_t start = 0;
  while (true) {
    const bool rest = steps.size() == 1 && steps[0] == "what_if";
    const std::size_t dot = rest ? std::string::npos : path.find('.', start);
    steps.push_back(path.substr(start, dot == std::string::npos ? dot : dot - start));
    if (dot == std::string::npos) return steps;
    start = dot + 1;
  }
}

/// The value as a tree: text as it is, `[..]` and `{..}` as YAML reads them.
bool read_value(Reading& reading, const Place& place, const std::string& text, YamlNode& node) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) {
    reading.error(place, "S2", "no value is given", "write `" + place.file + "=VALUE`");
    return false;
  }
  if (text[first] == '[' || text[first] == '{') {
    auto parsed = read_yaml(text, place.file, reading.faults);
    if (!parsed) return false;
    node = std::move(parsed->root);
    return true;
  }
  if (first_bad_byte(text)) {
    reading.error(place, "Y1", "the value is not UTF-8 text", "write it as UTF-8");
    return false;
  }
  node.kind = YamlNode::Kind::scalar;
  node.text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  node.place = place;
  return true;
}

YamlEntry& entry_of(YamlNode& map, const std::string& key, const Place& place) {
  const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&](const YamlEntry& entry) { return entry.key == key; });
  if (found != map.entries.end()) return *found;
  map.entries.push_back({key, place, YamlNode{}});
  map.entries.back().value.place = place;
  return map.entries.back();
}

}  // namespace

void apply_overrides(Reading& reading, const std::vector<Override>& overrides, YamlNode& root) {
  for (const auto& [path, text] : overrides) {
    const Place place{.file = "--set " + shown(path, 80)};
    const std::vector<std::string> steps = steps_of(path);
    YamlNode value;
    if (path.empty() || steps.size() > 8) {
      reading.error(place, "S1", "no key of the site file is named here",
                    "write it as in `--set power.battery.size='20 kWh'`");
      continue;
    }
    if (!read_value(reading, place, text, value) || !root.is_map()) continue;
    YamlNode* node = &root;
    std::string at;
    for (const std::string& step : steps) {
      at = below(at, step);
      YamlEntry& entry = entry_of(*node, step, place);
      node = &entry.value;
      if (at.size() == path.size()) {
        entry.key_place = place;
        break;
      }
      const KeySpec* key = find_key(reading.keys, at);
      if (node->is_map()) continue;
      if (key == nullptr || !write_out_short_form(*key, *node)) {
        *node = YamlNode{};
        node->kind = YamlNode::Kind::map;
        node->place = place;
      }
    }
    *node = std::move(value);
  }
}

}  // namespace islet
