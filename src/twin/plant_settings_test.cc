// Goal: what a live site is told of its plant is what the planner meant, above all when its
// generator starts.
#include "twin/plant_settings.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "energy/work_need.h"
#include "live/front_desk.h"
#include "serving/scheduler.h"
#include "sim/site_log.h"
#include "sim/tiny_site.h"

namespace islet {
namespace {

/// A plant whose battery holds a day of its mean work.
SitePower day_of_work() {
  SitePower power = tiny_power();
  power.plant.generator.emplace();
  power.plant.generator->rated = 1 * kilowatt;
  WorkNeed need;
  need.mean = power.plant.battery.usable() / (24.0 * hour);
  power.rule = rule_by_need(power.plant, need);
  return power;
}

/// Whether the scheduler of a live site asks for the set at that charge.
bool asks_at(double charge, const SchedulerSettings& settings) {
  const LiveCosts costs;
  Scheduler scheduler(settings, make_policies(default_scheduling), {}, costs);
  PowerReading reading;
  reading.charge = charge;
  reading.generator_can_run = true;
  std::vector<Decision> decisions;
  scheduler.handle(Instant(), PowerRead{reading}, decisions);
  return std::any_of(decisions.begin(), decisions.end(),
                     [](const Decision& one) { return std::holds_alternative<RunGenerator>(one); });
}

TEST(PlantSettings, TheSetIsAskedForByHoursOfWorkNotByShareOfTheBattery) {
  const SitePower power = day_of_work();
  ASSERT_LT(power.rule.start_below, 0.15);
  SchedulerSettings live;
  take_marks(power, live);
  EXPECT_FALSE(asks_at(0.2, live));
  EXPECT_TRUE(asks_at(power.rule.start_below - 0.01, live));
  EXPECT_TRUE(asks_at(0.2, SchedulerSettings()));  // what it would do by shares
}

TEST(PlantSettings, TheLiveSiteAsksWhereTheSimulatedOneAsks) {
  SiteRun run = tiny_site();
  run.power = day_of_work();
  const SchedulerSettings simulated = site_scheduler_settings(run);
  SchedulerSettings live;
  take_marks(run.power, live);
  EXPECT_EQ(live.generator.start_below, simulated.generator.start_below);
  EXPECT_EQ(live.generator.stop_above, simulated.generator.stop_above);
  EXPECT_EQ(live.generator.least_run, simulated.generator.least_run);
}

// A day of work in the battery: three hours of it count.
TEST(PlantSettings, ClassesAndStepsWaitByTheSameHoursOfWorkAsInThePlan) {
  const SitePower power = day_of_work();
  const double scale = 3.0 / 24.0 / 0.97 / 0.92;  // store and inverter lose their part
  EXPECT_NEAR(plant_settings(power, 0).counted_share, scale, 1e-9);
  SchedulerSettings live;
  take_marks(power, live);
  EXPECT_EQ(live.power.stops_below, SchedulerSettings().power.stops_below);
}

TEST(PlantSettings, TheLiveSiteKnowsQuietHoursAndHowLongTheSetMayTake) {
  SitePower power = day_of_work();
  power.quiet_hours[23] = true;
  const PlantWatchSettings settings = plant_settings(power, 0);
  EXPECT_EQ(settings.set.quiet_hours, power.quiet_hours);
  EXPECT_EQ(settings.set.patience, set_patience(*power.plant.generator));
}

}  // namespace
}  // namespace islet
