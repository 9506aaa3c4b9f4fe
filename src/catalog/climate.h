// Monthly means of sunlight, temperature and wind for any place on Earth, from the shipped table.
#pragma once

#include <string>

#include "base/error.h"
#include "catalog/weather.h"

namespace islet {

/// Monthly means at `position`. `folder` is the weather folder of the data (data/weather). Reads
/// only the two rows of latitude around the position. Grade D: the source says from what, how far
/// the nearest station stands, and whether the wind is from the table of the sea or assumed.
Result<MonthlyClimate> climate_at(const std::string& folder, const GeoPosition& position);

/// Standard time where nothing but the position is known: the longitude in whole hours.
Duration utc_offset_of(const GeoPosition& position);

}  // namespace islet
