// Goal: percentiles are those of the samples, intervals hold what they promise, and few samples are
// said to be few.
#include "sim/sample_summary.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

TEST(SampleCollector, FewSamplesAreExactAndSaidToBeFew) {
  SampleCollector collector;
  for (int each = 100; each >= 1; --each) collector.record(each);
  const SampleSummary summary = collector.summary();
  EXPECT_EQ(summary.count, 100);
  EXPECT_DOUBLE_EQ(summary.mean.value, 50.5);
  EXPECT_EQ(summary.p50.value, 50);
  EXPECT_EQ(summary.p90.value, 90);
  EXPECT_EQ(summary.p99.value, 99);
  EXPECT_EQ(summary.p999.value, 100);
  EXPECT_EQ(summary.max, 100);
  EXPECT_FALSE(summary.p99.is_enough);
  EXPECT_FALSE(summary.p999.is_enough);
}

TEST(SampleCollector, NoneIsZero) {
  const SampleSummary summary = SampleCollector().summary();
  EXPECT_EQ(summary.count, 0);
  EXPECT_EQ(summary.p99.value, 0);
}

TEST(SampleCollector, ManySamplesStayWithinAPercent) {
  SampleCollector collector;
  RandomStream draw(1);
  const int count = 200'000;
  for (int each = 0; each < count; ++each) collector.record(draw.exponential(2.0));
  const SampleSummary summary = collector.summary();
  // Percentiles of an exponential: -mean * log(1 - p).
  EXPECT_NEAR(summary.p50.value, -2 * std::log(0.5), 0.02);
  EXPECT_NEAR(summary.p99.value, -2 * std::log(0.01), 0.15);
  EXPECT_TRUE(summary.p999.is_enough);
}

TEST(SampleCollector, IntervalsHoldTheTruthInNineteenOfTwentyRuns) {
  int mean_held = 0;
  int p90_held = 0;
  const int runs = 400;
  for (int run = 0; run < runs; ++run) {
    SampleCollector collector;
    RandomStream draw(static_cast<std::uint64_t>(run) + 1);
    for (int each = 0; each < 1000; ++each) collector.record(draw.exponential(1.0));
    const SampleSummary summary = collector.summary();
    mean_held += summary.mean.low <= 1.0 && 1.0 <= summary.mean.high ? 1 : 0;
    const double p90 = -std::log(0.1);
    p90_held += summary.p90.low <= p90 && p90 <= summary.p90.high ? 1 : 0;
  }
  EXPECT_GT(mean_held, 0.93 * runs);
  EXPECT_GT(p90_held, 0.93 * runs);
}

TEST(SampleCollector, NeighboursThatAreAlikeWidenTheInterval) {
  // Each figure stays for a hundred samples: a tenth as sure as independent ones.
  SampleCollector alike;
  SampleCollector free;
  RandomStream draw(3);
  for (int each = 0; each < 20'000; ++each) {
    free.record(draw.uniform());
    if (each % 100 == 0) {
      const double figure = draw.uniform();
      for (int copy = 0; copy < 100; ++copy) alike.record(figure);
    }
  }
  const auto width = [](const SampleCollector& collector) {
    const SampledFigure mean = collector.summary().mean;
    return mean.high - mean.low;
  };
  EXPECT_GT(width(alike), 5 * width(free));
}

}  // namespace
}  // namespace islet
