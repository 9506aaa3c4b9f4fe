// Operands of questions, read by type.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"
#include "base/quantity_text.h"

namespace islet {

/// "a power", or "no figure" of a text without digits.
inline std::string what_is_read(const std::string& text, const ParsedValue& value) {
  const bool has_digit = text.find_first_of("0123456789") != std::string::npos;
  return has_digit ? dimension_name(value.dimension) : "no figure";
}

/// A known quantity of the dimension of `Q`; V5 for a range, another dimension or no unit.
template <class Q>
Result<Q> quantity_operand(const std::string& text, const std::string& example) {
  const Result<ParsedValue> value = parse_value(text);
  if (!value) return value.error();
  if (value->form != ValueForm::known || !value->has_unit || value->dimension != Q::dimension) {
    return Error{{},
                 "`" + text + "` is " + what_is_read(text, *value) + ", must be " +
                     dimension_name(Q::dimension),
                 "Write it as `" + example + "`.",
                 "V5",
                 ""};
  }
  return Q(value->typical);
}

/// The first column of a CSV file whose one header names its unit (`arrival_s`, `latency_ms`):
/// times in order of the rows. At most 256 MiB; D1 when it cannot be read, V5 with the
/// line for anything that is no number, no header, or no row.
Result<std::vector<Duration>> time_column(const std::string& path);

}  // namespace islet
