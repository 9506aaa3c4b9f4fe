// Rows of a weather file put in order: one value an hour of the year in local standard time.
#pragma once

#include <string>

#include "base/error.h"
#include "catalog/weather_forms.h"

namespace islet {

/// Puts every row into its hour: averages several rows an hour, moves the file's time zone to the
/// year's, drops 29 February, fills gaps of up to six hours between their neighbours and says so in
/// `notes`. D3 for an hour given twice, a longer gap, or a month, day or hour that is none.
Result<WeatherYear> weather_year_of(WeatherTable table, const std::string& path);

}  // namespace islet
