// How many columns a text takes on a terminal, and how to break it into lines.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace islet {

/// Columns of `text`: `°` and `±` take one, East Asian characters and emoji two, combining marks
/// none. A byte that is no UTF-8 takes one.
std::size_t display_width(std::string_view text);

/// Bytes of the longest start of `text` that takes at most `columns`.
std::size_t bytes_within(std::string_view text, std::size_t columns);

/// Breaks `text` at blanks into lines of at most `columns`; a longer word is cut,
/// behind `/ . _ -` where it can be. Never empty.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns);

/// `text` with blanks behind it up to `columns`.
std::string padded(std::string text, std::size_t columns);

}  // namespace islet
