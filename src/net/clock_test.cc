// Goal: the event clock never falls and runs at the pace of its waits.
#include "net/clock.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(Clock, NeverFallsAndPassesAtLeastWhatWasWaited) {
  const Instant start = monotonic_now();
  wait_for(2.0 * millisecond);
  EXPECT_GE(between(start, monotonic_now()), 2.0 * millisecond);
}

TEST(Clock, WallTimeIsOfThisCentury) {
  EXPECT_GT(wall_now().unix_s(), 1'600'000'000);
  EXPECT_LT(wall_now().unix_s(), 4'102'444'800);
}

}  // namespace
}  // namespace islet
