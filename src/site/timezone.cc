#include "site/timezone.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>

namespace islet {

Result<TimeZones> read_time_zones(const std::string& folder) {
  const std::string path = folder + "/timezones.csv";
  std::ifstream in(path);
  if (!in) {
    return Error{.place = {.file = path},
                 .what = "the table of time zones cannot be read",
                 .hint = "it belongs to Islet's data folder; install Islet again",
                 .code = "D1",
                 .line_text = {}};
  }
  constexpr int lines_max = 5000;
  TimeZones zones;
  std::string line;
  for (int number = 1; number <= lines_max && std::getline(in, line); ++number) {
    const std::size_t comma = line.find(',');
    if (line.empty() || line[0] == '#' || line == "zone,utc_offset_min") continue;
    int minutes = 0;
    const char* end = line.data() + line.size();
    const auto read = std::from_chars(
        line.data() + (comma == std::string::npos ? line.size() : comma + 1), end, minutes);
    if (read.ec != std::errc() || read.ptr != end || std::abs(minutes) > 14 * 60) {
      return Error{.place = {.file = path, .line = number},
                   .what = "the line is `" + line.substr(0, 60) + "`, must be ZONE,MINUTES",
                   .hint = "it belongs to Islet's data folder; install Islet again",
                   .code = "D3",
                   .line_text = {}};
    }
    zones.emplace_back(line.substr(0, comma), minutes * minute);
  }
  return zones;
}

std::string offset_in_words(Duration offset) {
  const int minutes = static_cast<int>(std::lround(offset / minute));
  char text[32];
  std::snprintf(text, sizeof text, "UTC%c%02d:%02d", minutes < 0 ? '-' : '+',
                std::abs(minutes) / 60, std::abs(minutes) % 60);
  return text;
}

}  // namespace islet
