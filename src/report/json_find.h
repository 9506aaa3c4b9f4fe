// One figure out of a JSON document that this program printed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace islet {

/// The value at `path` below "result": names and indices between slashes, `@NAME` for the item of a
/// list whose "name", "id", "key", "question", "rule", "figure" or "record" is NAME, `#` for the
/// number of items. Numbers with all their digits, yes or no, lists of words joined by ", ". None
/// when it is not there, is null, or `document` is no JSON.
std::optional<std::string> found_in_result(const std::string& document, std::string_view path);

}  // namespace islet
