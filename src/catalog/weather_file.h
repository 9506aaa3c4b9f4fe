// Reads an hourly weather year from CSV: the ones we ship and the user's own, by the same rules.
// The format is described in data/weather/README.md.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "catalog/weather.h"

namespace islet {

/// The weather year in the file at `path`. Strict: the first fault found is the error, with line
/// and column. Files above 16 MB are refused unread. TMY3, EPW, NSRDB PSM3 and PVGIS files are told
/// by their content (weather_forms.h) and come out the same.
Result<WeatherYear> read_weather_year(const std::string& path);

/// The weather year that `text` holds; faults name `path`.
Result<WeatherYear> weather_year_in(std::string_view text, const std::string& path);

}  // namespace islet
