// The hourly years that we ship, and which of them stands for a place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/weather.h"

namespace islet {

/// A weather year on disk: what its first lines say.
struct WeatherStation {
  std::string path;
  std::string name;
  GeoPosition position;
};

/// How far a station may stand from a site and still stand for it.
struct StationReach {
  Length distance = 50 * kilometre;
  Length height = 300 * metre;
};

/// The weather years (`years/*.csv`) of `folder`, the weather folder of the data (data/weather),
/// ordered by name of file.
Result<std::vector<WeatherStation>> list_weather_years(const std::string& folder);

/// The nearest station within reach; none when the nearest stands too far away or too high.
std::optional<WeatherStation> nearest_station(const std::vector<WeatherStation>& stations,
                                              const GeoPosition& position,
                                              const StationReach& reach = {});

/// Along the surface of a sphere; height does not count.
Length distance_between(const GeoPosition& a, const GeoPosition& b);

}  // namespace islet
