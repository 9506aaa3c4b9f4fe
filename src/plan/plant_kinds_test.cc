// Goal: other tilts and other generator sets are looked at, counted once each, and taken where they
// pay; what a plan chose of them is what stands when it is looked at again.
#include "plan/plant_kinds.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"

namespace islet {
namespace {

Site cameras_only() {
  Site site = camp_site();
  site.workloads.resize(1);
  site.hardware.consider = {"jetson_orin_nano_super"};
  return site;
}

PlanOptions options(Effort effort = Effort::normal) {
  PlanOptions out = camp_options(2, 1);
  out.effort = effort;
  return out;
}

Plan planned(const Site& site, const PlanOptions& options) {
  auto plan = make_plan(site, shipped_catalog(), options);
  CHECK(plan.has_value());
  return std::move(*plan);
}

void expect_every_design_in_one_count(const SearchCount& count) {
  EXPECT_NEAR(count.covered,
              count.ruled_out + count.too_weak + count.beaten + count.dearer_gear + count.unfit +
                  count.by_bound + count.evaluated,
              1e-9 * count.covered);
  EXPECT_DOUBLE_EQ(count.covered, count.machines * count.gear * count.sizes * count.kinds);
  EXPECT_LE(count.judged, count.covered);
  EXPECT_GE(count.ruled_out, 0);
}

TEST(PlantKinds, NoWrittenTiltIsBetterThanTheChosenOneByMoreThanTheGap) {
  const Site site = cameras_only();
  const Plan plan = planned(site, options());
  ASSERT_FALSE(plan.designs.empty());
  expect_every_design_in_one_count(plan.count);
  EXPECT_GE(plan.count.kinds, 8);
  ASSERT_TRUE(plan.count.gap);
  for (const double tilt_deg : {10.0, 20.0, 40.0, 60.0}) {
    Site written = site;
    written.power.solar->tilt_deg = tilt_deg;
    const Plan other = planned(written, options());
    EXPECT_EQ(other.count.kinds, 1);
    if (other.designs.empty()) continue;
    ASSERT_TRUE(other.count.gap);
    EXPECT_GE(other.count.gap->answer, plan.count.gap->bound * (1 - 1e-3)) << tilt_deg;
  }
}

TEST(PlantKinds, ATiltThatIsMuchBetterIsTaken) {
  // Panels that look to the sky's dark half: the flattest of them gets most.
  Site site = cameras_only();
  site.power.solar->azimuth_deg = 180;  // south of the equator
  site.power.generator.reset();
  site.goals.renewable.reset();
  const Plan plan = planned(site, options());
  ASSERT_FALSE(plan.designs.empty());
  expect_every_design_in_one_count(plan.count);
  const double chosen = plan.designs.front().design.power.tilt_deg;
  const auto usual = plan_weather(site, shipped_catalog(), options());
  ASSERT_TRUE(usual);
  EXPECT_LT(chosen, usual->mount.surface.tilt_deg);
  const Site built = built_as(site, plan.designs.front().design);
  EXPECT_EQ(built.power.solar->tilt_deg, chosen);
}

TEST(PlantKinds, QuickEffortKeepsToTheUsualTilt) {
  const Plan plan = planned(cameras_only(), options(Effort::quick));
  EXPECT_EQ(plan.count.kinds, 1);
}

TEST(PlantKinds, EverySetOfTheRangeIsTried) {
  Site site = cameras_only();
  site.power.solar.reset();
  site.goals.renewable.reset();
  site.power.generator->sizing.size = {2 * kilowatt, 8 * kilowatt, {}, ValueOrigin::written, {}};
  const Plan plan = planned(site, options());
  ASSERT_FALSE(plan.designs.empty());
  EXPECT_EQ(plan.count.kinds, 3);  // 2, 5 and 8 kW of diesel
  expect_every_design_in_one_count(plan.count);
  for (const Power size : {2 * kilowatt, 5 * kilowatt, 8 * kilowatt}) {
    site.power.generator->sizing.size = {size, size, {}, ValueOrigin::written, {}};
    const Plan fixed = planned(site, options());
    if (!fixed.designs.empty()) {
      EXPECT_GE(fixed.count.gap->answer, plan.count.gap->answer * (1 - 0.0011));
    }
  }
}

TEST(PlantKinds, WhereTheSmallestSetHasNoAnswerLargerOnesAreTried) {
  Site site = cameras_only();
  site.power.solar.reset();
  site.power.battery.reset();
  site.goals.renewable.reset();
  site.goals.ride_through.reset();
  site.power.other_loads.push_back(
      {"pump", known(3 * kilowatt), Importance::safety, {}});  // more than the smallest carries
  site.power.generator->tank = 3000 * litre;
  site.power.generator->sizing.size = {2 * kilowatt, 8 * kilowatt, {}, ValueOrigin::written, {}};
  const Plan plan = planned(site, options());
  ASSERT_FALSE(plan.designs.empty());
  EXPECT_GE(plan.designs.front().design.power.generator->rated, 3 * kilowatt);
  EXPECT_EQ(plan.count.kinds, 3);
  expect_every_design_in_one_count(plan.count);
  site.power.generator->sizing.size = {2 * kilowatt, 2 * kilowatt, {}, ValueOrigin::written, {}};
  const Plan small = planned(site, options());
  EXPECT_TRUE(small.designs.empty());
  ASSERT_TRUE(small.nearest);
}

TEST(PlantKinds, TheSmallestTankThatDoesIsTaken) {
  Site site = cameras_only();
  site.power.solar.reset();
  site.goals.renewable.reset();
  GeneratorSupply& set = *site.power.generator;
  set.refill_every = 10 * day;
  set.tanks = {50 * litre, 400 * litre, 1500 * litre};
  set.tank = set.tanks.back();
  const Plan plan = planned(site, options());
  ASSERT_FALSE(plan.designs.empty());
  EXPECT_EQ(plan.count.kinds, 3);
  expect_every_design_in_one_count(plan.count);
  double best = std::numeric_limits<double>::infinity();
  Volume best_tank;
  for (const Volume tank : set.tanks) {
    Site fixed = site;
    fixed.power.generator->tanks = {tank};
    fixed.power.generator->tank = tank;
    const Plan other = planned(fixed, options());
    if (other.designs.empty()) continue;
    EXPECT_GE(other.count.gap->answer, plan.count.gap->answer * (1 - 0.0021));
    EXPECT_GE(other.count.gap->answer, plan.count.gap->bound * (1 - 1e-9));
    if (other.count.gap->answer >= best) continue;
    best = other.count.gap->answer;
    best_tank = tank;
  }
  EXPECT_EQ(plan.designs.front().design.power.tank, best_tank);
  EXPECT_LT(best_tank, set.tank);
}

}  // namespace
}  // namespace islet
