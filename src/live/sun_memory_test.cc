// Goal: the forecast of the sun begins with what is usual, learns from the days, follows the last
// hours, and its score says how far it was off.
#include "live/sun_memory.h"

#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

std::array<Power, 24> usual() {
  std::array<Power, 24> out{};
  for (int h = 6; h < 18; ++h)
    out[static_cast<std::size_t>(h)] = 1000 * std::sin((h - 6) * M_PI / 12) * watt;
  return out;
}

Instant at(double hours) { return after(Instant(), hours * hour); }

void live_through(SunMemory& sun, int from_hour, int to_hour, double share) {
  for (int minutes = 60 * from_hour; minutes < 60 * to_hour; minutes += 5) {
    const auto h = static_cast<std::size_t>(minutes / 60 % 24);
    sun.saw(at(minutes / 60.0), share * usual()[h]);
  }
}

TEST(SunMemory, BeginsWithWhatIsUsual) {
  const SunMemory sun(usual(), 0);
  EXPECT_NEAR(sun.expected(at(12), at(0)).middle / watt, 1000, 1e-9);
  EXPECT_EQ(sun.expected(at(2), at(0)).middle, Power());
  EXPECT_FALSE(sun.error());
}

TEST(SunMemory, LearnsFromTheDaysItHasSeen) {
  SunMemory sun(usual(), 0);
  live_through(sun, 0, 73, 0.4);
  // Three days of 0.4 and what is usual, once.
  EXPECT_NEAR(sun.expected(at(84), at(73)).middle / watt, 550, 1);
  EXPECT_NEAR(sun.expected(at(84), at(73)).low / watt, 400, 1);
  ASSERT_TRUE(sun.error());
  EXPECT_LT(*sun.error(), 1.0);
}

TEST(SunMemory, ACloudyMorningLowersTheNextHours) {
  SunMemory sun(usual(), 0);
  live_through(sun, 6, 12, 0.3);
  EXPECT_LT(sun.expected(at(12.5), at(12)).middle, 0.75 * usual()[12]);
  EXPECT_NEAR(sun.expected(at(36.5), at(12)).middle / watt, 1000, 1);
}

TEST(SunMemory, CountsHoursFromTheHourAtWhichTheSiteBegan) {
  const SunMemory sun(usual(), 9);
  EXPECT_NEAR(sun.expected(at(3), at(0)).middle / watt, 1000, 1e-9);
}

}  // namespace
}  // namespace islet
