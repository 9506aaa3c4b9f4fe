// Goal: the score says what a forecast is worth: nothing for one that repeats the present, all for
// one that knows, and how often the truth lay within its range.
#include "forecast/forecast_score.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

/// A zigzag that persistence never gets right by the hour and always by the day.
double zigzag(std::int64_t at) { return at % 2 == 0 ? 100 : 200; }

TEST(ForecastScore, NothingIsSaidBeforeHoursWereJudged) {
  const ForecastScore score;
  EXPECT_FALSE(score.lead_score(0));
}

TEST(ForecastScore, WhoRepeatsThePresentHasNoSkillAndWhoKnowsHasAll) {
  ForecastScore stays;
  ForecastScore knows;
  for (std::int64_t at = 0; at < 100; ++at) {
    const double seen = zigzag(at);
    stays.saw({at}, seen, true, [&](int) { return ForecastRange{seen, seen, seen}; });
    knows.saw({at}, seen, true, [&](int lead) {
      const double then = zigzag(at + lead);
      return ForecastRange{then, then, then};
    });
  }
  EXPECT_NEAR(stays.lead_score(0)->skill, 0, 1e-12);
  EXPECT_NEAR(stays.lead_score(0)->error, 100, 1e-9);
  EXPECT_NEAR(stays.lead_score(0)->pinball, 50, 1e-9);
  EXPECT_NEAR(knows.lead_score(0)->skill, 1, 1e-12);
  EXPECT_NEAR(knows.lead_score(0)->pinball, 0, 1e-12);
}

TEST(ForecastScore, CountsHowOftenTheTruthLayWithin) {
  ForecastScore score;
  RandomStream random(1);
  for (std::int64_t at = 0; at < 3'000; ++at) {
    const double seen = 100 * random.uniform();
    score.saw({at}, seen, at > 24, [](int) { return ForecastRange{10, 50, 90}; });
  }
  EXPECT_NEAR(score.lead_score(0)->inside, 0.8, 0.05);
  EXPECT_NEAR(score.lead_score(1)->inside, 0.8, 0.05);
  // The loss of the true quantiles of an even spread: mean of q (1 - q) / 2 of its width.
  EXPECT_NEAR(score.lead_score(0)->pinball, 100 * (0.045 + 0.125 + 0.045) / 3, 1);
}

}  // namespace
}  // namespace islet
