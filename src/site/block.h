// One map of the site file, read key by key by the table: types, ranges and defaults in one place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/quantity.h"
#include "base/yaml.h"
#include "site/figures.h"
#include "site/reading.h"
#include "site/value.h"

namespace islet {

/// A figure in base units as a typed quantity, a ratio or count, or a temperature.
template <class Q>
Q quantity_of(double base) {
  return Q(base);
}
template <>
inline Temperature quantity_of<Temperature>(double base) {
  return celsius(base);
}

/// The keys below `path`. Getters give the value that was read, else the default of the table
/// (noted among the defaults used), else nothing or zero. Faults are reported on the way, once.
/// A key must be in the table and have the form that the getter reads.
class Block {
 public:
  Block(Reading& reading, const YamlNode* map, std::string path)
      : reading_(&reading), map_(map), path_(std::move(path)) {}

  const std::string& path() const { return path_; }
  Reading& reading() const { return *reading_; }
  /// Whether the block stands in the file at all.
  bool is_given() const { return map_ != nullptr; }
  Place place() const { return map_ != nullptr ? map_->place : Place{}; }

  /// The value of `key` as written; nullptr where it is absent, `auto`, `none` or `unknown`.
  const YamlNode* node(std::string_view key) const;
  bool has(std::string_view key) const { return node(key) != nullptr; }
  /// Place of the value, of the block where the key is absent.
  Place place_of(std::string_view key) const;
  /// How `key` is written in messages: its whole path.
  std::string name_of(std::string_view key) const { return below(path_, key); }

  Block child(std::string_view key) const;
  /// The names below `key` with their blocks, or with values where those are no maps.
  std::vector<std::pair<const YamlEntry*, Block>> children(std::string_view key) const;
  std::vector<Block> rows(std::string_view key) const;

  std::string text(std::string_view key) const;
  /// One of the words of the key, in lower case; the default, or empty.
  std::string word(std::string_view key) const;
  std::vector<std::string> words(std::string_view key) const;
  bool flag(std::string_view key) const;

  /// The value with its range, after all checks of the table.
  std::optional<Figures> figures(std::string_view key) const;
  std::vector<Figures> all_figures(std::string_view key) const;

  /// Windows of time of the key; empty when it is absent.
  std::vector<WeeklyWindow> windows(std::string_view key) const;
  /// A time of day, of `by ...` or `after ...`.
  std::optional<Duration> clock(std::string_view key) const;

  template <class Q>
  Q known(std::string_view key) const {
    const auto read = figures(key);
    return read ? quantity_of<Q>(read->typical) : Q{};
  }
  template <class Q>
  std::optional<Q> maybe(std::string_view key) const {
    const auto read = figures(key);
    return read ? std::optional<Q>(quantity_of<Q>(read->typical)) : std::nullopt;
  }
  template <class Q>
  Uncertain<Q> uncertain(std::string_view key) const {
    const auto read = figures(key);
    if (!read) return {};
    return {quantity_of<Q>(read->typical),
            quantity_of<Q>(read->low),
            quantity_of<Q>(read->high),
            read->varies,
            origin_of(key),
            place_of(key)};
  }
  template <class Q>
  SizeChoice<Q> size(std::string_view key) const {
    const auto read = figures(key);
    if (!read) return {};
    SizeChoice<Q> choice{
        quantity_of<Q>(read->low), quantity_of<Q>(read->high), {}, origin_of(key), place_of(key)};
    for (const double option : read->options) choice.options.push_back(quantity_of<Q>(option));
    return choice;
  }
  template <class Q>
  std::optional<Limit<Q>> limit(std::string_view key) const {
    const auto read = figures(key);
    if (!read) return std::nullopt;
    return Limit<Q>{quantity_of<Q>(read->typical), place_of(key)};
  }

  ValueOrigin origin_of(std::string_view key) const {
    // Defaults of a kind of workload stand in the map without a place.
    return has(key) && !place_of(key).file.empty() ? ValueOrigin::written : ValueOrigin::defaulted;
  }
  /// Notes that `key` took a default that is not in the table.
  void note_default(std::string_view key, std::string value, std::string why) const;
  /// Whether `key` is written `unknown`: its default with a wide spread.
  bool is_unknown(std::string_view key) const;
  /// Whether `key` is written `none`.
  bool says_none(std::string_view key) const;
  /// How the table writes an example of `key`.
  std::string_view example_of(std::string_view key) const { return spec(key).example; }
  /// A fault at the value of `key`.
  void error(std::string_view key, std::string code, std::string what, std::string hint = {}) const;

 private:
  const KeySpec& spec(std::string_view key) const;

  Reading* reading_;
  const YamlNode* map_;
  std::string path_;
};

}  // namespace islet
