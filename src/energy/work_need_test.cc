// Goal: marks of the set, of steps and of the reserve count hours of work, and before quiet hours
// the set fills what they take.
#include "energy/work_need.h"

#include <vector>

#include <gtest/gtest.h>

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

TEST(WorkNeed, SeesTheLongestStretchOfQuietHours) {
  QuietSite site;
  site.weather.quiet_hours[13] = true;
  const WorkNeed need = work_need(site.loads, site.weather.quiet_hours);
  EXPECT_EQ(need.quiet_from, 22);
  EXPECT_EQ(need.quiet_hours, 7);
  EXPECT_NEAR(need.quiet_most / (7.0 * hour * steady), 1.0, 1e-12);
  EXPECT_EQ(work_need(site.loads).quiet_from, -1);
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
  EXPECT_EQ(plain.before_quiet[21], 0.0);
  const WorkNeed need = work_need(site.loads, site.weather.quiet_hours);
  const GeneratorRule rule = rule_by_need(site.plant, need);
  EXPECT_GT(rule.before_quiet[21], plain.start_below);
  EXPECT_EQ(rule.before_quiet[22], 0.0);
  EXPECT_EQ(rule.before_quiet[12], 0.0);
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
  EXPECT_GT(rule.before_quiet[20], rule.start_below);
  EXPECT_GT(rule.before_quiet[21], rule.before_quiet[20]);
}

}  // namespace
}  // namespace islet
