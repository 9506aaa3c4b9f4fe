// From the clearness of a day to that of its hours.
#pragma once

#include <array>

#include "base/random.h"

namespace islet {

/// The sun over one day, hour by hour.
struct DayHours {
  std::array<double, 24> sine_elevation{};  ///< at the moment that stands for the hour; <= 0: night
  std::array<double, 24> hours_from_noon{};  ///< solar time, -12..12
};

/// Clearness of the 24 hours of a day of clearness `daily`, 0 at night. Sunlight weighted by
/// sine_elevation sums to that of the day, unless the limits of a clear sky forbid it.
std::array<double, 24> hourly_clearness(double daily, const DayHours& sun, RandomStream& random);

/// The clearness that a cloudless hour reaches.
double clear_sky_clearness(double hours_from_noon);

}  // namespace islet
