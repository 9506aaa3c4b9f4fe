// A plausible hourly year for a place of which only monthly means are known.
#pragma once

#include <span>
#include <string>

#include "base/quantity.h"
#include "base/random.h"
#include "catalog/weather.h"
#include "energy/sun_position.h"

namespace islet {

/// An hourly year at `climate.position`. The mean sunlight of each month is that of `climate`;
/// days and hours are drawn. The same stream state gives the same year; `random` is only forked.
/// Grade D. Leaves out year-to-year spread of the monthly means.
WeatherYear synthetic_year(const MonthlyClimate& climate, Duration utc_offset,
                           const RandomStream& random);
/// The same with the sun of the place at hand: `sun_year(climate.position, utc_offset)`.
WeatherYear synthetic_year(const MonthlyClimate& climate, Duration utc_offset,
                           const RandomStream& random, std::span<const SunPosition> sun);

/// What no sky can give: the first month whose sunlight is negative or above 80 % of that outside
/// the air, as a message; empty when all months can be. Months above it are cut by
/// `synthetic_year`, so a reader of monthly means should refuse them.
std::string impossible_month(const MonthlyClimate& climate);

}  // namespace islet
