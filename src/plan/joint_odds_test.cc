// Goal: of designs that cost the same, the plan puts first the one that is surest to keep what was
// asked, and says of a cheaper one what it lacks.
#include "plan/joint_odds.h"

#include <optional>

#include <gtest/gtest.h>

#include "plan/explain.h"

namespace islet {
namespace {

DesignOutcome with_odds(std::optional<double> odds, Money lifetime = 100'000 * dollar) {
  DesignOutcome out;
  out.joint_odds = odds;
  out.cost.lifetime = exactly(lifetime, Grade::c, "test");
  out.minimised = exactly(lifetime / dollar, Grade::c, "test");
  return out;
}

TEST(Surest, GoesFirstAmongDesignsThatCostTheSame) {
  EXPECT_EQ(surest({100, 100.4}, {with_odds(0.55), with_odds(0.9)}), 1u);
  EXPECT_EQ(surest({100, 100.1, 100.4}, {with_odds(0.55), with_odds(0.7), with_odds(0.9)}), 2u);
}

TEST(Surest, IsNoReasonToPayMore) {
  EXPECT_EQ(surest({100, 100.6}, {with_odds(0.55), with_odds(1.0)}), 0u);
}

TEST(Surest, TakesMoreThanChance) {
  EXPECT_EQ(surest({100, 100.1}, {with_odds(0.85), with_odds(0.925)}), 0u)
      << "three of forty draws";
}

TEST(Surest, WantsOddsToBeKnown) {
  EXPECT_EQ(surest({100, 100.1}, {with_odds(std::nullopt), with_odds(1.0)}), 0u);
  EXPECT_EQ(surest({100}, {with_odds(0.5)}), 0u);
}

TEST(Surest, ACheaperRunnerUpSaysWhatItLacks) {
  const DesignOutcome first = with_odds(0.9, 100'054 * dollar);
  EXPECT_EQ(lost_by({first}, with_odds(0.55), Objective::lifetime_cost),
            "less sure, all requirements hold in 55 % of the draws; 54 USD less over the life");
  EXPECT_EQ(lost_by({first}, with_odds(0.85), Objective::lifetime_cost),
            "54 USD less over the life");
}

}  // namespace
}  // namespace islet
