// Values of options that may carry a unit, read one after the other; records named by words.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/quantity.h"
#include "base/text.h"

namespace islet {

/// An option's value: how it is called, its unit where a bare number is given, an example.
struct AskedWord {
  const char* option;
  const char* unit;
  const char* what;  ///< "a power above 0"
};

/// V5: not what was asked for.
Error wrong_word(const AskedWord& asked, const std::string& text);

/// A known value of the unit's dimension, in base units; a bare number is in that unit.
Result<double> word_value(const std::string& text, const AskedWord& asked, double least,
                          double most);

/// Reads the words one after the other and keeps the first fault.
class WordReader {
 public:
  double number(const std::string& text, const AskedWord& asked, double standard, double least,
                double most) {
    if (text.empty() || fault_) return standard;
    const Result<double> value = word_value(text, asked, least, most);
    if (value) return *value;
    fault_ = value.error();
    return standard;
  }
  template <class Q>
  Q quantity(const std::string& text, const AskedWord& asked, Q standard) {
    constexpr double most = 1e18;
    return Q(number(text, asked, standard.in_base_units(), 1e-9, most));
  }
  Temperature degrees(const std::string& text, const char* option, Temperature standard) {
    return celsius(number(text, {option, "°C", "a temperature"}, standard.in_celsius(), -90, 200));
  }
  void fail(Error error) {
    if (!fault_) fault_ = std::move(error);
  }
  bool has_fault() const { return fault_.has_value(); }
  Error fault() const { return fault_.value_or(Error{}); }

 private:
  std::optional<Error> fault_;
};

/// By id or name; nullptr where none is called that.
template <class Record>
const Record* record_of(const std::vector<Record>& records, const std::string& name) {
  for (const Record& record : records) {
    if (record.id == name || record.name == name) return &record;
  }
  return nullptr;
}

/// V5: no record is called that.
template <class Record>
Error no_record(const char* option, const std::string& name, const std::vector<Record>& records) {
  std::vector<std::string> ids;
  for (const Record& record : records) ids.push_back(record.id);
  const auto near = closest(name, ids);
  return {{},
          fmt::format("{} is \"{}\", which the catalogue does not hold", option, name),
          near ? "Did you mean " + *near + "?" : "`islet catalog list` shows what there is.",
          "V5",
          ""};
}

}  // namespace islet
