// Goal: the event clock counts whole nanoseconds and never wraps silently.
#include "base/instant.h"

#include <gtest/gtest.h>

#include "base/clock_hour.h"

namespace islet {
namespace {

TEST(Instant, TiesAreExactHoweverTheyAreReached) {
  Instant stepped;
  for (int step = 0; step < 10; ++step) stepped = after(stepped, 0.1 * second);
  EXPECT_EQ(stepped, after(Instant(), 1.0 * second));
}

TEST(Instant, BetweenUndoesAfter) {
  const Instant start(123);
  EXPECT_DOUBLE_EQ(between(start, after(start, 20 * millisecond)) / millisecond, 20.0);
  EXPECT_DOUBLE_EQ(between(after(start, 1 * hour), start) / hour, -1.0);
}

TEST(Instant, HoldsCenturiesAndStopsBeyond) {
  EXPECT_GT(after(Instant(), 250 * year), Instant());
  EXPECT_DEATH((void)after(Instant(), 400 * year), "CHECK failed");
}

TEST(ClockHour, HasItsBeginningAndNotItsEnd) {
  EXPECT_EQ(start_of_hour(-2), after(Instant(), -2 * hour));
  for (const std::int64_t number : {-3, -1, 0, 1, 8760}) {
    EXPECT_EQ(hour_of(start_of_hour(number)), number);
    EXPECT_EQ(hour_of(after(start_of_hour(number + 1), -1 * nanosecond)), number);
  }
}

}  // namespace
}  // namespace islet
