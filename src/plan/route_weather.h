// Weather and sun along the way of a moving site.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "catalog/weather.h"
#include "energy/sun_position.h"
#include "site/site.h"

namespace islet {

/// Days of the year that are spent near one point, which stands for them.
struct WayPoint {
  GeoPosition position;   ///< mean of the days
  std::vector<int> days;  ///< 0..364, rising
};

/// At most `most` points. Days within one field of a grid in latitude and longitude share a point;
/// the grid is that of the table of climates (2.5 degrees), made coarser until it is enough.
std::vector<WayPoint> way_points(const std::vector<GeoPosition>& daily, int most);

struct RouteYears {
  std::vector<WeatherYear> years;  ///< each day as at its own point; `position` is the first one's
  std::vector<SunPosition> sun;    ///< of any of the years: hours_per_year of them
  std::string source;
};

/// `count` synthetic years along `site.where.daily`, which is not empty. Hours are those of the
/// site's time zone, else of local time at the day's point. Grade D.
Result<RouteYears> route_years(const Site& site, const std::string& data_folder, int count,
                               std::uint64_t seed);

}  // namespace islet
