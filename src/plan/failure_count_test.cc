// Goal: what a generator that fails costs the work stands in the low ends of what a plan promises
// and in what it says of each requirement, and is what simulated years lose.
#include "plan/failure_count.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "plan/plan_trial.h"
#include "plan/plant_outlook.h"
#include "plan/small_sites.h"
#include "plan/what_if.h"

namespace islet {
namespace {

/// Cameras that live on a generator alone, with a battery between its runs.
Site engine_site() {
  Site site = camp_site();
  site.workloads.resize(1);
  site.workloads.front().importance = Importance::high;
  site.hardware.consider = {"jetson_orin_nano_super"};
  site.power.solar.reset();
  site.power.other_loads.clear();
  site.power.battery->sizing.size = {
      5 * kilowatt_hour, 5 * kilowatt_hour, {}, ValueOrigin::written, {}};
  site.goals.renewable.reset();
  site.goals.ride_through.reset();
  return site;
}

const Requirement* served_of(const DesignOutcome& design, const std::string& subject) {
  const auto found = std::find_if(
      design.requirements.begin(), design.requirements.end(),
      [&](const Requirement& each) { return each.what == "served" && each.subject == subject; });
  return found == design.requirements.end() ? nullptr : &*found;
}

TEST(FailureCount, ThePromiseIsWhatSimulatedYearsServe) {
  const Plan plan = quick_plan(engine_site());
  ASSERT_FALSE(plan.designs.empty());
  const DesignOutcome& design = plan.designs.front();
  ASSERT_GT(design.failures_per_year, 1);
  const Requirement* served = served_of(design, "cameras");
  ASSERT_NE(served, nullptr);
  ASSERT_TRUE(served->with_failures);
  EXPECT_GT(served->found.value, 0.999);
  EXPECT_LT(*served->with_failures, served->found.value);
  EXPECT_LT(served->found.low, *served->with_failures);
  EXPECT_EQ(design.workloads.front().served.low, served->found.low);

  constexpr int years = 8;
  double lost = 0;
  int inside = 0;
  for (int seed = 0; seed < years; ++seed) {
    const auto trial = plan_trial(plan, shipped_catalog(), camp_options(1, 1),
                                  {static_cast<std::uint64_t>(2001 + seed), 365});
    ASSERT_TRUE(trial);
    const TrialFigure& found = trial->figures.front();
    ASSERT_EQ(found.what, "served");
    lost += (1 - found.found) / years;
    inside += found.inside ? 1 : 0;
  }
  EXPECT_GE(inside, years - 1);
  // Of that many failures by chance: a deviation is a fifth of their number.
  EXPECT_NEAR(lost / (1 - *served->with_failures), 1.0, 0.5);
}

TEST(FailureCount, ASetThatRarelyRunsIsRarelyMissed) {
  Site site = engine_site();
  site.power.solar = camp_site().power.solar;
  site.power.solar->sizing.size = {12 * kilowatt, 12 * kilowatt, {}, ValueOrigin::written, {}};
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  const auto outlook =
      plant_outlook(plan.site, shipped_catalog(), camp_options(1, 1), plan.designs.front().design);
  ASSERT_TRUE(outlook);
  // Fewer than one year in twenty sees a failure: 95 of 100 lose nothing to it.
  ASSERT_LT(outlook->outages.failures_per_year, 0.05);
  const ClassLoss& high = outlook->outages.classes[static_cast<std::size_t>(Importance::high)];
  EXPECT_EQ(high.by_failure_p95, Duration());
}

TEST(FailureCount, FailuresThatComeOftenLoseMoreInABadYearThanInTheMean) {
  const Plan plan = quick_plan(engine_site());
  ASSERT_FALSE(plan.designs.empty());
  const auto outlook =
      plant_outlook(plan.site, shipped_catalog(), camp_options(1, 1), plan.designs.front().design);
  ASSERT_TRUE(outlook);
  const ClassLoss& high = outlook->outages.classes[static_cast<std::size_t>(Importance::high)];
  EXPECT_GT(high.by_failure, Duration());
  EXPECT_GT(high.by_failure_p95, high.by_failure);
  EXPECT_LT(high.by_failure_p95, 5 * high.by_failure);
  // A run of this set begins when its battery is nearly empty: most of the repair is lost.
  EXPECT_GT(high.by_failure, outlook->outages.failures_per_year * outlook->outages.repair / 2);
  EXPECT_LE(high.by_failure, outlook->outages.failures_per_year * outlook->outages.repair);
}

TEST(FailureCount, SafetyWorkOutlastsAllOtherDuringARepair) {
  Site site = engine_site();
  site.workloads.front().importance = Importance::safety;
  site.power.other_loads = {{"radio", known(85 * watt), Importance::high, {}}};
  site.power.battery->keep_above = 0.4;
  site.power.solar = camp_site().power.solar;
  site.power.solar->sizing.size = {0.4 * kilowatt, 0.4 * kilowatt, {}, ValueOrigin::written, {}};
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  const auto outlook =
      plant_outlook(plan.site, shipped_catalog(), camp_options(1, 1), plan.designs.front().design);
  ASSERT_TRUE(outlook);
  const auto loss = [&](Importance of) {
    return outlook->outages.classes[static_cast<std::size_t>(of)].by_failure;
  };
  EXPECT_GT(loss(Importance::high), Duration());
  EXPECT_LT(loss(Importance::safety), 0.5 * loss(Importance::high));
}

/// The same with room for a larger battery, and any reserve up to the whole repair.
Site roomy_engine_site() {
  Site site = engine_site();
  site.power.battery->sizing.size.high = 60 * kilowatt_hour;
  site.power.generator->repair_reserve = {
      Duration(), site.power.generator->repair, {}, ValueOrigin::defaulted, {}};
  return site;
}

TEST(FailureCount, ADesignKeepsWhatItsServedSharesNeedDuringARepair) {
  Site site = roomy_engine_site();
  site.workloads.front().served_goal = 0.99;
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  const DesignOutcome& design = plan.designs.front();
  EXPECT_GT(design.design.power.repair_reserve, Duration());
  const Requirement* served = served_of(design, "cameras");
  ASSERT_NE(served, nullptr);
  EXPECT_TRUE(served->met);
  EXPECT_FALSE(served->with_failures);
  EXPECT_GE(served->found.value, 0.99);
  EXPECT_LT(served->found.value, 1);
  EXPECT_EQ(design.workloads.front().served.value, served->found.value);

  EXPECT_GT(served->found.high, 0.999);  // a year in which it does not fail

  constexpr int years = 8;
  double lost = 0;
  for (int seed = 0; seed < years; ++seed) {
    const auto trial = plan_trial(plan, shipped_catalog(), camp_options(1, 1),
                                  {static_cast<std::uint64_t>(3001 + seed), 365});
    ASSERT_TRUE(trial);
    ASSERT_EQ(trial->figures.front().what, "served");
    lost += (1 - trial->figures.front().found) / years;
  }
  // Less than a fifth of what the same set costs where nothing is kept (0.05), by chance or not.
  EXPECT_LT(lost, 0.02);
}

TEST(FailureCount, ALowerGoalKeepsLess) {
  Site site = roomy_engine_site();
  const auto kept_for = [&](double goal) {
    site.workloads.front().served_goal = goal;
    const Plan plan = quick_plan(site);
    CHECK(!plan.designs.empty());
    return plan.designs.front().design.power.repair_reserve;
  };
  EXPECT_LE(kept_for(0.97), kept_for(0.99));
  EXPECT_EQ(kept_for(0.5), Duration());
}

TEST(FailureCount, AQuickRepairNeedsNoReserve) {
  Site site = roomy_engine_site();
  site.workloads.front().served_goal = 0.99;
  site.power.generator->repair = 4 * hour;
  site.power.generator->repair_reserve.high = 4 * hour;
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  EXPECT_EQ(plan.designs.front().design.power.repair_reserve, Duration());
  EXPECT_EQ(plan.designs.front().repair, 4 * hour);
  EXPECT_FALSE(served_of(plan.designs.front(), "cameras")->with_failures);
}

TEST(FailureCount, WhatIsBuiltIsJudgedAsItWasPlanned) {
  for (const bool is_held : {false, true}) {
    Site site = is_held ? roomy_engine_site() : engine_site();
    site.workloads.front().served_goal = 0.99;
    const Plan plan = quick_plan(site);
    ASSERT_FALSE(plan.designs.empty());
    EXPECT_EQ(is_held_to_failures(plan.designs.front()), is_held);
    const auto weather = plan_weather(built_as(plan.site, plan.designs.front().design),
                                      shipped_catalog(), camp_options(1, 1));
    ASSERT_TRUE(weather);
    const PlanOptions options = camp_options(1, 1);
    const WhatIfCase as_is =
        kept_case(plan, plan.site, {shipped_catalog(), *weather, options, WhatIfDepth::exact});
    EXPECT_TRUE(as_is.kept_holds()) << is_held;
  }
}

TEST(FailureCount, NothingChangesWithoutAGenerator) {
  Site site = engine_site();
  site.power.solar = camp_site().power.solar;
  site.power.generator.reset();
  site.power.battery->sizing.size.high = 60 * kilowatt_hour;
  const Plan plan = quick_plan(site);
  ASSERT_FALSE(plan.designs.empty());
  EXPECT_EQ(plan.designs.front().failures_per_year, 0);
  const Requirement* served = served_of(plan.designs.front(), "cameras");
  ASSERT_NE(served, nullptr);
  EXPECT_FALSE(served->with_failures);
}

}  // namespace
}  // namespace islet
