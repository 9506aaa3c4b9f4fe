// Goal: a case of `what_if` shows what becomes of what is built and what would be planned anew, by
// the same functions as the plan itself.
#include "plan/what_if.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"

namespace islet {
namespace {

/// The camp's cameras alone: a plan of a tenth of a second.
Site small_site() {
  Site site = camp_site();
  site.workloads.resize(1);
  return site;
}

PlanOptions options() { return camp_options(2, 2); }

WhatIfSite with_cameras(double count) {
  Site site = small_site();
  site.workloads[0].count = known(count);
  return {"workloads.cameras.count", std::to_string(static_cast<int>(count)), site};
}

class WhatIfCases : public testing::Test {
 protected:
  void SetUp() override {
    auto made = make_plan(small_site(), shipped_catalog(), options());
    ASSERT_TRUE(made) << made.error().text();
    plan_ = std::move(*made);
    ASSERT_FALSE(plan_.designs.empty());
  }
  Plan plan_;
};

TEST_F(WhatIfCases, TheSiteAsItIsGivesTheDesignAsPlanned) {
  const auto cases =
      what_if_cases(plan_, {with_cameras(12)}, shipped_catalog(), options(), WhatIfDepth::exact);
  ASSERT_TRUE(cases);
  ASSERT_EQ(cases->size(), 1u);
  const WhatIfCase& same = cases->front();
  EXPECT_TRUE(same.kept_holds());
  ASSERT_TRUE(same.planned);
  EXPECT_EQ(same.planned->title, plan_.designs[0].title);
  const Money chosen = plan_.designs[0].cost.lifetime.value;
  EXPECT_EQ(same.kept->cost.lifetime.value, chosen);
  EXPECT_EQ(same.planned->cost.lifetime.value, chosen);
}

TEST_F(WhatIfCases, WorkBeyondWhatIsBuiltIsToldAndPlannedAnew) {
  const auto cases =
      what_if_cases(plan_, {with_cameras(400)}, shipped_catalog(), options(), WhatIfDepth::exact);
  ASSERT_TRUE(cases);
  const WhatIfCase& more = cases->front();
  EXPECT_FALSE(more.kept_holds());
  EXPECT_TRUE(more.planned_anew);
  if (more.planned) {
    EXPECT_GT(more.planned->cost.lifetime.value, plan_.designs[0].cost.lifetime.value);
  } else {
    EXPECT_FALSE(more.planned_why_not.empty());
  }
}

TEST_F(WhatIfCases, TheSiteAsItIsCostsNothingMoreByTheQuickEstimateEither) {
  // The design year is darker than the mean of the years: its own cost is not the plan's.
  const DesignOutcome& chosen = plan_.designs[0];
  const auto weather =
      plan_weather(built_as(plan_.site, chosen.design), shipped_catalog(), options());
  ASSERT_TRUE(weather);
  const WhatIfCase bare =
      kept_case(plan_, plan_.site, {shipped_catalog(), *weather, options(), WhatIfDepth::quick});
  ASSERT_TRUE(bare.kept);
  EXPECT_NE(bare.kept->cost.lifetime.value, chosen.cost.lifetime.value);
  const auto cases =
      what_if_cases(plan_, {with_cameras(12)}, shipped_catalog(), options(), WhatIfDepth::quick);
  ASSERT_TRUE(cases && cases->front().kept);
  const DesignOutcome& kept = *cases->front().kept;
  EXPECT_EQ(kept.cost.lifetime.value, chosen.cost.lifetime.value);
  EXPECT_EQ(kept.energy.fuel.value, chosen.energy.fuel.value);
}

TEST_F(WhatIfCases, AFuelPriceMovesTheCostAndNotTheWork) {
  Site dear = small_site();
  dear.power.generator->fuel_price = known(3.8 * dollar / litre);
  const auto cases = what_if_cases(plan_, {{"power.generator.fuel", "3.8 USD/L", dear}},
                                   shipped_catalog(), options(), WhatIfDepth::quick);
  ASSERT_TRUE(cases);
  ASSERT_TRUE(cases->front().kept);
  EXPECT_FALSE(cases->front().planned_anew);
  const DesignOutcome& kept = *cases->front().kept;
  EXPECT_GE(kept.cost.lifetime.value, plan_.designs[0].cost.lifetime.value);
  EXPECT_NEAR(kept.workloads[0].served.value, plan_.designs[0].workloads[0].served.value, 1e-3);
}

}  // namespace
}  // namespace islet
