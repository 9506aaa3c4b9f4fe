// Goal: marks of the set, of steps and of the reserve count hours of work, and before quiet hours
// the set fills what they take.
#include "energy/work_need.h"

#include <vector>

#include <gtest/gtest.h>

#include "energy/generator_choice.h"
#include "energy/random_plant.h"

namespace islet {
namespace {

constexpr Power steady = 500.0 * watt;

/// A steady load, half of it for safety; the set rests from 22:00 to 5:00.
struct QuietSite {
  std::vector<Power> half = std::vector<Power>(hours_per_year, 0.5 * steady);
  std::vector<Load> loads;
  PlantWeather weather;
  Plant plant = example_plant();

  QuietSite() {
    loads = {{"cameras", Importance::safety, half, {}, false},
             {"reports", Importance::low, half, {{0.6, 0.0, 0.0}}, false}};
    for (const std::size_t at : {22, 23, 0, 1, 2, 3, 4}) weather.quiet_hours[at] = true;
    plant.panel_rated = Power();
    plant.battery.capacity = 8.0 * kilowatt_hour;
    plant.generator->tank = Volume();
  }
  PlantYear run(const GeneratorRule& rule) const {
    return plant_year(plant, weather, loads, *make_policy("cycle_charging", rule));
  }
};

TEST(WorkNeed, SeesWhatEachHourOfTheDayAsksFor) {
  QuietSite site;
  for (std::size_t i = 0; i < hours_per_year; ++i) {
    if (i % 24 == 12) site.half[i] = i == 36 ? steady : Power();
  }
  const WorkNeed need = work_need(site.loads, site.weather.quiet_hours);
  EXPECT_TRUE(need.hours[23].is_quiet);
  EXPECT_FALSE(need.hours[21].is_quiet);
  EXPECT_EQ(need.hours[11].most, steady);
  EXPECT_EQ(need.hours[12].most, 2.0 * steady);
  EXPECT_EQ(need.hours[12].gives_up_below, 0.6);
  site.half[36] = Power();
  EXPECT_EQ(work_need(site.loads).hours[12].most, Power());
  EXPECT_EQ(work_need(site.loads).hours[12].gives_up_below, 0.0);
}

TEST(CountedShare, IsThreeHoursOfWorkBesideASetAndElseTheWholeBattery) {
  QuietSite site;
  const WorkNeed need = work_need(site.loads);
  const Battery& battery = site.plant.battery;
  const Power drawn =
      steady / site.plant.conversion.bus_to_load + site.plant.own_draw + battery.standby;
  const Energy of_work = 3.0 * hour * drawn / battery.discharge_efficiency;
  EXPECT_NEAR(counted_share(site.plant, need), of_work / battery.usable(), 1e-12);
  site.plant.battery.capacity = 1.0 * kilowatt_hour;
  EXPECT_EQ(counted_share(site.plant, need), 1.0);
  site.plant.battery.capacity = 8.0 * kilowatt_hour;
  site.plant.generator.reset();
  EXPECT_EQ(counted_share(site.plant, need), 1.0);
}

TEST(RuleByNeed, TheSetFillsTheStoreBeforeQuietHours) {
  const QuietSite site;
  const GeneratorRule plain = rule_by_need(site.plant, work_need(site.loads));
  EXPECT_EQ(plain.start_by_hour[21], plain.start_by_hour[12]);
  const WorkNeed need = work_need(site.loads, site.weather.quiet_hours);
  const GeneratorRule rule = rule_by_need(site.plant, need);
  EXPECT_GT(rule.start_by_hour[21], plain.start_below);
  EXPECT_EQ(rule.start_by_hour[22], 0.0);
  EXPECT_EQ(rule.start_by_hour[12], plain.start_by_hour[12]);
  // Without it work is given up in most nights, with it in none.
  EXPECT_LT(site.run(plain).loads[1].work_share, 0.95);
  const PlantYear filled = site.run(rule);
  EXPECT_EQ(filled.loads[1].work_share, 1.0);
  EXPECT_EQ(filled.unserved, Energy());
}

TEST(RuleByNeed, ARepairReserveStartsTheSetThatManyHoursOfWorkEarlier) {
  QuietSite site;
  site.plant.battery.capacity = 60.0 * kilowatt_hour;
  const WorkNeed need = work_need(site.loads);
  const GeneratorRule plain = rule_by_need(site.plant, need);
  site.plant.repair_reserve = 10.0 * hour;
  const GeneratorRule rule = rule_by_need(site.plant, need);
  const Battery& battery = site.plant.battery;
  const Power drawn =
      steady / site.plant.conversion.bus_to_load + site.plant.own_draw + battery.standby;
  const double reserved = 10.0 * hour * drawn / battery.discharge_efficiency / battery.usable();
  EXPECT_GE(rule.start_below, reserved);
  EXPECT_NEAR(rule.gives_up_below, std::max(plain.gives_up_below, site.plant.keep_above) + reserved,
              1e-12);
  // A run is no shorter for it: the set does not start more often.
  EXPECT_GE(rule.stop_above - rule.start_below, plain.run_least);
  EXPECT_GE(rule.stop_above, plain.stop_above);
  EXPECT_EQ(rule.steps.scale, plain.steps.scale);
  // No battery keeps more than it holds.
  site.plant.repair_reserve = 1000.0 * hour;
  EXPECT_LT(rule_by_need(site.plant, need).start_below, 0.9);
  EXPECT_LE(rule_by_need(site.plant, need).stop_above, 0.98);
}

TEST(RuleByNeed, AWeakSetBeginsEarlierBeforeQuietHours) {
  QuietSite site;
  site.plant.generator->rated = 1.5 * kilowatt;
  const GeneratorRule rule =
      rule_by_need(site.plant, work_need(site.loads, site.weather.quiet_hours));
  EXPECT_GT(rule.start_by_hour[20], rule.start_by_hour[12]);
  EXPECT_GT(rule.start_by_hour[21], rule.start_by_hour[20]);
}

// Where nothing but the night asks for full work, the set need not start by day for its sake.
TEST(RuleByNeed, MarksGoByWhatTheHourAsksFor) {
  QuietSite site;
  site.weather.quiet_hours = {};
  std::vector<Power> by_night(hours_per_year);
  for (std::size_t i = 0; i < by_night.size(); ++i) {
    if (i % 24 < 6) by_night[i] = steady;
  }
  site.loads[1].demand = by_night;
  const GeneratorRule rule = rule_by_need(site.plant, work_need(site.loads));
  EXPECT_GT(rule.start_by_hour[3], rule.start_by_hour[12] + rule.gives_up_below);
  EXPECT_LT(rule.start_by_hour[12], rule.start_below);
  const PlantYear books = site.run(rule);
  EXPECT_EQ(books.loads[1].work_share, 1.0);
  EXPECT_EQ(books.unserved, Energy());
}

// A morning whose sun carries its loads needs no set for what the hour asks.
TEST(RuleByNeed, SunOfTheHourIsNotAskedOfTheStore) {
  const QuietSite site;
  const WorkNeed need = work_need(site.loads, site.weather.quiet_hours);
  const GeneratorRule rule = rule_by_need(site.plant, need);
  const double mark = rule.start_by_hour[8];
  EXPECT_EQ(marks_at(rule, 8, 0.0).start_below, mark);
  EXPECT_NEAR(marks_at(rule, 8, 1.0).start_below, rule.gives_up_below, 1e-12);
  EXPECT_EQ(marks_at(rule, 8, 1.0).stop_above, marks_at(rule, 8, 0.0).stop_above);
  PlantView view;
  view.now = Instant(8LL * 3'600'000'000'000);
  view.full.all = steady;
  view.without_generator.without_battery = 0.25 * steady;
  EXPECT_NEAR(marks_at(rule, view).start_below, mark - 0.25 * (mark - rule.gives_up_below), 1e-12);
  view.without_generator.without_battery = 2.0 * steady;
  EXPECT_NEAR(marks_at(rule, view).start_below, rule.gives_up_below, 1e-12);
  // What quiet hours ask for stays.
  EXPECT_GT(marks_at(rule, 21, 1.0).start_below, mark);
}

}  // namespace
}  // namespace islet
