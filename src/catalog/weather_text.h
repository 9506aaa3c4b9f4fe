// Reading text tables of weather: whole files with a limit, lines, fields, numbers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace islet {

/// A fault of an input file; see Error. D3: what the file holds cannot be used.
Error weather_fault(Place place, std::string what, std::string hint, std::string code = "D3");

/// The content of a file, or why it cannot be had. `limit` in bytes; a folder, a device or a file
/// above the limit is refused.
Result<std::string> read_text(const std::string& path, std::size_t limit);

/// One line of a text, without its end, and where the next begins.
struct TextLine {
  std::string_view text;
  int number = 0;  ///< from 1
};

/// The lines of a text one after the other; understands LF and CR LF and skips a byte order mark.
class TextLines {
 public:
  explicit TextLines(std::string_view text);

  std::optional<TextLine> next();

 private:
  std::string_view rest_;
  int number_ = 0;
};

/// A field of a line and its column, counted in bytes from 1.
struct TextField {
  std::string_view text;
  int column = 1;
};

/// Splits at commas, at most `limit` fields; blanks around a field are dropped. No quotes.
std::vector<TextField> fields_of(std::string_view line, std::size_t limit);

/// The whole of `text` as a finite number; none when it is anything else.
std::optional<double> number_in(std::string_view text);

/// At most 40 characters of `text` in quotes, for messages; bytes that cannot be shown become '?'.
std::string quoted(std::string_view text);

}  // namespace islet
