#include "plan/place_weather.h"

#include "base/random.h"
#include "catalog/climate.h"
#include "catalog/weather_file.h"
#include "catalog/weather_station.h"
#include "energy/synthetic_weather.h"

namespace islet {

Result<WeatherYear> place_weather(const std::string& data_folder, const GeoPosition& position,
                                  std::uint64_t seed) {
  const std::string folder = data_folder + "/weather";
  const auto stations = list_weather_years(folder);
  if (!stations) return stations.error();
  // The height of a bare position is not known: every station nearby will do.
  StationReach reach;
  if (position.altitude == Length()) reach.height = 9 * kilometre;
  if (const auto station = nearest_station(*stations, position, reach)) {
    return read_weather_year(station->path);
  }
  Result<MonthlyClimate> climate = climate_at(folder, position);
  if (!climate) return climate.error();
  return synthetic_year(*climate, utc_offset_of(position), RandomStream(seed));
}

}  // namespace islet
