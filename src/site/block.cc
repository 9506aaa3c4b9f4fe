#include "site/block.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/utf8.h"

namespace islet {

const KeySpec& Block::spec(std::string_view key) const {
  const KeySpec* found = find_key(reading_->keys, below(path_, key));
  CHECK(found != nullptr);
  return *found;
}

static bool stands_for_nothing(const YamlNode& node) {
  return node.is_scalar() && !node.quoted &&
         (node.text == "auto" || node.text == "none" || node.text == "unknown");
}

const YamlNode* Block::node(std::string_view key) const {
  const YamlNode* found = map_ == nullptr ? nullptr : map_->find(key);
  return found == nullptr || stands_for_nothing(*found) ? nullptr : found;
}

Place Block::place_of(std::string_view key) const {
  const YamlNode* found = map_ == nullptr ? nullptr : map_->find(key);
  return found != nullptr ? found->place : place();
}

Block Block::child(std::string_view key) const { return {*reading_, node(key), name_of(key)}; }

std::vector<std::pair<const YamlEntry*, Block>> Block::children(std::string_view key) const {
  std::vector<std::pair<const YamlEntry*, Block>> out;
  const YamlNode* map = node(key);
  if (map == nullptr) return out;
  for (const YamlEntry& entry : map->entries) {
    out.emplace_back(&entry, Block(*reading_, &entry.value, below(name_of(key), entry.key)));
  }
  return out;
}

std::vector<Block> Block::rows(std::string_view key) const {
  std::vector<Block> out;
  const YamlNode* list = node(key);
  if (list == nullptr) return out;
  for (const YamlNode& item : list->items) out.emplace_back(*reading_, &item, name_of(key));
  return out;
}

void Block::error(std::string_view key, std::string code, std::string what,
                  std::string hint) const {
  reading_->error(place_of(key), std::move(code), std::move(what), std::move(hint));
}

void Block::note_default(std::string_view key, std::string value, std::string why) const {
  std::string name = name_of(key);
  const auto same = [&](const DefaultUsed& used) { return used.key == name; };
  if (std::any_of(reading_->defaults.begin(), reading_->defaults.end(), same)) return;
  reading_->defaults.push_back({std::move(name), std::move(value), std::move(why)});
}

std::string Block::text(std::string_view key) const {
  const KeySpec& declared = spec(key);
  const YamlNode* found = node(key);
  if (found != nullptr && found->is_scalar()) return found->text;
  if (found != nullptr) {
    error(key, "S2",
          "`" + name_of(key) + "` is a list, must be one value like " + form_in_words(declared));
  } else if (!declared.standard.empty()) {
    note_default(key, std::string(declared.standard), std::string(declared.why));
    return std::string(declared.standard);
  }
  return {};
}

static std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// Whether the key allows `word`, in any case. `auto` and `none` are gone before.
static bool is_allowed(const KeySpec& key, const std::string& word) {
  const auto allowed = words_of(key.words);
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), word) != allowed.end();
}

static void report_word(Reading& reading, const KeySpec& key, const std::string& path,
                        const YamlNode& node) {
  const auto allowed = words_of(key.words);
  reading.error(
      node.place, "V2",
      "`" + path + "` is `" + shown(node.text, 60) + "`, must be one of " + form_in_words(key),
      did_you_mean(lower_case(node.text), allowed));
}

std::string Block::word(std::string_view key) const {
  const KeySpec& declared = spec(key);
  const YamlNode* written = map_ == nullptr ? nullptr : map_->find(key);
  const bool is_own_word = written != nullptr && written->is_scalar() && !declared.words.empty() &&
                           is_allowed(declared, lower_case(written->text));
  if (is_own_word) return lower_case(written->text);
  const YamlNode* found = node(key);
  if (found == nullptr || !found->is_scalar()) return text(key);
  if (declared.words.empty()) return found->text;
  report_word(*reading_, declared, name_of(key), *found);
  return std::string(declared.standard);
}

