// Sun positions of places, computed once and shared by all that ask.
#include "energy/sun_table.h"

#include "energy/sun.h"

namespace islet {

const std::vector<SunPosition>& SunTable::year_of(const GeoPosition& place, Duration utc_offset,
                                                  Duration sun_at) {
  for (const Entry& entry : entries_) {
    const bool same_place = entry.place.latitude_deg == place.latitude_deg &&
                            entry.place.longitude_deg == place.longitude_deg &&
                            entry.place.altitude == place.altitude;
    if (same_place && entry.utc_offset == utc_offset && entry.sun_at == sun_at) return entry.sun;
  }
  entries_.push_back({place, utc_offset, sun_at, sun_year(place, utc_offset, sun_at)});
  return entries_.back().sun;
}

const std::vector<SunPosition>& SunTable::year_of(const WeatherYear& weather) {
  return year_of(weather.position, weather.utc_offset, weather.sun_at);
}

}  // namespace islet
