#include "site/structure.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/utf8.h"

namespace islet {

namespace {

/// Keys and endings of keys that hold what must stay out of a file that is passed around.
bool is_secret(std::string_view key) {
  std::string lower(key);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  for (const std::string_view word :
       {"password", "passwd", "passphrase", "secret", "token", "key", "apikey", "credentials"}) {
    if (lower == word || lower.ends_with("_" + std::string(word)) ||
        lower.ends_with("-" + std::string(word))) {
      return true;
    }
  }
  return false;
}

void report_secret(Reading& reading, const YamlEntry& entry) {
  reading.error(entry.key_place, "V30",
                "`" + shown(entry.key, 60) + "` would put a secret into the site file",
                "leave it out here and give it to `islet serve` in a file that only it can read");
}

void report_unknown(Reading& reading, const YamlEntry& entry, const std::string& path) {
  const auto known = keys_below(reading.keys, find_key(reading.keys, path) != nullptr
                                                  ? find_key(reading.keys, path)->path
                                                  : std::string_view(path));
  const std::string in = path.empty() ? "at the top of the file" : "in `" + path + "`";
  std::string hint = did_you_mean(entry.key, known);
  if (hint.empty()) hint = "known here: " + in_words(known) + "; your own keys start with `x_`";
  reading.error(entry.key_place, "S1", "unknown key `" + shown(entry.key, 60) + "` " + in,
                std::move(hint));
}

std::string_view kind_in_words(const YamlNode& node) {
  if (node.is_map()) return "a map of keys";
  if (node.is_list()) return "a list";
  return node.is_null() ? "nothing" : "a single value";
}

void report_shape(Reading& reading, const YamlEntry& entry, const std::string& path,
                  const std::string& wanted) {
  const YamlNode& node = entry.value;
  const std::string what =
      node.is_null() ? "`" + path + "` has no value"
      : node.is_scalar()
          ? "`" + path + "` is `" + shown(node.text, 60) + "`, must be " + wanted
          : "`" + path + "` is " + std::string(kind_in_words(node)) + ", must be " + wanted;
  const bool at_key = node.is_null() || node.place.line <= 0;
  reading.error(at_key ? entry.key_place : node.place, "S2", what,
                "write " + wanted + ", or leave the key out");
}

/// The names of one's own: no blank, no dot (paths are made of them), not too long. Names of peaks
/// are windows of time, those of `what_if` are paths.
bool is_good_name(std::string_view name, std::string_view path) {
  if (name.empty() || name.size() > 80) return false;
  if (path == "what_if") return true;
  const bool blanks = path.ends_with(".peaks");
  return std::none_of(name.begin(), name.end(), [&](unsigned char c) {
    return (c <= ' ' && !blanks) || c == '.' || c == '*' || c == '=' || c == '`';
  });
}

class Settling {
 public:
  explicit Settling(Reading& reading) : reading_(reading) {}

  void settle_block(YamlNode& block, const std::string& path) {
    limit_size(block.entries, block.place, path, "keys");
    drop_split_numbers(block, path);
    std::erase_if(block.entries, [&](YamlEntry& entry) { return !keep(entry, path); });
  }

 private:
  /// A site has tens of names in a block, not thousands; what follows may take time by its square.
  template <class Item>
  void limit_size(std::vector<Item>& items, const Place& place, const std::string& path,
                  const char* noun) {
    constexpr std::size_t items_max = 500;
    if (items.size() <= items_max) return;
    reading_.error(place, "S5",
                   (path.empty() ? "the file" : "`" + path + "`") + " holds " +
                       std::to_string(items.size()) + " " + noun + ", must be at most " +
                       std::to_string(items_max),
                   "keep what the plan needs; long series belong in files of their own");
    items.resize(items_max);
  }

  /// `{budget: 60,000 USD}` is two entries for YAML, `budget: 60` and `000 USD`.
  void drop_split_numbers(YamlNode& block, const std::string& path) {
    std::vector<YamlEntry> kept;
    for (YamlEntry& entry : block.entries) {
      const bool is_tail = !kept.empty() && entry.value.is_null() && !entry.key.empty() &&
                           is_digit(entry.key[0]) && kept.back().value.is_scalar() &&
                           !kept.back().value.text.empty() &&
                           is_digit(kept.back().value.text.back());
      if (!is_tail) {
        kept.push_back(std::move(entry));
        continue;
      }
      const YamlEntry& head = kept.back();
      const std::string& number = head.value.text;
      reading_.error(head.value.place, "U4",
                     "`" + below(path, head.key) + "` is `" + shown(number + "," + entry.key, 60) +
                         "`, must not have a comma inside the number",
                     "write `" + shown(number + entry.key, 60) + "` or `" +
                         shown(number + "." + entry.key, 60) + "`");
      kept.pop_back();
    }
    block.entries = std::move(kept);
  }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

  /// Settles one entry of the block at `path`; false when it is not to be read.
  bool keep(YamlEntry& entry, const std::string& path) {
    const std::string own = below(path, entry.key);
    const bool plain = entry.key.find('.') == std::string::npos && entry.key != "*";
    const KeySpec* key = plain ? find_key(reading_.keys, own) : nullptr;
    if (key == nullptr) {
      if (is_secret(entry.key)) {
        report_secret(reading_, entry);
      } else if (!entry.key.starts_with("x_")) {
        report_unknown(reading_, entry, path);
      }
      return false;
    }
    return keep_known(entry, *key, own);
  }