std::vector<std::string> Block::words(std::string_view key) const {
  const KeySpec& declared = spec(key);
  const YamlNode* found = node(key);
  if (found == nullptr) {
    if (declared.standard.empty()) return {};
    note_default(key, std::string(declared.standard), std::string(declared.why));
    return {std::string(declared.standard)};
  }
  std::vector<std::string> out;
  const auto take = [&](const YamlNode& item) {
    const std::string word = declared.words.empty() ? item.text : lower_case(item.text);
    if (!item.is_scalar() || item.text.empty()) {
      reading_->error(item.place, "S2", "an entry of `" + name_of(key) + "` is no single value",
                      "write it like " + form_in_words(declared));
    } else if (!is_allowed(declared, word)) {
      report_word(*reading_, declared, name_of(key), item);
    } else {
      out.push_back(word);
    }
  };
  if (!found->is_list()) {
    take(*found);
    return out;
  }
  if (found->items.empty()) {
    error(key, "V8", "`" + name_of(key) + "` is an empty list",
          "name at least one, or leave the key out");
  }
  for (const YamlNode& item : found->items) take(item);
  return out;
}

bool Block::flag(std::string_view key) const {
  const YamlNode* found = node(key);
  const std::string word = lower_case(text(key));
  if (word == "yes" || word == "true") return true;
  if (word != "no" && word != "false" && found != nullptr && found->is_scalar()) {
    error(key, "V2",
          "`" + name_of(key) + "` is `" + shown(found->text, 60) + "`, must be `yes` or `no`");
  }
  return false;
}

bool Block::says_none(std::string_view key) const {
  const YamlNode* found = map_ == nullptr ? nullptr : map_->find(key);
  return found != nullptr && found->is_scalar() && !found->quoted && found->text == "none";
}

bool Block::is_unknown(std::string_view key) const {
  const YamlNode* found = map_ == nullptr ? nullptr : map_->find(key);
  if (found != nullptr && found->is_scalar() && !found->quoted && found->text == "unknown") {
    return true;
  }
  const auto& names = reading_->unknown;
  return std::find(names.begin(), names.end(), name_of(key)) != names.end();
}

/// Half to twice a value that is above 0, within what its key allows.
static Figures widened(const KeySpec& key, Figures figures) {
  constexpr double spread = 2;
  figures.low = std::min(figures.low, figures.typical / spread);
  figures.high = std::max(figures.high, figures.typical * spread);
  if (key.unit.starts_with('%')) figures.high = std::min(figures.high, key.range.high / 100);
  return figures;
}

std::optional<Figures> Block::figures(std::string_view key) const {
  const KeySpec& declared = spec(key);
  const bool wide = declared.form == KeyForm::uncertain && is_unknown(key);
  const YamlNode* found = node(key);
  if (found == nullptr && declared.standard.empty()) return std::nullopt;
  YamlNode standard;
  if (found == nullptr) {
    note_default(key, std::string(declared.standard),
                 std::string(declared.why) + (wide ? "; unknown: from half to twice" : ""));
    standard.kind = YamlNode::Kind::scalar;
    standard.text = std::string(declared.standard);
    found = &standard;
  }
  auto read = read_figures(*reading_, declared, name_of(key), *found);
  if (read && wide) read = widened(declared, *read);
  return read;
}

std::vector<WeeklyWindow> Block::windows(std::string_view key) const {
  const YamlNode* found = node(key);
  if (found == nullptr) return {};
  return read_windows(*reading_, spec(key), name_of(key), *found);
}

std::optional<Duration> Block::clock(std::string_view key) const {
  const YamlNode* found = node(key);
  if (found == nullptr) return std::nullopt;
  return read_clock(*reading_, spec(key), name_of(key), *found);
}

std::vector<Figures> Block::all_figures(std::string_view key) const {
  const KeySpec& declared = spec(key);
  const YamlNode* found = node(key);
  std::vector<Figures> out;
  if (found == nullptr) return out;
  if (!found->is_list()) {
    if (const auto read = figures(key)) out.push_back(*read);
    return out;
  }
  for (const YamlNode& item : found->items) {
    if (const auto read = read_figures(*reading_, declared, name_of(key), item)) {
      out.push_back(*read);
    }
  }
  return out;
}

}  // namespace islet
