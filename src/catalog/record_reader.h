// Reads one record of the catalogue: every key once, typed and checked, every fault with its place.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/yaml.h"
#include "catalog/figure.h"

namespace islet {

/// Bounds of a number in a record, both included.
struct NumberRange {
  double low = 0;
  double high = 1e18;
};
inline constexpr NumberRange any_temperature{-100, 200};
inline constexpr NumberRange fraction{0, 1};

/// What every record may refer to.
struct RecordContext {
  const std::vector<std::string>& source_ids;  ///< ordered
  Faults& faults;
};

/// Asked key by key; keys never asked for are faults when `finish` is called. A missing or wrong
/// value is a fault and reads as empty or 0.
class RecordReader {
 public:
  /// `node` must be a map; if not, that is a fault and every key is missing.
  RecordReader(const YamlDocument& document, const YamlNode& node, const RecordContext& context);

  bool has(std::string_view key);
  std::string word(std::string_view key);
  std::string optional_word(std::string_view key);
  std::vector<std::string> words(std::string_view key);
  bool flag(std::string_view key);  ///< "yes" or "no"; absent is no
  double number(std::string_view key, NumberRange range = {});
  double optional_number(std::string_view key, NumberRange range = {});
  std::vector<double> numbers(std::string_view key, NumberRange range = {});

  /// A bare number, or a map of low, typical, high, grade, source, stated, see, note, and year or
  /// date. Grade and source are the record's where the figure has none.
  Figure<double> figure(std::string_view key, NumberRange range = {});

  /// The same in the unit of `unit`: `figure_in("board_w", watt)`.
  template <class Q>
  Figure<Q> figure_in(std::string_view key, Q unit, NumberRange range = {}) {
    const Figure<double> plain = figure(key, range);
    return {plain.typical * unit, plain.low * unit, plain.high * unit, plain.grade, plain.source,
            plain.stated,         plain.see,        plain.note,        plain.date};
  }

  /// Of when the figures are: `year: 2025`, or `date: 2025-06-15` or 2025-06; empty when neither
  /// is there. Both at once, and what is no date, are faults.
  std::string date();

  /// A fault when the price `key` is there and `date` is empty.
  void refuse_without_date(std::string_view key, const std::string& date);

  /// `grade`, `source` and `note`; the first two are required and sources must exist.
  Origin origin();

  /// A map or a list of maps below a key, read by readers of their own.
  std::vector<RecordReader> parts(std::string_view key);

  /// The place of `word` among `names`; a fault that lists them, and 0, when it is not there.
  std::size_t choice(std::string_view key, const std::string& word,
                     std::span<const std::string_view> names);

  /// Adds a fault at the value of `key` (or at the record when it is absent).
  void fault(std::string_view key, const std::string& what, const std::string& hint,
             const char* code = "V5");

  /// Whether `key` is there and has no fault yet: only then its figure can contradict another.
  bool is_sound(std::string_view key) const;

  /// Names keys nobody asked for. Call once, last.
  void finish();

  const Place& place() const { return node_.place; }
  Place place_of(std::string_view key) const;

 private:
  const YamlNode* find(std::string_view key);
  const YamlNode* require(std::string_view key);
  double parsed(const YamlNode& value, std::string_view key, NumberRange range);
  std::string joined(const YamlNode& value);
  void add(const Place& place, const char* code, std::string what, std::string hint);
  void check_sources(const YamlNode& value);
  Grade grade_of(const YamlNode& value);

  const YamlDocument& document_;
  const YamlNode& node_;
  RecordContext context_;
  std::vector<std::string> asked_;
  std::vector<Place> faulty_;
};

}  // namespace islet
