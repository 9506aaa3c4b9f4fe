// How quantities and estimates look in JSON: plain numbers in the unit that the key names. Internal
// to report, the only folder that knows the JSON library.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/estimate.h"
#include "base/quantity.h"
#include "knowledge/answer.h"

namespace islet {

using Json = nlohmann::ordered_json;

/// `quantity / unit`; null when it is not finite.
template <class Q>
Json json_of(Q quantity, Q unit) {
  return quantity / unit;
}

/// {"value", "low", "high", "level", "grade", "source"} in `unit`.
template <class Q>
Json json_of(const Estimate<Q>& estimate, Q unit) {
  return Json{{"value", estimate.value / unit},
              {"low", estimate.low / unit},
              {"high", estimate.high / unit},
              {"level", estimate.level},
              {"grade", std::string(1, letter(estimate.grade))},
              {"source", estimate.source}};
}

/// Indented by two; a list of plain numbers stands on one line. Bytes that are no UTF-8 are
/// replaced.
std::string dumped(const Json& value);

/// {"question", "verdict", each item by its name, "reasons", "rules"}.
Json json_of(const Answer& answer);

/// {"severity", "code", "file", "line", "column", "length", "what", "hint"}.
Json json_of(const Error& error);

/// The envelope of every command: {"schema", "islet", "ok", "diagnostics", "result"}, indented,
/// with a line end. Bytes that are no UTF-8 are replaced.
std::string enveloped(const std::string& schema, const std::vector<Error>& diagnostics, bool ok,
                      Json result);

}  // namespace islet
