#include "site/key_table.h"

#include <algorithm>

#include "site/keys.h"

namespace islet {

std::vector<std::string_view> words_of(std::string_view list) {
  std::vector<std::string_view> words;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(' '), list.size());
    if (end > 0) words.push_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return words;
}

std::vector<KeySpec> site_keys() {
  std::vector<KeySpec> all;
  for (const auto part :
       {keys_of_place(), keys_of_power(), keys_of_workloads(), keys_of_wishes(), keys_of_live()}) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

/// Takes the first step off `path`: the part before the first dot.
static std::string_view take_step(std::string_view& path) {
  const std::size_t end = std::min(path.find('.'), path.size());
  const std::string_view step = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return step;
}

/// Whether `path` is one that `pattern` declares. Of the user's names only those of `what_if` may
/// hold dots.
static bool fits(std::string_view pattern, std::string_view path) {
  if (pattern == "what_if.*") return path.starts_with("what_if.");
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_step(pattern);
    const std::string_view found = take_step(path);
    if (wanted != "*" && wanted != found) return false;
  }
  return pattern.empty() && path.empty();
}

const KeySpec* find_key(std::span<const KeySpec> keys, std::string_view path) {
  const auto exact =
      std::find_if(keys.begin(), keys.end(), [&](const KeySpec& key) { return key.path == path; });
  if (exact != keys.end()) return &*exact;
  const auto found = std::find_if(keys.begin(), keys.end(),
                                  [&](const KeySpec& key) { return fits(key.path, path); });
  return found == keys.end() ? nullptr : &*found;
}

std::vector<std::string_view> keys_below(std::span<const KeySpec> keys, std::string_view path) {
  std::vector<std::string_view> names;
  for (const KeySpec& key : keys) {
    std::string_view rest = key.path;
    if (!path.empty()) {
      if (!rest.starts_with(path) || rest.size() <= path.size() || rest[path.size()] != '.') {
        continue;
      }
      rest.remove_prefix(path.size() + 1);
    }
    if (rest.find('.') == std::string_view::npos) names.push_back(rest);
  }
  return names;
}

std::string form_in_words(const KeySpec& key) {
  if (!key.words.empty() && key.unit.empty()) {
    std::string out;
    for (const std::string_view word : words_of(key.words)) {
      out += (out.empty() ? "`" : ", `") + std::string(word) + "`";
    }
    return out;
  }
  return "`" + std::string(key.example) + "`";
}

}  // namespace islet
