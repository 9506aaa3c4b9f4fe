// One record of knowledge: what documents state on a rule, a workload, a device, a scenario, a
// contradiction or a system; kept as written, with every figure to be had by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/yaml.h"

namespace islet {

/// A sort of record: data/knowledge/kinds.yaml.
struct FactKind {
  std::string name;       ///< "rule"
  std::string folder;     ///< below data/knowledge; of small kinds the one file
  std::string what;       ///< one line
  std::string title_key;  ///< the key whose text titles a record
  std::vector<std::string> required;
  std::vector<std::string> optional;
};

struct Fact {
  std::string id;    ///< "R099"
  std::string kind;  ///< name of a FactKind
  std::string file;  ///< below data/knowledge
  std::string title;
  std::vector<std::string> see;      ///< contradictions that qualify it
  std::vector<std::string> sources;  ///< "000:421", a document and its lines
  YamlNode node;                     ///< the record as written

  /// The text of a scalar key; empty when it is absent or no scalar.
  std::string word(std::string_view key) const;
  /// The words of a list, or the one word of a scalar; empty when it is absent.
  std::vector<std::string> words(std::string_view key) const;
};

/// One figure or word of a record.
struct FactFigure {
  std::string path;            ///< "expected.system_w"
  std::string text;            ///< as people read it: "800 to 1200 W", "140 GB and more"
  std::string unit;            ///< "W"; empty for a word or a count
  std::optional<double> low;   ///< in `unit`; both the same for one number
  std::optional<double> high;  ///< none with `low` set: no upper end is stated
  std::optional<double> used;  ///< the corrected figure, where the record has one of that name
  std::string used_text;       ///< the same for people
  Place place;
};

/// Every scalar of the record that is not its title, its notes, or its references, in the order
/// of the file. A list of one or two numbers is one figure (value, or low and high); of other
/// lists every item counts apart. Items that name their metric or year are called by it.
std::vector<FactFigure> figures_of(const Fact& fact);

/// What `path` of `fact` stands for, as a number; none when it is absent or no single number.
std::optional<double> number_at(const Fact& fact, std::string_view path);
/// The lower and upper end at `path`; an open end is infinite. None when it is no figure.
struct FactRange {
  double low = 0;
  double high = 0;
};
std::optional<FactRange> range_at(const Fact& fact, std::string_view path);

/// The number a scalar is written as ("7e9", "-50"); none for anything else.
std::optional<double> number_of(std::string_view text);

/// The unit that the end of a key names: "power_w" is in W, "capex_usd_per_kw" in USD/kW. Empty
/// when the key ends in no unit.
std::string unit_of_key(std::string_view key);

}  // namespace islet
