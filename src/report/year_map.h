// A year of hours as a picture: days across, hours of the day down. Internal to the report.
#pragma once

#include <string>
#include <vector>

#include "report/chart.h"

namespace islet {

/// What a map shows, and the values at the two ends of its colours.
struct YearMap {
  std::string title;
  std::string summary;
  double low = 0;
  double high = 1;       ///< above `low`
  std::string low_name;  ///< short: beside the scale
  std::string high_name;
  bool warm_is_high = true;  ///< orange for high values, blue for low ones; else the other way
};

/// `hours`: 8760 values; what lies outside `low` and `high` takes their colour.
Chart year_map(const std::vector<double>& hours, const YearMap& map);

}  // namespace islet
