// Hourly temperature and wind drawn from monthly means.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"
#include "base/random.h"
#include "catalog/weather.h"

namespace islet {

/// Hourly air temperature. `brightness`: clearness of each of 365 days over its monthly mean.
/// `solar_shift` is solar time less clock time.
std::vector<Temperature> synthetic_temperature(const MonthlyClimate& climate,
                                               std::span<const double> brightness,
                                               Duration solar_shift, RandomStream& random);

/// Hourly wind speed.
std::vector<Speed> synthetic_wind(const MonthlyClimate& climate, Duration solar_shift,
                                  RandomStream& random);

/// Temperature over the day around its mean, as a share of the daily range, at a solar time of
/// 0..24 h.
double temperature_course(Duration solar_time);

}  // namespace islet
