// Goal: what a design takes of what is minimised is told in its own unit, and runners-up are told
// by it, not by their lifetime cost.
#include "plan/goal_amount.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"
#include "plan/explain.h"
#include "plan/make_plan.h"

namespace islet {
namespace {

DesignOutcome design(Money purchase, Money lifetime, double minimised) {
  DesignOutcome out;
  out.cost.purchase = exactly(purchase, Grade::c, "test");
  out.cost.lifetime = exactly(lifetime, Grade::c, "test");
  out.minimised = exactly(minimised, Grade::c, "test");
  return out;
}

TEST(GoalAmount, EachGoalHasItsOwnFigure) {
  const MinimisedFigures figures{9'000 * dollar, 4'000 * dollar, 120 * kilowatt_hour, 30 * litre,
                                 55 * kilogram};
  EXPECT_DOUBLE_EQ(goal_amount(Objective::lifetime_cost, figures), 9'000);
  EXPECT_DOUBLE_EQ(goal_amount(Objective::purchase_cost, figures), 4'000);
  EXPECT_DOUBLE_EQ(goal_amount(Objective::energy, figures), 120 + 30 * 10);
  EXPECT_DOUBLE_EQ(goal_amount(Objective::fuel, figures), 30);
  EXPECT_DOUBLE_EQ(goal_amount(Objective::mass, figures), 55);
}

TEST(GoalAmount, ARunnerUpIsToldByWhatIsMinimised) {
  const DesignOutcome first = design(4'000 * dollar, 9'000 * dollar, 4'000);
  const DesignOutcome other = design(4'100 * dollar, 8'500 * dollar, 4'100);
  EXPECT_EQ(lost_by({first}, other, Objective::purchase_cost),
            "100 USD more to buy; 500 USD less over the life");
  const DesignOutcome thirsty = design(4'000 * dollar, 9'000 * dollar, 4'012.5);
  EXPECT_EQ(lost_by({first}, thirsty, Objective::fuel),
            "12.5 L/year more fuel; 0 USD more over the life");
  EXPECT_EQ(lost_by({first}, first, Objective::mass), "as much mass; 0 USD more over the life");
  EXPECT_EQ(lost_by({first}, other, Objective::lifetime_cost), "500 USD less over the life");
}

/// Equal amounts of fuel, energy or purchase are told apart by the lifetime cost.
double ranked_by(Objective goal, const DesignOutcome& each) {
  const bool is_told_apart = goal != Objective::lifetime_cost && goal != Objective::mass;
  return each.minimised.value + (is_told_apart ? 1e-3 * (each.cost.lifetime.value / dollar) : 0);
}

/// Every goal: designs come in the order of what is minimised, and carry its range.
TEST(GoalAmount, APlanTellsWhatItMinimised) {
  for (const Objective goal : {Objective::lifetime_cost, Objective::purchase_cost,
                               Objective::energy, Objective::fuel, Objective::mass}) {
    Site site = camp_site();
    site.workloads.resize(1);
    site.goals.minimise = goal;
    PlanOptions options = camp_options(1, 1);
    options.effort = Effort::quick;
    options.top = 5;
    const auto plan = make_plan(site, shipped_catalog(), options);
    ASSERT_TRUE(plan.has_value());
    ASSERT_GE(plan->designs.size(), 2u) << name_of(goal);
    for (const DesignOutcome& each : plan->designs) {
      EXPECT_LE(each.minimised.low, each.minimised.value);
      EXPECT_GE(each.minimised.high, each.minimised.value);
      // What is left out of the search may be better by its gap.
      EXPECT_GE(ranked_by(goal, each), 0.99 * ranked_by(goal, plan->designs.front()))
          << name_of(goal) << ": " << each.title;
    }
    if (goal == Objective::purchase_cost) {
      const DesignOutcome& first = plan->designs.front();
      EXPECT_DOUBLE_EQ(first.minimised.value, first.cost.purchase.value / dollar);
    }
  }
}

}  // namespace
}  // namespace islet
