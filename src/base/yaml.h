// A strict YAML 1.2 reader: every value stays text and knows its place. Anchors, aliases, tags,
// merge keys, repeated keys and several documents in one file are refused.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

struct YamlEntry;

/// One value of the file. `null` is a key with nothing after it; `~` and "" are scalars.
struct YamlNode {
  enum class Kind { scalar, map, list, null };

  Kind kind = Kind::null;
  std::string text;                ///< of a scalar; quotes removed, escapes resolved
  std::vector<YamlEntry> entries;  ///< of a map, in the order of the file; keys differ
  std::vector<YamlNode> items;     ///< of a list
  Place place;                     ///< a null has the place of its key
  bool quoted = false;             ///< written in quotes, or as a block of text

  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_map() const { return kind == Kind::map; }
  bool is_list() const { return kind == Kind::list; }
  bool is_null() const { return kind == Kind::null; }

  /// The value of `key`; nullptr when it is absent or this is no map.
  const YamlNode* find(std::string_view key) const;
  const YamlEntry* find_entry(std::string_view key) const;
};

struct YamlEntry {
  std::string key;
  Place key_place;
  YamlNode value;
};

struct YamlDocument {
  std::string file;
  std::vector<std::string> lines;  ///< without line ends
  YamlNode root;

  /// Line `number` (from 1) made fit for a message: at most 200 bytes, control characters blank.
  /// Empty when there is no such line.
  std::string line(int number) const;

  /// An error at `place` with its source line filled in.
  Error error_at(const Place& place, std::string code, std::string what, std::string hint) const;
};

struct YamlLimits {
  std::size_t bytes = std::size_t{4} << 20;
  int depth = 64;  ///< maps and lists inside one another
  int nodes = 200'000;
};

/// Reads `text`; `file` names it in messages. Faults go to `faults`; with an error among those
/// added, nothing is returned. Codes: Y0 syntax, Y1 not UTF-8 text, Y2 tab as indentation, Y3 value
/// starts with `>` or `|`, Y4 value starts with another mark of YAML, Y5 key given twice, Y6 tag,
/// anchor, alias or merge key, Y7 nothing in the file, Y8 too large, Y9 nested too deeply,
/// Y12 several documents, U4 a comma inside a number.
std::optional<YamlDocument> read_yaml(std::string_view text, const std::string& file,
                                      Faults& faults, const YamlLimits& limits = {});

/// The same for a file on disk; D1 when it cannot be read.
std::optional<YamlDocument> read_yaml_file(const std::string& path, Faults& faults,
                                           const YamlLimits& limits = {});

/// The same, with only the first error.
Result<YamlDocument> read_yaml(std::string_view text, const std::string& file,
                               const YamlLimits& limits = {});
Result<YamlDocument> read_yaml_file(const std::string& path, const YamlLimits& limits = {});

}  // namespace islet
