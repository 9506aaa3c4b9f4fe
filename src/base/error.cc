#include "base/error.h"

#include <algorithm>
#include <tuple>

namespace islet {

std::string Place::text() const {
  std::string at = file;
  if (line > 0) at += ":" + std::to_string(line);
  if (line > 0 && column > 0) at += ":" + std::to_string(column);
  return at;
}

static const char* word(Severity severity) {
  return severity == Severity::error ? "error" : "warning";
}

std::string Error::text() const {
  const std::string at = place.text();
  std::string out = (at.empty() ? "" : at + ": ") + word(severity);
  if (!code.empty()) out += "[" + code + "]";
  out += ": " + what;
  return hint.empty() ? out : out + "\n  hint: " + hint;
}

std::string Error::text_with_caret() const {
  std::string out = word(severity);
  if (!code.empty()) out += "[" + code + "]";
  out += ": " + what + "\n";
  const std::string at = place.text();
  if (!at.empty()) out += "  --> " + at + "\n";
  if (!line_text.empty() && place.line > 0) {
    const std::string number = std::to_string(place.line);
    const std::string margin(number.size(), ' ');
    out += margin + " |\n" + number + " | " + line_text + "\n";
    const auto indent = static_cast<std::size_t>(std::max(place.column, 1) - 1);
    const auto carets = static_cast<std::size_t>(std::max(place.length, 1));
    out += margin + " | " + std::string(indent, ' ') + std::string(carets, '^') + "\n";
  }
  if (!hint.empty()) out += "  hint: " + hint + "\n";
  return out;
}

void Faults::add(Error error) {
  ++count_;
  if (error.severity == Severity::error) ++errors_;
  if (static_cast<int>(list_.size()) < limit) list_.push_back(std::move(error));
}

std::vector<Error> Faults::sorted() const {
  std::vector<Error> out = list_;
  std::stable_sort(out.begin(), out.end(), [](const Error& a, const Error& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace islet