  bool keep_known(YamlEntry& entry, const KeySpec& key, const std::string& path) {
    YamlNode& node = entry.value;
    if (node.is_null()) {
      report_shape(reading_, entry, path, wanted_shape(key));
      return false;
    }
    switch (key.form) {
      case KeyForm::block:
        return keep_block(entry, key, path);
      case KeyForm::names:
        return keep_names(entry, key, path);
      case KeyForm::rows:
        return keep_rows(entry, key, path);
      default:
        limit_size(node.items, node.place, path, "entries");
        if (!node.is_map()) return true;
        report_shape(reading_, entry, path, wanted_shape(key));
        return false;
    }
  }

  bool keep_block(YamlEntry& entry, const KeySpec& key, const std::string& path) {
    YamlNode& node = entry.value;
    if (node.is_scalar() && !node.quoted && node.text == "none") return false;
    if (!node.is_map() && !write_out_short_form(key, node)) {
      report_shape(reading_, entry, path, wanted_shape(key));
      return false;
    }
    settle_block(node, path);
    return true;
  }

  bool keep_names(YamlEntry& entry, const KeySpec& key, const std::string& path) {
    YamlNode& node = entry.value;
    if (node.is_scalar() && node.text == "none") return false;
    if (!node.is_map()) {
      report_shape(reading_, entry, path, wanted_shape(key));
      return false;
    }
    const KeySpec* inner = find_key(reading_.keys, std::string(key.path) + ".*");
    CHECK(inner != nullptr);
    limit_size(node.entries, node.place, path, "names");
    std::erase_if(node.entries, [&](YamlEntry& named) {
      if (named.key.starts_with("x_")) return true;
      if (!is_good_name(named.key, key.path)) {
        reading_.error(named.key_place, "S4",
                       "`" + shown(named.key, 60) + "` cannot be a name in `" + path + "`",
                       "take letters, digits, `_` and `-`, without blanks and dots");
        return true;
      }
      return !keep_known(named, *inner, below(path, named.key));
    });
    return true;
  }

  bool keep_rows(YamlEntry& entry, const KeySpec& key, const std::string& path) {
    YamlNode& node = entry.value;
    if (node.is_scalar() && node.text == "none") return false;
    if (node.is_scalar() && !key.scalar.empty()) make_list_of(node);
    if (!node.is_list()) {
      report_shape(reading_, entry, path, "a list: one `- key: value` each");
      return false;
    }
    limit_size(node.items, node.place, path, "entries");
    std::erase_if(node.items, [&](YamlNode& item) {
      const bool is_short = item.is_scalar() && !item.text.empty();
      if (!(is_short && write_out_short_form(key, item)) && !item.is_map()) {
        reading_.error(item.place, "S2",
                       "an entry of `" + path + "` is " + std::string(kind_in_words(item)) +
                           ", must be a map with " + in_words(keys_in(path)));
        return true;
      }
      settle_block(item, path);
      return false;
    });
    return true;
  }

  static void make_list_of(YamlNode& node) {
    YamlNode list;
    list.kind = YamlNode::Kind::list;
    list.place = node.place;
    list.items.push_back(std::move(node));
    node = std::move(list);
  }

  std::vector<std::string_view> keys_in(const std::string& path) const {
    const KeySpec* key = find_key(reading_.keys, path);
    return keys_below(reading_.keys, key->path);
  }

  std::string wanted_shape(const KeySpec& key) const {
    switch (key.form) {
      case KeyForm::block:
        return "a map with " + in_words(keys_below(reading_.keys, key.path));
      case KeyForm::names:
        return "a map of names of your own";
      case KeyForm::rows:
        return "a list";
      default:
        return "a value like " + form_in_words(key);
    }
  }

  Reading& reading_;
};

void find_unused(const Reading& reading, const YamlNode& node, const std::string& path,
                 std::vector<KeyUnused>& out) {
  for (const YamlEntry& entry : node.entries) {
    const std::string own = below(path, entry.key);
    const KeySpec* key = find_key(reading.keys, own);
    if (key == nullptr) continue;
    if (!key->unused.empty()) {
      out.push_back({own, std::string(key->unused), entry.key_place});
    } else if (entry.value.is_map()) {
      find_unused(reading, entry.value, own, out);
    }
  }
}

}  // namespace

std::vector<KeyUnused> unused_keys(const Reading& reading, const YamlNode& root) {
  std::vector<KeyUnused> out;
  find_unused(reading, root, "", out);
  return out;
}

bool write_out_short_form(const KeySpec& key, YamlNode& node) {
  if (key.scalar.empty()) return false;
  // A list of rows is no short form; each of its entries may be one.
  if (!node.is_scalar() && (!node.is_list() || key.form == KeyForm::rows)) return false;
  YamlNode map;
  map.kind = YamlNode::Kind::map;
  map.place = node.place;
  map.entries.push_back({std::string(key.scalar), node.place, std::move(node)});
  node = std::move(map);
  return true;
}

void settle_structure(Reading& reading, YamlNode& root) {
  if (!root.is_map()) {
    reading.error(root.place, "S2",
                  "the file is " + std::string(kind_in_words(root)) + ", must be a map of keys",
                  "begin with `site: NAME`");
    root = YamlNode{};
    root.kind = YamlNode::Kind::map;
    return;
  }
  Settling(reading).settle_block(root, "");
}

}  // namespace islet
