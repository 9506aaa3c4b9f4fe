// Goal: ranges hold nine figures in ten, whatever the errors look like.
#include "accuracy/conformal.h"

#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

/// Errors with far tails (a Student-t of 3 degrees times its deviation) and deviations that vary.
std::vector<ConformalScore> drawn(int rows, const std::string& group, double blur,
                                  RandomStream& stream) {
  std::vector<ConformalScore> scores;
  for (int i = 0; i < rows; ++i) {
    const double sd = stream.uniform(0.05, 0.5);
    const double chi = stream.gamma(1.5, 2.0 / 3);
    scores.push_back({group, blur * sd * stream.normal() / std::sqrt(chi), sd});
  }
  return scores;
}

double share_inside(const ConformalFactors& factors, const std::vector<ConformalScore>& rows) {
  int inside = 0;
  for (const ConformalScore& row : rows) {
    if (std::abs(row.residual) <= factors.factor(row.group) * row.sd) ++inside;
  }
  return inside / static_cast<double>(rows.size());
}

TEST(Conformal, TheFactorIsTheScoreOfTheRightRank) {
  std::vector<ConformalScore> scores;
  for (int i = 1; i <= 39; ++i) scores.push_back({"b", (i % 2 == 0 ? 0.1 : -0.1) * i, 0.1});
  const Result<ConformalFactors> factors = conformal_factors(scores);
  ASSERT_TRUE(factors.has_value());
  EXPECT_NEAR(factors->factor("b"), 36, 1e-12);  // ceil(40 * 0.9) of 1, 2, ..., 39
  EXPECT_EQ(factors->pooled.rows, 39);
  EXPECT_NEAR(factors->pooled.median_error, std::exp(2.0) - 1, 1e-9);
  EXPECT_NEAR(factors->pooled.p90_error, std::exp(3.6) - 1, 1e-9);
}

TEST(Conformal, HoldsNineNewRowsInTen) {
  RandomStream stream(21);
  double sum = 0;
  constexpr int worlds = 60;
  for (int world = 0; world < worlds; ++world) {
    std::vector<ConformalScore> scores = drawn(150, "known", 0.6, stream);
    for (ConformalScore& one : drawn(80, "unseen", 2.5, stream)) scores.push_back(std::move(one));
    const Result<ConformalFactors> factors = conformal_factors(scores);
    ASSERT_TRUE(factors.has_value());
    EXPECT_GT(factors->factor("unseen"), 2 * factors->factor("known"));
    sum += share_inside(*factors, drawn(1000, "known", 0.6, stream)) / 2;
    sum += share_inside(*factors, drawn(1000, "unseen", 2.5, stream)) / 2;
  }
  // One world gives 0.90 +- 0.03 by theory (beta distribution); 60 worlds give +- 0.004.
  EXPECT_NEAR(sum / worlds, 0.9, 0.012);
}

TEST(Conformal, ASmallGroupTakesTheFactorOfAllRows) {
  RandomStream stream(22);
  std::vector<ConformalScore> scores = drawn(100, "large", 1, stream);
  for (ConformalScore& one : drawn(29, "small", 9, stream)) scores.push_back(std::move(one));
  const Result<ConformalFactors> factors = conformal_factors(scores);
  ASSERT_TRUE(factors.has_value());
  ASSERT_EQ(factors->groups.size(), 2U);
  EXPECT_FALSE(factors->groups[0].is_pooled);
  EXPECT_TRUE(factors->groups[1].is_pooled);
  EXPECT_EQ(factors->factor("small"), factors->pooled.factor);
  EXPECT_EQ(factors->factor("never heard of"), factors->pooled.factor);
  EXPECT_NE(factors->factor("large"), factors->pooled.factor);
}

TEST(Conformal, EightRowsBoundNoRangeOfNineInTen) {
  RandomStream stream(23);
  EXPECT_TRUE(conformal_factors(drawn(9, "b", 1, stream)).has_value());
  const Result<ConformalFactors> factors = conformal_factors(drawn(8, "b", 1, stream));
  ASSERT_FALSE(factors.has_value());
  EXPECT_EQ(factors.error().text(),
            "error[V8]: 8 rows are too few for ranges that hold with 0.9, must be at least 9\n"
            "  hint: Calibrate with more measurements.");
}

}  // namespace
}  // namespace islet
