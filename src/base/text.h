// Small text: nearness of words for "did you mean", trimming, splitting, figures for people.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace islet {

/// Least number of insertions, deletions, changes and swaps of neighbours that turn one word into
/// the other; at most `limit` + 1 is returned. Words beyond 64 bytes count as far apart.
///
/// Source  Damerau (1964) in the restricted form: no byte is edited twice
int edit_distance(std::string_view a, std::string_view b, int limit = 32);

/// The candidate nearest to `word`, the first of equals; none when more than a third of the word
/// (and more than one letter) would have to change. Case does not count.
std::optional<std::string> closest(std::string_view word,
                                   const std::vector<std::string>& candidates);

/// Without blanks, tabs and line ends at either end.
std::string_view trimmed(std::string_view text);

/// The pieces between separators; one more than there are separators.
std::vector<std::string_view> split(std::string_view text, char separator);

/// `value` to `digits` significant digits, thousands grouped by a thin gap (a plain blank), no
/// exponent between 1e-4 and 1e15: "41 400", "0.0312", "7.2". Not finite: "none".
std::string significant(double value, int digits = 3);

}  // namespace islet
