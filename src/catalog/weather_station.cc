// The hourly years that we ship, and which of them stands for a place.
#include "catalog/weather_station.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <system_error>

#include "catalog/weather_header.h"
#include "catalog/weather_text.h"

namespace islet {

Result<std::vector<WeatherStation>> list_weather_years(const std::string& folder) {
  constexpr std::size_t most_files = 10'000;
  constexpr std::size_t most_bytes = 4'000'000;
  std::error_code fault;
  std::vector<std::string> paths;
  const std::filesystem::path years = std::filesystem::path(folder) / "years";
  for (std::filesystem::directory_iterator it(years, fault), end; !fault && it != end;
       it.increment(fault)) {
    if (it->path().extension() == ".csv") paths.push_back(it->path().string());
    if (paths.size() == most_files) break;
  }
  if (fault) {
    return weather_fault({.file = years.string()},
                         "the weather years cannot be listed: " + fault.message(),
                         "Install the data folder again.", "D1");
  }
  std::sort(paths.begin(), paths.end());
  std::vector<WeatherStation> stations;
  for (const std::string& path : paths) {
    const Result<std::string> text = read_text(path, most_bytes);
    if (!text) return text.error();
    TextLines lines(text.value());
    WeatherYear weather;
    if (std::optional<Error> wrong = read_weather_header(lines, path, weather)) return *wrong;
    stations.push_back({path, weather.name, weather.position});
  }
  return stations;
}

std::optional<WeatherStation> nearest_station(const std::vector<WeatherStation>& stations,
                                              const GeoPosition& position,
                                              const StationReach& reach) {
  std::optional<WeatherStation> nearest;
  Length least = reach.distance;
  for (const WeatherStation& station : stations) {
    const Length height = station.position.altitude - position.altitude;
    if (std::abs(height / metre) > reach.height / metre) continue;
    const Length distance = distance_between(station.position, position);
    if (distance > least || (nearest && distance == least)) continue;
    nearest = station;
    least = distance;
  }
  return nearest;
}

/// Distance along a great circle.
///
///     d = 2 R asin(sqrt(sin^2(dlat / 2) + cos(lat1) cos(lat2) sin^2(dlon / 2)))
///
/// Valid for   0.5 %, the Earth being flattened
/// Source      Sinnott, "Virtues of the haversine", Sky and Telescope 68(2), 1984; mean radius
///             6371.0 km (IUGG)
Length distance_between(const GeoPosition& a, const GeoPosition& b) {
  constexpr double degree = std::numbers::pi / 180;
  const auto half_sine = [](double degrees) { return std::sin(degrees * degree / 2); };
  const double north = half_sine(a.latitude_deg - b.latitude_deg);
  const double east = half_sine(a.longitude_deg - b.longitude_deg);
  const double square = north * north + std::cos(a.latitude_deg * degree) *
                                            std::cos(b.latitude_deg * degree) * east * east;
  return 2 * 6371.0 * kilometre * std::asin(std::sqrt(std::clamp(square, 0.0, 1.0)));
}

}  // namespace islet
