// Fields of a pipeline's file: each is read with its place, and what is wrong is said with a
// remedy.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "base/quantity.h"
#include "base/quantity_text.h"
#include "base/yaml.h"

namespace islet {

class PipelineFields {
 protected:
  static constexpr Duration longest = 30 * day;
  static constexpr Duration shortest = 1 * microsecond;

  PipelineFields(const YamlDocument& document, Faults& faults)
      : document_(document), faults_(faults) {}

  void wrong(const Place& place, std::string code, std::string what, std::string hint = {});
  void missing(const YamlNode& node, const char* key);
  void known_keys(const YamlNode& node, std::initializer_list<const char*> keys);
  /// Empty where there is none.
  static std::string text(const YamlNode& node, const char* key);
  bool flag(const YamlNode& node, const char* key);
  std::int64_t whole(const YamlNode& node, const char* key, std::int64_t low, std::int64_t high,
                     std::int64_t usual);
  std::optional<Duration> duration(const YamlNode& node, const char* key, Duration low);

  /// Least and most in base units; nothing, with a fault, when it is no such figure.
  template <class Q>
  std::optional<std::pair<Q, Q>> range(const YamlNode& found, const std::string& key, Q low, Q high,
                                       const char* example) {
    const Result<ParsedValue> value = parse_value(found.text);
    const bool is_figure = value && value->dimension == Q::dimension &&
                           (value->form == ValueForm::known || value->form == ValueForm::varies ||
                            value->form == ValueForm::uncertain);
    if (!is_figure) {
      wrong(found.place, value ? std::string("U2") : value.error().code,
            fmt::format("{} is \"{}\", must be {} such as {}", key, found.text,
                        dimension_name(Q::dimension), example));
      return std::nullopt;
    }
    if (Q(value->low) < low || Q(value->high) > high) {
      wrong(found.place, "V2", fmt::format("{} is \"{}\", which is out of range", key, found.text),
            fmt::format("It is something like {}.", example));
      return std::nullopt;
    }
    return std::pair(Q(value->low), Q(value->high));
  }

 private:
  const YamlDocument& document_;
  Faults& faults_;
};

}  // namespace islet
