// The `# key: value` lines at the top of a weather year.
#include "catalog/weather_header.h"

#include <algorithm>
#include <array>
#include <map>

namespace islet {
namespace {

constexpr int most_header_lines = 100;
constexpr std::string_view way_to_write = "The format is described in data/weather/README.md.";

struct Entry {
  std::string_view text;
  int line = 0;
  int column = 1;
};
using Entries = std::map<std::string_view, Entry>;

struct Range {
  std::string_view key;
  double low = 0, high = 0;
  std::string_view unit;
};

std::string shown(double value) {
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

void note_entry(const TextLine& line, Entries& entries) {
  const std::size_t colon = line.text.find(':');
  if (colon == std::string_view::npos) return;
  const auto trimmed = [](std::string_view text) {
    return fields_of(text.substr(0, text.find(',')), 1)[0].text;
  };
  const std::size_t value = line.text.find_first_not_of(" \t", colon + 1);
  if (value == std::string_view::npos) return;
  entries.insert({trimmed(line.text.substr(1, colon - 1)),
                  {line.text.substr(value), line.number, static_cast<int>(value) + 1}});
}

/// The number of a line, within its range; `fallback` where a line may be left out.
Result<double> header_number(const Entries& entries, const Range& range, const std::string& path,
                             std::optional<double> fallback = std::nullopt) {
  const auto found = entries.find(range.key);
  const std::string key(range.key);
  if (found == entries.end()) {
    if (fallback) return *fallback;
    return weather_fault({.file = path, .line = 1, .column = 1},
                         "the line \"# " + key + ": ...\" is missing",
                         "Write latitude, longitude, time zone and height above the columns. " +
                             std::string(way_to_write));
  }
  const Entry& entry = found->second;
  const std::optional<double> number = number_in(entry.text);
  if (number && *number >= range.low && *number <= range.high) return *number;
  return weather_fault({.file = path, .line = entry.line, .column = entry.column},
                       key + " is " + quoted(entry.text) + ", must be a number from " +
                           shown(range.low) + " to " + shown(range.high) + std::string(range.unit),
                       std::string(way_to_write));
}

std::optional<Error> read_grade(const Entries& entries, const std::string& path,
                                WeatherYear& weather) {
  weather.grade = Grade::c;
  const auto found = entries.find("grade");
  if (found == entries.end()) return std::nullopt;
  const std::string_view text = found->second.text;
  if (text.size() != 1 || text[0] < 'A' || text[0] > 'D') {
    return weather_fault({.file = path, .line = found->second.line, .column = found->second.column},
                         "grade is " + quoted(text) + ", must be A, B, C or D",
                         "A: measured at the site; B: near it; C: from a model; D: a guess.");
  }
  weather.grade = static_cast<Grade>(text[0] - 'A');
  return std::nullopt;
}

/// The moment of the hour that the line "# time:" names in words, "... at hour+0.5": the last one
/// counts. The middle of the hour where it names none.
double sun_moment_in_words(const Entries& entries) {
  constexpr double middle = 0.5;
  const auto found = entries.find("time");
  if (found == entries.end()) return middle;
  constexpr std::string_view mark = "hour+";
  const std::string_view text = found->second.text;
  const std::size_t at = text.rfind(mark);
  if (at == std::string_view::npos) return middle;
  const std::string_view rest = text.substr(at + mark.size());
  const std::optional<double> number =
      number_in(rest.substr(0, std::min(rest.find_first_not_of("0123456789."), rest.size())));
  return number && *number >= 0 && *number <= 1 ? *number : middle;
}

std::optional<Error> take_entries(const Entries& entries, const std::string& path,
                                  WeatherYear& weather) {
  constexpr std::array<Range, 4> required{{{"lat", -90, 90, ""},
                                           {"lon", -180, 180, ""},
                                           {"tz_hours", -12, 14, " h"},
                                           {"elev_m", -500, 9000, " m"}}};
  std::array<double, required.size()> numbers{};
  for (std::size_t i = 0; i < required.size(); ++i) {
    const Result<double> number = header_number(entries, required[i], path);
    if (!number) return number.error();
    numbers[i] = number.value();
  }
  const Result<double> sun_at =
      header_number(entries, {"sun_at_h", 0, 1, " h"}, path, sun_moment_in_words(entries));
  if (!sun_at) return sun_at.error();
  weather.position = {numbers[0], numbers[1], numbers[3] * metre};
  weather.utc_offset = numbers[2] * hour;
  weather.sun_at = sun_at.value() * hour;
  const auto site = entries.find("site");
  weather.name = site == entries.end() ? path : std::string(site->second.text.substr(0, 200));
  const auto source = entries.find("source");
  weather.source =
      source == entries.end() ? "file " + path : std::string(source->second.text.substr(0, 400));
  return read_grade(entries, path, weather);
}

}  // namespace

std::optional<Error> read_weather_header(TextLines& lines, const std::string& path,
                                         WeatherYear& weather) {
  Entries entries;
  for (int i = 0; i < most_header_lines; ++i) {
    const std::optional<TextLine> line = lines.next();
    if (!line) {
      return weather_fault({.file = path}, "has no line of columns", std::string(way_to_write));
    }
    if (line->text.starts_with('#')) {
      note_entry(*line, entries);
      continue;
    }
    if (line->text != weather_columns) {
      return weather_fault({.file = path, .line = line->number, .column = 1},
                           "columns are " + quoted(line->text) + ", must be \"" +
                               std::string(weather_columns) + "\"",
                           std::string(way_to_write));
    }
    return take_entries(entries, path, weather);
  }
  return weather_fault(
      {.file = path, .line = most_header_lines, .column = 1},
      "has more than " + std::to_string(most_header_lines) + " lines before its columns",
      std::string(way_to_write));
}

}  // namespace islet
