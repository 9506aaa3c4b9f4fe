// The only file of the live site that reads a clock or waits.
#pragma once

#include <cstdint>

#include "base/instant.h"

namespace islet {

/// The event clock: monotonic, counted from the machine's start. Steps of the wall clock do not
/// move it; a restart of the machine does.
Instant monotonic_now();

/// A moment of the wall clock: milliseconds since 1970, as people and peers count it. For stamps
/// that outlive the machine; never for measuring how long something took.
struct WallTime {
  std::int64_t unix_ms = 0;

  std::int64_t unix_s() const { return unix_ms / 1000; }
  friend auto operator<=>(WallTime, WallTime) = default;
};
WallTime wall_now();

/// From here on both clocks run `rate` times as fast as the world, 1 to 3600, and all waiting is as
/// much shorter: for rehearsals of weeks. Once, before anything is under way.
void run_clock_at(double rate);
double clock_rate();

/// Waits at least so long, by the event clock.
void wait_for(Duration duration);

}  // namespace islet
