// Goal: a percentile comes with the interval that chance leaves it, and says when there are too few
// samples to tell its upper end.
#include "measure/percentile.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

std::vector<double> counted(int n) {
  std::vector<double> list(static_cast<std::size_t>(n));
  std::iota(list.begin(), list.end(), 1.0);
  return list;
}

TEST(Percentile, IsTheLeastSampleThatTheShareDoesNotExceed) {
  EXPECT_EQ(percentile(counted(100), 0.5).value, 50);
  EXPECT_EQ(percentile(counted(100), 0.9).value, 90);
  EXPECT_EQ(percentile(counted(100), 0.99).value, 99);
  EXPECT_EQ(percentile({7}, 0.99).value, 7);
}

TEST(Percentile, NeedsAsManySamplesAsLeaveAChanceOfOneInTwenty) {
  // 0.99^298 = 0.0500, 0.9^29 = 0.047, 0.5^5 = 0.031: one sample more than ln(0.05) / ln(share).
  EXPECT_EQ(percentile({1}, 0.5).needed, 5);
  EXPECT_EQ(percentile({1}, 0.9).needed, 29);
  EXPECT_EQ(percentile({1}, 0.99).needed, 299);
  for (const double share : {0.5, 0.9, 0.99}) {
    const int needed = percentile({1}, share).needed;
    EXPECT_TRUE(percentile(counted(needed), share).is_enough) << share;
    EXPECT_FALSE(percentile(counted(needed - 1), share).is_enough) << share;
  }
}

TEST(Percentile, TheMediansIntervalIsThatOfTheTables) {
  // Conover 1999, table of the binomial: n = 20, ranks 6 and 15 hold the median in 95.9 %; at one
  // in twenty on either side it is ranks 6 and 15 too (P(B <= 5) = 0.0207, P(B <= 6) = 0.0577).
  const Percentile median = percentile(counted(20), 0.5);
  EXPECT_EQ(median.low, 6);
  EXPECT_EQ(median.high, 15);
}

TEST(Percentile, TheIntervalHoldsTheTruthInNineOfTenRepetitions) {
  RandomStream stream(3);
  int inside = 0;
  constexpr int repetitions = 400;
  for (int i = 0; i < repetitions; ++i) {
    std::vector<double> samples;
    for (int j = 0; j < 120; ++j) samples.push_back(stream.exponential(1));
    const Percentile found = percentile(samples, 0.9);
    inside += found.low <= -std::log(0.1) && -std::log(0.1) <= found.high ? 1 : 0;
  }
  EXPECT_GE(inside, 0.88 * repetitions);
}

TEST(LogScatter, IsHalfOfTheRangeOfNineInTen) {
  std::vector<double> samples;
  for (int i = 0; i <= 100; ++i) samples.push_back(std::exp(0.01 * i));
  EXPECT_NEAR(log_scatter(samples), 0.45, 1e-9);
  EXPECT_EQ(log_scatter({5}), 0);
}

}  // namespace
}  // namespace islet
