// Standard time of a place: from the name of its time zone, by the shipped table.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"

namespace islet {

/// Names of time zones and their standard offset from UTC, ordered by name.
using TimeZones = std::vector<std::pair<std::string, Duration>>;

/// The table `timezones.csv` in the data folder `folder`.
Result<TimeZones> read_time_zones(const std::string& folder);

/// "UTC+08:00".
std::string offset_in_words(Duration offset);

}  // namespace islet
