// Goal: what a project costs beside its gear is on the bill, in each year's cash and in the search,
// as the site file says, and changes no design where it weighs all alike.
#include <gtest/gtest.h>

#include "plan/small_sites.h"

namespace islet {
namespace {

Uncertain<double> share(double low, double high) {
  return {(low + high) / 2, low, high, false, ValueOrigin::written, {}};
}

Money gear_cost(const DesignOutcome& design) {
  Money cost;
  for (const BillItem& item : design.bill) {
    if (item.part != "project") cost += item.cost.value;
  }
  return cost;
}

class ProjectCosts : public testing::Test {
 protected:
  ProjectCosts() : plain(camp_site()), with(camp_site()) {
    with.money.project.push_back({"engineering", {}, share(0.1, 0.3), {}});
    with.money.project.push_back({"approval", known(4000.0 * dollar), {}, {}});
    with.money.project.push_back({"contract", {}, {}, known(1200.0 * dollar / year)});
  }
  Site plain, with;
};

TEST_F(ProjectCosts, StandOnTheBillWithTheirRange) {
  const Plan plan = quick_plan(with);
  ASSERT_FALSE(plan.designs.empty());
  const DesignOutcome& design = plan.designs.front();
  const Money gear = gear_cost(design);
  ASSERT_GE(design.bill.size(), 2u);
  const BillItem& engineering = design.bill[design.bill.size() - 2];
  EXPECT_EQ(engineering.what, "engineering");
  EXPECT_NEAR(engineering.cost.value / dollar, 0.2 * (gear / dollar), 1e-6);
  EXPECT_NEAR(engineering.cost.low / dollar, 0.1 * (gear / dollar), 1e-6);
  EXPECT_NEAR(engineering.cost.high / dollar, 0.3 * (gear / dollar), 1e-6);
  EXPECT_EQ(design.bill.back().cost.value, 4000 * dollar);
  EXPECT_NEAR(design.cost.purchase.value / dollar, 1.2 * (gear / dollar) + 4000, 1e-6);
}

TEST_F(ProjectCosts, ArePaidEachYearAndKeepNoRestValue) {
  // A share of the gear would weigh more gear against more fuel otherwise.
  with.money.project.erase(with.money.project.begin());
  const DesignOutcome one = quick_plan(plain).designs.front();
  const DesignOutcome other = quick_plan(with).designs.front();
  ASSERT_EQ(one.title, other.title);
  ASSERT_GE(other.cost.cash.size(), 2u);
  EXPECT_NEAR((other.cost.cash[1].operation - one.cost.cash[1].operation) / dollar, 1200, 1e-6);
  EXPECT_EQ(other.cost.salvage.value, one.cost.salvage.value);
}

TEST_F(ProjectCosts, CountAgainstTheBudget) {
  with.money.project.push_back({"palace", known(1e6 * dollar), {}, {}});
  with.money.budget = Limit<Money>{500000 * dollar, {}};
  EXPECT_EQ(quick_plan(with).state, PlanState::infeasible);
}

}  // namespace
}  // namespace islet
