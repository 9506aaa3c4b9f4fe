// The `# key: value` lines at the top of a weather year.
#pragma once

#include <string>

#include "base/error.h"
#include "catalog/weather.h"
#include "catalog/weather_text.h"

namespace islet {

/// Reads the lines before the columns into `weather` and takes the line of the columns too, which
/// must be weather_columns. `lines` then stands at the first hour.
std::optional<Error> read_weather_header(TextLines& lines, const std::string& path,
                                         WeatherYear& weather);

inline constexpr std::string_view weather_columns = "month,day,hour,ghi,dni,dhi,temp_c,wind_ms";

}  // namespace islet
