// Goal: draws are the same everywhere, streams do not disturb each other, moments are right.
#include "base/random.h"

#include <array>
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(RandomStream, SameSeedGivesSameDraws) {
  RandomStream one(7);
  RandomStream two(7);
  for (int draw = 0; draw < 100; ++draw) EXPECT_EQ(one.next(), two.next());
}

TEST(RandomStream, FollowsThePublishedGenerator) {
  // SplitMix64 from 0 begins 0xe220a8397b1dcdaf, 0x6e789e6aa1b965f4, 0x06c45d188009454f,
  // 0xf88bb8a8724c81ec; xoshiro256++ on that state gives rotl(s0 + s3, 23) + s0 first.
  RandomStream stream(0);
  const std::uint64_t s0 = 0xe220a8397b1dcdafULL;
  const std::uint64_t sum = s0 + 0xf88bb8a8724c81ecULL;
  EXPECT_EQ(stream.next(), ((sum << 23) | (sum >> 41)) + s0);
}

TEST(RandomStream, ForksDependOnTheNameNotOnDraws) {
  RandomStream parent(7);
  RandomStream before = parent.fork("sun");
  for (int draw = 0; draw < 10; ++draw) (void)parent.next();
  RandomStream after = parent.fork("sun");
  EXPECT_EQ(before.next(), after.next());
  EXPECT_NE(parent.fork("sun").next(), parent.fork("wind").next());
}

struct Moments {
  const char* name;
  double mean;
  double variance;
  std::function<double(RandomStream&)> draw;
};

TEST(RandomStream, MomentsAreThoseOfTheDistributions) {
  const double weibull_mean = std::tgamma(1.5);
  const Moments rows[] = {
      {"uniform", 0.5, 1.0 / 12, [](RandomStream& r) { return r.uniform(); }},
      {"exponential", 2, 4, [](RandomStream& r) { return r.exponential(2); }},
      {"normal", 3, 4, [](RandomStream& r) { return r.normal(3, 2); }},
      {"gamma 0.5", 1, 2, [](RandomStream& r) { return r.gamma(0.5, 2); }},
      {"gamma 9", 18, 36, [](RandomStream& r) { return r.gamma(9, 2); }},
      {"weibull 2", weibull_mean, 1 - weibull_mean * weibull_mean,
       [](RandomStream& r) { return r.weibull(2, 1); }},
      {"poisson 0.3", 0.3, 0.3,
       [](RandomStream& r) { return static_cast<double>(r.poisson(0.3)); }},
      {"poisson 40", 40, 40, [](RandomStream& r) { return static_cast<double>(r.poisson(40)); }},
      {"poisson 5000", 5000, 5000,
       [](RandomStream& r) { return static_cast<double>(r.poisson(5000)); }},
  };
  constexpr int draws = 40'000;
  for (const Moments& row : rows) {
    SCOPED_TRACE(row.name);
    RandomStream stream(11);
    double sum = 0;
    double squares = 0;
    for (int draw = 0; draw < draws; ++draw) {
      const double value = row.draw(stream);
      sum += value;
      squares += value * value;
    }
    const double mean = sum / draws;
    // Five standard errors of the mean; 8 % for the variance.
    EXPECT_NEAR(mean, row.mean, 5 * std::sqrt(row.variance / draws));
    EXPECT_NEAR(squares / draws - mean * mean, row.variance, 0.08 * row.variance);
  }
}

TEST(RandomStream, CategoriesComeInProportion) {
  RandomStream stream(3);
  const std::array<double, 3> weights = {1, 0, 3};
  std::array<int, 3> seen{};
  for (int draw = 0; draw < 40'000; ++draw) ++seen[stream.categorical(weights)];
  EXPECT_EQ(seen[1], 0);
  EXPECT_NEAR(seen[2] / 40'000.0, 0.75, 0.01);
}

}  // namespace
}  // namespace islet
