// Sun positions of places, computed once and shared by all that ask.
#pragma once

#include <deque>
#include <vector>

#include "base/quantity.h"
#include "catalog/weather.h"
#include "energy/sun_position.h"

namespace islet {

/// Grows by one year of positions for each place, clock and moment that is asked for; meant for the
/// few of one site. What it hands out stays valid as long as it lives.
class SunTable {
 public:
  /// As `sun_year`.
  const std::vector<SunPosition>& year_of(const GeoPosition& place, Duration utc_offset,
                                          Duration sun_at = 0.5 * hour);
  const std::vector<SunPosition>& year_of(const WeatherYear& weather);

 private:
  struct Entry {
    GeoPosition place;
    Duration utc_offset;
    Duration sun_at;
    std::vector<SunPosition> sun;
  };

  std::deque<Entry> entries_;
};

}  // namespace islet
