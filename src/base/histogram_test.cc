// Goal: quantiles are within 1 % of the sorted values, and merging is recording together.
#include "base/histogram.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

TEST(Histogram, QuantilesAreWithinOnePercentOfSortedValues) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed);
    Histogram histogram;
    std::vector<double> values;
    for (int draw = 0; draw < 2000; ++draw) {
      values.push_back(random.lognormal(random.uniform(-9, 9), 2.0));
      histogram.record(values.back());
    }
    std::sort(values.begin(), values.end());
    for (const double p : {0.0, 0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
      const double rank = std::max(1.0, std::ceil(p * 2000.0));
      const double exact = values[static_cast<std::size_t>(rank) - 1];
      EXPECT_NEAR(histogram.quantile(p) / exact, 1.0, 0.01) << "p = " << p;
    }
    EXPECT_EQ(histogram.min(), values.front());
    EXPECT_EQ(histogram.max(), values.back());
  }
}

TEST(Histogram, MergingIsRecordingTogether) {
  RandomStream random(5);
  Histogram parts[3];
  Histogram whole;
  for (int draw = 0; draw < 3000; ++draw) {
    const double value = random.exponential(0.02);
    parts[draw % 3].record(value);
    whole.record(value);
  }
  Histogram left = parts[0];
  left.merge(parts[1]);
  left.merge(parts[2]);
  Histogram right = parts[1];
  right.merge(parts[2]);
  Histogram other = parts[0];
  other.merge(right);
  for (const double p : {0.1, 0.5, 0.99}) {
    EXPECT_EQ(left.quantile(p), whole.quantile(p));
    EXPECT_EQ(other.quantile(p), whole.quantile(p));
  }
  EXPECT_EQ(left.count(), whole.count());
  EXPECT_NEAR(left.mean(), whole.mean(), 1e-12);
}

TEST(Histogram, CountsWhatLiesBeyondItsEnds) {
  Histogram histogram;
  EXPECT_EQ(histogram.quantile(0.5), 0.0);
  histogram.record(0.0, 3);
  histogram.record(1e30);
  EXPECT_EQ(histogram.count(), 4);
  EXPECT_EQ(histogram.quantile(0.5), 0.0);
  EXPECT_EQ(histogram.quantile(1.0), 1e30);
  EXPECT_DEATH(histogram.record(-1.0), "CHECK failed");
}

}  // namespace
}  // namespace islet
