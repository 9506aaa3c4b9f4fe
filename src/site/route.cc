#include "site/route.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/check.h"

namespace islet {

namespace {

constexpr int days_per_year = 365;
constexpr double degree = std::numbers::pi / 180;

struct Direction {
  double x = 0, y = 0, z = 0;
};

Direction direction_of(const GeoPosition& place) {
  const double latitude = place.latitude_deg * degree;
  const double longitude = place.longitude_deg * degree;
  return {std::cos(latitude) * std::cos(longitude), std::cos(latitude) * std::sin(longitude),
          std::sin(latitude)};
}

}  // namespace

/// A point of the great circle through two places.
///
///     p = (sin((1 - s) w) a + sin(s w) b) / sin w,   cos w = a . b,   0 <= s <= 1
///
/// Valid for   places that are not opposite each other; nearer than 1 m the first one is given
/// Leaves out  flattening of the Earth (below 0.5 %), straits and land in the way
/// Source      Shoemake, "Animating Rotation with Quaternion Curves", SIGGRAPH 1985, section 3.3
GeoPosition along_great_circle(const GeoPosition& a, const GeoPosition& b, double share) {
  const Direction from = direction_of(a);
  const Direction to = direction_of(b);
  const double cosine = std::clamp(from.x * to.x + from.y * to.y + from.z * to.z, -1.0, 1.0);
  const double angle = std::acos(cosine);
  constexpr double nothing = 1.6e-7;  // 1 m on the Earth
  if (angle < nothing) return a;
  if (angle > std::numbers::pi - nothing) {
    const GeoPosition pole{a.latitude_deg > 0 ? -90.0 : 90.0, a.longitude_deg, a.altitude};
    return share < 0.5 ? along_great_circle(a, pole, 2 * share)
                       : along_great_circle(pole, b, 2 * share - 1);
  }
  const double of_from = std::sin((1 - share) * angle) / std::sin(angle);
  const double of_to = std::sin(share * angle) / std::sin(angle);
  const Direction p{of_from * from.x + of_to * to.x, of_from * from.y + of_to * to.y,
                    of_from * from.z + of_to * to.z};
  return {std::asin(std::clamp(p.z, -1.0, 1.0)) / degree, std::atan2(p.y, p.x) / degree,
          a.altitude + share * (b.altitude - a.altitude)};
}

std::vector<GeoPosition> daily_positions(const std::vector<RouteStop>& route) {
  CHECK(!route.empty());
  Duration round;
  for (const RouteStop& stop : route) round += stop.stay + stop.travel;
  CHECK(round > Duration());
  const double start = route.front().arrive_day.value_or(0);
  std::vector<GeoPosition> days;
  days.reserve(days_per_year);
  for (int number = 0; number < days_per_year; ++number) {
    // A year long round wraps at the year's end; the days before its first stop are its last.
    double since = std::fmod((number + 0.5 - start) * (day / round), 1.0);
    if (since < 0) since += 1;
    Duration left = since * round;
    for (std::size_t i = 0; i < route.size(); ++i) {
      const RouteStop& stop = route[i];
      const RouteStop& next = route[(i + 1) % route.size()];
      CHECK(stop.position && next.position);
      const bool is_last = i + 1 == route.size();
      if (left < stop.stay || (is_last && stop.travel <= Duration())) {
        days.push_back(*stop.position);
        break;
      }
      left -= stop.stay;
      if (left < stop.travel || is_last) {
        const double share = std::min(1.0, left / stop.travel);
        days.push_back(along_great_circle(*stop.position, *next.position, share));
        break;
      }
      left -= stop.travel;
    }
  }
  CHECK(days.size() == days_per_year);
  return days;
}

}  // namespace islet
