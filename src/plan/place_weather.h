// A weather year for any place: a station nearby, else a synthetic one.
#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "catalog/weather.h"

namespace islet {

/// The station within reach, else a year drawn from the monthly means of the shipped table.
/// `data_folder` is that of the catalogue.
Result<WeatherYear> place_weather(const std::string& data_folder, const GeoPosition& position,
                                  std::uint64_t seed);

}  // namespace islet
