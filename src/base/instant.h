// Moments on the event clock: whole nanoseconds, so that ties are exact.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

#include "base/check.h"
#include "base/quantity.h"

namespace islet {

/// A moment, counted in nanoseconds from the start of the run. Range about 292 years each way.
class Instant {
 public:
  constexpr Instant() = default;
  constexpr explicit Instant(std::int64_t nanoseconds) : nanoseconds_(nanoseconds) {}

  constexpr std::int64_t nanoseconds() const { return nanoseconds_; }

  friend constexpr auto operator<=>(Instant, Instant) = default;

 private:
  std::int64_t nanoseconds_ = 0;
};

/// Later than every moment that comes.
inline constexpr Instant never{INT64_MAX};
/// Before every moment that comes: some 127 years before the clock starts at 0.
inline constexpr Instant long_ago{-4'000'000'000'000'000'000};

/// The moment `duration` later (earlier when negative), rounded to the nearest nanosecond.
/// `duration` must be finite and keep the result within range.
inline Instant after(Instant start, Duration duration) {
  const double nanoseconds = duration / nanosecond;
  CHECK(std::isfinite(nanoseconds) && std::abs(nanoseconds) < 9.2e18);
  std::int64_t sum = 0;
  CHECK(!__builtin_add_overflow(start.nanoseconds(), std::llround(nanoseconds), &sum));
  return Instant(sum);
}

/// `after`, with a limit: `never` and what lies beyond the clock's range stay `never`.
inline Instant after_or_never(Instant start, Duration duration) {
  const double sum = static_cast<double>(start.nanoseconds()) + duration / nanosecond;
  return start == never || !(sum < 9.2e18) ? never : after(start, duration);
}

/// How long from `start` to `end`; negative when `end` lies before `start`.
inline Duration between(Instant start, Instant end) {
  return static_cast<double>(end.nanoseconds() - start.nanoseconds()) * nanosecond;
}

}  // namespace islet
