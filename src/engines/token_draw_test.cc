// Goal: tokens are drawn as their scores say, and again the same for the same seed and place.
#include "engines/token_draw.h"

#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(TokenDraw, TakesTheLikeliestWithoutTemperature) {
  EXPECT_EQ(drawn_token(std::vector<float>{0.1F, 3.0F, 2.9F}, {}, 0), 1);
  const float none = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(drawn_token(std::vector<float>{none, -1.0F, none}, {}, 0), 1);
}

TEST(TokenDraw, FollowsTheProbabilities) {
  const std::vector<float> scores = {std::log(1.0F), std::log(2.0F), std::log(7.0F)};
  std::map<std::int32_t, int> counts;
  for (std::uint64_t place = 0; place < 20'000; ++place) {
    ++counts[drawn_token(scores, {.temperature = 1.0F, .top_p = 1.0F, .top_k = 0, .seed = 3},
                         place)];
  }
  // Three deviations of 20,000 draws are about 200.
  EXPECT_NEAR(counts[0], 2000, 200);
  EXPECT_NEAR(counts[1], 4000, 200);
  EXPECT_NEAR(counts[2], 14'000, 220);
}

TEST(TokenDraw, KeepsToTheBestAsTold) {
  const std::vector<float> scores = {std::log(1.0F), std::log(2.0F), std::log(7.0F)};
  for (std::uint64_t place = 0; place < 500; ++place) {
    EXPECT_EQ(drawn_token(scores, {1.0F, 0.6F, 0, 1}, place), 2);
    EXPECT_NE(drawn_token(scores, {1.0F, 1.0F, 2, 1}, place), 0);
  }
}

TEST(TokenDraw, DependsOnSeedAndPlaceAlone) {
  const std::vector<float> scores(100, 1.0F);
  const Sampling sampling{1.0F, 1.0F, 0, 42};
  EXPECT_EQ(drawn_token(scores, sampling, 5), drawn_token(scores, sampling, 5));
  int same = 0;
  for (std::uint64_t place = 0; place < 100; ++place) {
    same +=
        drawn_token(scores, sampling, place) == drawn_token(scores, sampling, place + 1) ? 1 : 0;
  }
  EXPECT_LT(same, 10);
}

}  // namespace
}  // namespace islet
