// What all readers of one site file share: the text, the catalogue, the keys, and what was found.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/yaml.h"
#include "catalog/catalog.h"
#include "site/key_table.h"
#include "site/site.h"

namespace islet {

struct Reading {
  const YamlDocument& document;  ///< for source lines; the tree that is read may differ from it
  const std::vector<YamlDocument>& bases;  ///< what it extends, nearest first
  const Catalog& catalog;
  Faults& faults;
  std::vector<KeySpec> keys = site_keys();
  std::vector<DefaultUsed> defaults{};
  std::vector<CurrencyRate> rates{};   ///< 0 dollars: the rate has a fault of its own
  std::vector<std::string> unknown{};  ///< keys of workloads that are written `unknown`

  void error(const Place& place, std::string code, std::string what, std::string hint = {});
  /// The file that a place is in; nullptr for the command line.
  const YamlDocument* document_of(const Place& place) const;
  /// Whether no error was found in the block of that name at the top of the file.
  bool is_sound(std::string_view block) const;
  void warning(const Place& place, std::string code, std::string what, std::string hint = {});
};

/// "did you mean `battery`?"; empty when nothing in `known` is near to `name`.
std::string did_you_mean(std::string_view name, const std::vector<std::string_view>& known);

/// "`a`, `b` and `c`".
std::string in_words(const std::vector<std::string_view>& names);

/// "power.battery" and "size" make "power.battery.size"; the root is "".
std::string below(std::string_view path, std::string_view key);

}  // namespace islet
