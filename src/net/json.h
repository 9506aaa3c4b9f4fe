// JSON as the gateway's clients send it, read within limits and strictly; and text for answers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

struct JsonLimits {
  int depth = 64;
  int values = 500'000;
};

class JsonValue {
 public:
  enum class Kind : std::uint8_t { null, boolean, number, text, list, object };

  Kind kind = Kind::null;
  bool truth = false;
  bool is_integer = false;   ///< a number without fraction and exponent that fits 64 bits
  std::int64_t integer = 0;  ///< when it is one
  double number = 0;
  std::string text;
  std::vector<JsonValue> items;    ///< of a list; of an object its values
  std::vector<std::string> names;  ///< of an object, in the order they came, each once

  bool is(Kind other) const { return kind == other; }
  /// The member of an object; null when it is none or has none of that name.
  const JsonValue* find(std::string_view name) const;
  /// As JSON again, without blanks.
  std::string written() const;
};

/// The whole text must be one value in UTF-8. Refused: names that come twice, numbers beyond a
/// double, lone surrogates, anything below or above the limits. Errors say the byte.
Result<JsonValue> read_json(std::string_view text, const JsonLimits& limits = {});

/// Appends the text in quotes. Bytes that are no UTF-8 become U+FFFD.
void append_quoted(std::string& out, std::string_view text);
std::string json_text(std::string_view text);

}  // namespace islet
