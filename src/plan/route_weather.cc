#include "plan/route_weather.h"

#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/random.h"
#include "catalog/climate.h"
#include "energy/sun.h"
#include "energy/synthetic_weather.h"

namespace islet {
namespace {

constexpr int hours_per_day = 24;
constexpr int way_points_max = 24;

using Field = std::pair<int, int>;

Field field_of(const GeoPosition& place, double step_deg) {
  return {static_cast<int>(std::floor(place.latitude_deg / step_deg)),
          static_cast<int>(std::floor(place.longitude_deg / step_deg))};
}

/// Copies the hours of the days of `point` from one year to another.
template <class Hour>
void copy_days(const WayPoint& point, const std::vector<Hour>& from, std::vector<Hour>& to) {
  for (const int number : point.days) {
    for (int index = 0; index < hours_per_day; ++index) {
      const auto at =
          static_cast<std::size_t>(number) * hours_per_day + static_cast<std::size_t>(index);
      to[at] = from[at];
    }
  }
}

}  // namespace

std::vector<WayPoint> way_points(const std::vector<GeoPosition>& daily, int most) {
  std::map<Field, WayPoint> points;
  constexpr double least_step_deg = 2.5;
  constexpr int doublings = 8;  // the last step, 320 degrees, leaves four fields
  for (int doubling = 0; doubling < doublings; ++doubling) {
    const double step_deg = std::ldexp(least_step_deg, doubling);
    points.clear();
    for (std::size_t index = 0; index < daily.size(); ++index) {
      points[field_of(daily[index], step_deg)].days.push_back(static_cast<int>(index));
    }
    if (static_cast<int>(points.size()) <= most) break;
  }
  std::vector<WayPoint> out;
  for (auto& [field, point] : points) {
    const auto count = static_cast<double>(point.days.size());
    for (const int number : point.days) {
      const GeoPosition& place = daily[static_cast<std::size_t>(number)];
      point.position.latitude_deg += place.latitude_deg / count;
      point.position.longitude_deg += place.longitude_deg / count;
      point.position.altitude += place.altitude / count;
    }
    out.push_back(std::move(point));
  }
  return out;
}

/// Years put together day by day from synthetic years at the points of the way. All points of one
/// year draw from the same stream, so a spell of dull days goes along with the site.
///
///     hour h of day d = hour h of day d of the synthetic year at the point of day d
///
/// Valid for   sites that move less than a field of the grid a day (2.5° are 280 km)
/// Leaves out  weather that the site sails with or against; the change of light within a field
/// Source      synthetic_weather.h; the way by along_great_circle (site/route.cc)
Result<RouteYears> route_years(const Site& site, const std::string& data_folder, int count,
                               std::uint64_t seed) {
  const std::vector<WayPoint> points = way_points(site.where.daily, way_points_max);
  const RandomStream random(seed);
  RouteYears out;
  out.years.resize(static_cast<std::size_t>(count));
  out.sun.resize(hours_per_year);
  MonthlyClimate weakest;  // farthest from a station
  for (const WayPoint& point : points) {
    const Result<MonthlyClimate> climate = climate_at(data_folder + "/weather", point.position);
    if (!climate) return climate.error();
    const Duration utc_offset =
        site.where.timezone.empty() ? utc_offset_of(point.position) : site.where.utc_offset;
    const std::vector<SunPosition> sun = sun_year(point.position, utc_offset);
    copy_days(point, sun, out.sun);
    for (std::size_t index = 0; index < out.years.size(); ++index) {
      const RandomStream own = random.fork(fmt::format("weather year {}", index));
      WeatherYear local = synthetic_year(*climate, utc_offset, own, sun);
      WeatherYear& whole = out.years[index];
      if (whole.hours.empty()) {
        whole = std::move(local);
      } else {
        copy_days(point, local.hours, whole.hours);
      }
    }
    if (weakest.source.empty() || climate->nearest_station > weakest.nearest_station) {
      weakest = *climate;
    }
  }
  out.source = fmt::format("synthetic years along the route, {} points of the way; at worst: {}",
                           points.size(), weakest.source);
  return out;
}

}  // namespace islet
