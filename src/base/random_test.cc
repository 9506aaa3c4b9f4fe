// Goal: streams repeat, do not disturb each other, and have the distributions they name.
#include "base/random.h"

#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

// SplitMix64 of seed 1234567 starts 6457827717110365317 (Vigna's reference); with it as first word
// the first output of xoshiro256++ was computed by hand from its definition.
TEST(RandomStream, FollowsThePublishedGenerator) {
  const std::uint64_t words[] = {6457827717110365317U, 3203168211198807973U, 9817491932198370423U,
                                 4593380528125082431U};
  const std::uint64_t sum = words[0] + words[3];
  EXPECT_EQ(RandomStream(1234567).next(), ((sum << 23) | (sum >> 41)) + words[0]);
}

TEST(RandomStream, RepeatsFromItsSeed) {
  RandomStream one(7);
  RandomStream same(7);
  RandomStream other(8);
  for (int i = 0; i < 100; ++i) {
    const std::uint64_t drawn = one.next();
    ASSERT_EQ(drawn, same.next());
    ASSERT_NE(drawn, other.next());
  }
}

TEST(RandomStream, AForkDependsOnSeedAndNameOnly) {
  RandomStream stream(7);
  RandomStream before = stream.fork("wind");
  stream.next();
  RandomStream after = stream.fork("wind");
  RandomStream sun = stream.fork("sun");
  const std::uint64_t drawn = before.next();
  EXPECT_EQ(drawn, after.next());
  EXPECT_NE(drawn, sun.next());
}

TEST(RandomStream, HasItsMeansAndSpreads) {
  RandomStream stream(1);
  constexpr int draws = 100'000;
  double uniform = 0, normal = 0, square = 0;
  for (int i = 0; i < draws; ++i) {
    const double u = stream.uniform();
    ASSERT_TRUE(u >= 0 && u < 1);
    uniform += u / draws;
    const double n = stream.normal();
    normal += n / draws;
    square += n * n / draws;
  }
  EXPECT_NEAR(uniform, 0.5, 0.005);
  EXPECT_NEAR(normal, 0, 0.015);
  EXPECT_NEAR(square, 1, 0.02);
}

}  // namespace
}  // namespace islet
