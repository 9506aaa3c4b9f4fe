// Whole hours of the event clock.
#pragma once

#include <cstdint>

#include "base/instant.h"

namespace islet {

/// When that hour of the clock begins; hour 0 begins with the clock. At most 290 years either way.
constexpr Instant start_of_hour(std::int64_t number) {
  constexpr std::int64_t hour_ns = 3'600'000'000'000;
  return Instant(number * hour_ns);
}

/// The hour of the clock in which a moment lies, below 0 before the clock.
constexpr std::int64_t hour_of(Instant moment) {
  const std::int64_t whole = moment.nanoseconds() / start_of_hour(1).nanoseconds();
  return start_of_hour(whole) > moment ? whole - 1 : whole;
}

}  // namespace islet
