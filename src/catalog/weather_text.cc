// Reading text tables of weather, with every step bounded.
#include "catalog/weather_text.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace islet {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return text.substr(0, 0);
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

Error weather_fault(Place place, std::string what, std::string hint, std::string code) {
  Error error;
  error.place = std::move(place);
  error.what = std::move(what);
  error.hint = std::move(hint);
  error.code = std::move(code);
  return error;
}

Result<std::string> read_text(const std::string& path, std::size_t limit) {
  std::error_code fault;
  const std::filesystem::file_status status = std::filesystem::status(path, fault);
  if (status.type() == std::filesystem::file_type::not_found) {
    return weather_fault({.file = path}, "there is no such file", "Check the name and the folder.",
                         "D1");
  }
  if (fault || status.type() != std::filesystem::file_type::regular) {
    return weather_fault({.file = path}, "this is not a file that can be read", "Name a CSV file.",
                         "D1");
  }
  const std::uintmax_t size = std::filesystem::file_size(path, fault);
  if (fault) return weather_fault({.file = path}, "cannot be read: " + fault.message(), "", "D1");
  if (size > limit) {
    return weather_fault(
        {.file = path},
        "has " + std::to_string(size) + " bytes, must have at most " + std::to_string(limit),
        "Keep one year of hours and only the columns that are asked for.", "D8");
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(static_cast<std::size_t>(size), '\0');
  stream.read(text.data(), static_cast<std::streamsize>(size));
  if (!stream)
    return weather_fault({.file = path}, "cannot be read", "Check the rights on the file.", "D1");
  return text;
}

TextLines::TextLines(std::string_view text) : rest_(text) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

std::optional<TextLine> TextLines::next() {
  if (rest_.empty()) return std::nullopt;
  const std::size_t end = rest_.find('\n');
  std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return TextLine{line, ++number_};
}

std::vector<TextField> fields_of(std::string_view line, std::size_t limit) {
  std::vector<TextField> fields;
  std::size_t start = 0;
  while (fields.size() < limit) {
    const std::size_t comma = line.find(',', start);
    const std::string_view whole = line.substr(start, comma - start);
    const std::string_view text = trimmed(whole);
    const auto skipped = text.empty() ? 0 : static_cast<std::size_t>(text.data() - whole.data());
    fields.push_back({text, static_cast<int>(start + skipped) + 1});
    if (comma == std::string_view::npos) break;
    start = comma + 1;
  }
  return fields;
}

std::optional<double> number_in(std::string_view text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

std::string quoted(std::string_view text) {
  constexpr std::size_t limit = 40;
  std::string shown = "\"";
  for (const char c : text.substr(0, limit)) shown += c >= ' ' && c <= '~' ? c : '?';
  return shown + (text.size() > limit ? "...\"" : "\"");
}

}  // namespace islet
