// Weather years that cases name, read once each.
#include "accuracy/weather_shelf.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "catalog/weather_file.h"
#include "energy/sun.h"

namespace islet {

Result<const SiteYear*> WeatherShelf::year_of(const std::string& name) {
  for (const Entry& entry : entries_) {
    if (entry.name == name) return &entry.year;
  }
  if (name.empty() || name.find_first_of("/\\") != std::string::npos) {
    return Error{{},
                 fmt::format("weather is \"{}\", must be the name of a weather year", name),
                 "Name a file of a weather folder without its ending.",
                 "D1",
                 ""};
  }
  for (const std::string& folder : folders_) {
    const std::string path = fmt::format("{}/{}.csv", folder, name);
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown)) continue;
    Result<WeatherYear> weather = read_weather_year(path);
    if (!weather) return weather.error();
    std::vector<SunPosition> sun = sun_year(*weather);
    entries_.push_back({name, {std::move(weather.value()), std::move(sun)}});
    return &entries_.back().year;
  }
  return Error{
      {},
      fmt::format("there is no weather year {}.csv in {}", name, fmt::join(folders_, ", ")),
      "Put the file into one of these folders, or name its folder with --weather.",
      "D1",
      ""};
}

}  // namespace islet
