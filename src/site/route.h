// The way of a moving site: its stops, and where it is on each day of the year.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/quantity.h"
#include "catalog/weather.h"

namespace islet {

/// One entry of `where.route`.
struct RouteStop {
  std::string port;                     ///< empty: only a position
  std::optional<GeoPosition> position;  ///< none: a name alone
  Duration stay;                        ///< how long it lies there
  Duration travel;                      ///< from there to the next stop, from the last to the first
  std::optional<int> arrive_day;        ///< 0..364; all stops have one or none has
  Place place;
};

/// The point `share` (0..1) of the way from `a` to `b` along the great circle. Opposite ends have
/// no shortest way: then it goes over the meridian of `a`. Height goes evenly.
GeoPosition along_great_circle(const GeoPosition& a, const GeoPosition& b, double share);

/// Where the site is at noon of each day of the year, 365 of them. The round begins with the first
/// stop on its `arrive_day`, else on 1 January, and starts over after the last. Every stop has a
/// position, and the whole round takes longer than nothing.
std::vector<GeoPosition> daily_positions(const std::vector<RouteStop>& route);

}  // namespace islet
