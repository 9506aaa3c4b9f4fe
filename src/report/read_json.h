// A document that a command wrote, taken in again: the checks all kinds share. Internal to report.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "report/json.h"

namespace islet {

/// None, with D10, when the text is no JSON or stands more than 64 deep.
std::optional<Json> read_json(std::string_view text, const std::string& file, Faults& faults);

/// Whether the document says that it is of `schema`, with a result in it; else D10.
bool holds_result(const Json& json, std::string_view schema, const std::string& file,
                  Faults& faults);

}  // namespace islet
