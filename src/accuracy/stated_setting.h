// Settings that a table states in words above its columns: "tilt 20 deg", "losses 14.08 %".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace islet {

/// The comment lines (#) at the top of a table, joined.
std::string stated_words(std::string_view table);

/// The number that follows `word` (after blanks or an equals sign); none where it is absent.
std::optional<double> number_after(std::string_view words, std::string_view word);
/// The number that stands before `word`: the 1820 of "1820 m", with " m" as word.
std::optional<double> number_before(std::string_view words, std::string_view word);

}  // namespace islet
