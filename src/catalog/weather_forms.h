// Hourly weather files of other tools: TMY3, EPW, NSRDB PSM3 and PVGIS, told by their content.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "catalog/weather.h"

namespace islet {

enum class WeatherForm { islet, tmy3, epw, psm3, pvgis };

/// The form of a file by its first lines; `islet` when it is none of the others.
WeatherForm weather_form(std::string_view text);

/// One row as the file has it: the hour it starts (in the file's own time), and what it holds; a
/// value the file marks as missing is none.
struct WeatherRow {
  int line = 0;
  int month = 1;
  int day = 1;
  double hour = 0;  ///< 0 to 23.99 at the start of the row's hour, or the moment of its sample
  std::optional<double> ghi{}, dni{}, dhi{}, air{}, wind{};
  std::optional<double> snow_depth_cm{};  ///< on the ground
  std::optional<double> rain_mm{};        ///< fallen in the hour, as water
};

/// A file before its rows are put in order.
struct WeatherTable {
  WeatherYear year;          ///< place, offset and name; no hours yet
  double file_offset_h = 0;  ///< time zone of the rows, hours east of UTC
  double sample_at_h = 0.5;  ///< moment within the row's hour that its sun belongs to
  std::vector<WeatherRow> rows;
};

/// Reads a file of that form. D3 with line and column for a field that cannot be right and for
/// a header or columns that are missing.
///
/// Source      TMY3: NREL/TP-581-43156, hours end at their stamp. EPW: EnergyPlus auxiliary
///             programs, weather data dictionary: hours 1 to 24 end at their number. PSM3: NSRDB
///             CSV, two header lines, stamps in the zone the header names. PVGIS: TMY CSV, UTC
Result<WeatherTable> read_weather_table(std::string_view text, WeatherForm form,
                                        const std::string& path);

}  // namespace islet
