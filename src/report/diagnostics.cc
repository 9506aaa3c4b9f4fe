#include "report/diagnostics.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "report/json.h"
#include "report/paint.h"
#include "report/text_width.h"

namespace islet {
namespace {

/// Columns of the source line that are shown; a longer line is cut around the caret.
constexpr std::size_t shown_columns = 70;

std::string blank_tabs(std::string text) {
  std::replace(text.begin(), text.end(), '\t', ' ');
  return text;
}

/// A source line and what stands under it. Columns of a Place count characters.
struct Excerpt {
  std::string line;
  std::string carets;
};

Excerpt excerpt_of(const Error& error) {
  const std::string line = blank_tabs(error.line_text);
  const auto skip = static_cast<std::size_t>(std::max(error.place.column, 1) - 1);
  std::size_t at = byte_offset(line, skip);
  const auto length = static_cast<std::size_t>(std::max(error.place.length, 1));
  std::size_t columns = std::max<std::size_t>(1, display_width(line.substr(at, length)));
  std::size_t start = 0;
  if (display_width(line) > shown_columns &&
      display_width(line.substr(0, at)) > shown_columns / 2) {
    // The caret lands at a third of the window; the cut lies between characters.
    const std::size_t before = character_count(line.substr(0, at)) - shown_columns / 3;
    start = byte_offset(line, before);
  }
  const std::string tail = line.substr(start);
  Excerpt out;
  out.line = (start > 0 ? "…" : "") + tail.substr(0, bytes_within(tail, shown_columns));
  if (bytes_within(tail, shown_columns) < tail.size()) out.line += "…";
  const std::size_t indent = display_width(line.substr(start, at - start)) + (start > 0 ? 1 : 0);
  columns = std::min(columns, indent < shown_columns ? shown_columns - indent : 1);
  out.carets = std::string(indent, ' ') + std::string(columns, '^');
  return out;
}

std::string count_word(int count, const char* word) {
  return fmt::format("{} {}{}", count, word, count == 1 ? "" : "s");
}

std::string human_text(const std::vector<Error>& list, int seen, bool colour) {
  std::string out;
  int shown = 0;
  for (const Error& error : list) {
    if (++shown > diagnostics_shown) break;
    out += (out.empty() ? "" : "\n") + diagnostic_text(error, colour);
  }
  const int rest = std::max(seen, static_cast<int>(list.size())) - diagnostics_shown;
  if (rest > 0) out += fmt::format("\nand {} more\n", rest);
  const auto errors =
      static_cast<int>(std::count_if(list.begin(), list.end(), [](const Error& error) {
        return error.severity == Severity::error;
      }));
  if (list.size() > 2) {
    out += fmt::format("\n{}, {}\n", count_word(errors, "error"),
                       count_word(static_cast<int>(list.size()) - errors, "warning"));
  }
  return out;
}

}  // namespace

std::string diagnostic_text(const Error& error, bool colour) {
  const bool is_error = error.severity == Severity::error;
  std::string head = is_error ? "error" : "warning";
  if (!error.code.empty()) head += "[" + error.code + "]";
  const Tone tone = is_error ? Tone::bad : Tone::caution;
  std::string out = painted(head, tone, colour) + ": " + error.what + "\n";
  const std::string place = error.place.text();
  if (!place.empty()) out += painted("  --> ", Tone::faint, colour) + place + "\n";
  if (!error.line_text.empty() && error.place.line > 0) {
    const std::string number = std::to_string(error.place.line);
    const std::string margin(number.size(), ' ');
    const Excerpt excerpt = excerpt_of(error);
    out += margin + " |\n" + number + " | " + excerpt.line + "\n";
    const std::size_t indent = excerpt.carets.find('^');
    out += margin + " | " + excerpt.carets.substr(0, indent) +
           painted(excerpt.carets.substr(indent), tone, colour) + "\n";
  }
  if (!error.hint.empty())
    out += "  " + painted("hint:", Tone::strong, colour) + " " + error.hint + "\n";
  return out;
}

std::string diagnostics_text(const std::vector<Error>& list, int seen, DiagnosticForm form,
                             bool colour) {
  if (list.empty()) return "";
  if (form == DiagnosticForm::human) return human_text(list, seen, colour);
  std::string out;
  for (const Error& error : list) {
    out += form == DiagnosticForm::json
               ? json_of(error).dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"
               : error.text() + "\n";
  }
  return out;
}

}  // namespace islet
