// UTF-8 text: is it valid, how long is it for a reader, and how to show a line in a message.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace islet {

/// Length in bytes (1 to 4) of the valid UTF-8 character that `text` starts with; 0 when it starts
/// with none. Overlong forms and surrogates are not valid.
std::size_t utf8_length(std::string_view text);

/// Offset of the first byte that is no valid UTF-8, or of a control character other than tab and
/// line ends; nothing when the whole text is fine.
std::optional<std::size_t> first_bad_byte(std::string_view text);

/// Characters in `text`; a byte that is no UTF-8 counts as one.
std::size_t character_count(std::string_view text);

/// Byte offset of character `index` (from 0); the size of `text` when it has fewer.
std::size_t byte_offset(std::string_view text, std::size_t index);

/// At most `max_bytes` of `text`, cut between characters.
std::string_view cut(std::string_view text, std::size_t max_bytes);

/// A piece of input made fit for a message: at most `max_bytes`, every control character or stray
/// byte a `?`, tabs a blank, and `…` where it was cut.
std::string shown(std::string_view text, std::size_t max_bytes = 200);

/// Lines of `text` without their ends; LF, CRLF and CR all end a line.
std::vector<std::string> lines_of(std::string_view text);

}  // namespace islet
