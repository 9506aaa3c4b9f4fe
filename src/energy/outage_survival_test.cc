// Goal: survival of outages agrees with REopt's published cases, with arithmetic by hand, and grows
// with everything that is added.
#include "energy/outage_survival.h"

#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

std::vector<Power> kilowatts(std::initializer_list<double> values) {
  std::vector<Power> series;
  for (const double value : values) series.push_back(value * kilowatt);
  return series;
}

OutagePlant two_sets(double battery_kwh) {
  OutagePlant plant;
  plant.sets = {{2, 1.0 * kilowatt, 1, 0, 5.0 * hour}};
  plant.battery.usable = battery_kwh * kilowatt_hour;
  plant.battery.power = 1.0 * kilowatt;
  return plant;
}

// REopt.jl test "Backup Generator Reliability": two sets of 1 kW that fail in 5 h.
TEST(OutageSurvival, SetsAloneAgreeWithReopt) {
  const OutageChances chances(two_sets(0));
  const std::vector<Power> load = kilowatts({1, 2, 2, 1});
  const Survival first = chances.survival(load, 0, 3, Energy());
  EXPECT_NEAR(first.until[0], 0.96, 1e-9);
  EXPECT_NEAR(first.until[1], 0.4096, 1e-9);
  EXPECT_NEAR(first.until[2], 0.262144, 1e-9);
  const Survival second = chances.survival(load, 1, 3, Energy());
  EXPECT_NEAR(second.in_step[2], 0.761856, 1e-9);
  EXPECT_NEAR(second.until[2], 0.393216, 1e-9);
}

TEST(OutageSurvival, SetsWithABatteryAgreeWithReopt) {
  const OutageChances chances(two_sets(2));
  const std::vector<Power> load = kilowatts({1, 2, 2, 1});
  const double expected[] = {1.0, 0.8704, 0.557056};
  const Survival survival = chances.survival(load, 0, 3, 1.0 * kilowatt_hour);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(survival.until[i], expected[i], 1e-6);
}

// The battery carries 4 h, so the set must start and live 20 h, or fail and be covered: REopt.jl.
TEST(OutageSurvival, BatteryBridgesASetThatDoesNotStart) {
  OutagePlant plant;
  plant.sets = {{1, 100.0 * kilowatt, 0.98, 0.1, 100.0 * hour}};
  plant.battery.usable = 400.0 * kilowatt_hour;
  plant.battery.power = 100.0 * kilowatt;
  const OutageChances chances(plant);
  const std::vector<Power> load = kilowatts({100});
  const Energy full[] = {plant.battery.usable};
  const Survival mean = mean_survival(chances, load, 24, full);
  EXPECT_NEAR(mean.until[23], 0.7213939189607576, 1e-5);
  EXPECT_NEAR(mean.until[23], 0.98 * 0.9 * std::pow(0.99, 20), 1e-9);
  EXPECT_NEAR(mean.until[3], 1, 1e-12);
}

TEST(OutageSurvival, UnequalSetsAreCountedByTheirPower) {
  OutagePlant plant;
  plant.sets = {{1, 60.0 * kilowatt, 0.9, 0, 1e9 * hour}, {2, 40.0 * kilowatt, 0.8, 0, 1e9 * hour}};
  const OutageChances chances(plant);
  // 80 kW: the large set with one of the small ones, or both small ones.
  const double expected = 0.9 * (1 - 0.2 * 0.2) + 0.1 * 0.8 * 0.8;
  const std::vector<Power> load = kilowatts({80});
  EXPECT_NEAR(chances.survival(load, 0, 1, Energy()).until[0], expected, 1e-6);
}

TEST(OutageSurvival, MoreOfAnythingNeverSurvivesLess) {
  const std::vector<Power> load = kilowatts({1, 2, 1.5, 0.5, 2, 1});
  OutagePlant plant = two_sets(2);
  const auto until = [&](const OutagePlant& one) {
    return OutageChances(one).survival(load, 2, 12, 0.5 * one.battery.usable).until.back();
  };
  const double before = until(plant);
  OutagePlant more = plant;
  more.sets[0].count = 3;
  EXPECT_GE(until(more), before);
  more = plant;
  more.sets[0].mean_time_to_failure = 20.0 * hour;
  EXPECT_GE(until(more), before);
  more = plant;
  more.battery.usable = 4.0 * kilowatt_hour;
  EXPECT_GE(until(more), before - 1e-9);
  more = plant;
  more.battery.power = 2.0 * kilowatt;
  EXPECT_GE(until(more), before - 1e-9);
}

// 10 W take a tenth of a level of 100 Wh in an hour: half a kWh lasts 50 hours all the same.
TEST(OutageSurvival, ALoadThatTakesLessThanALevelEmptiesABatteryToo) {
  OutagePlant plant;
  plant.battery.usable = 10.0 * kilowatt_hour;
  plant.battery.power = 1.0 * kilowatt;
  const std::vector<Power> load = {10 * watt};
  const Survival alone = OutageChances(plant).survival(load, 0, 80, 0.5 * kilowatt_hour);
  EXPECT_EQ(alone.until[49], 1);
  EXPECT_EQ(alone.until[50], 0);
  plant.sets = {{1, 1.0 * kilowatt, 1, 1, 1000.0 * hour}};  // one that never starts
  const Survival by_levels = OutageChances(plant).survival(load, 0, 80, 0.5 * kilowatt_hour);
  EXPECT_EQ(by_levels.until[39], 1);  // to within a level
  EXPECT_EQ(by_levels.until[60], 0);
}

TEST(OutageSurvival, ChancesFallWithTimeAndStayChances) {
  const OutageChances chances(two_sets(2));
  const Survival survival = chances.survival(kilowatts({1, 2, 2, 1}), 3, 100, Energy());
  double last = 1;
  for (std::size_t i = 0; i < 100; ++i) {
    EXPECT_LE(survival.until[i], last + 1e-12);
    EXPECT_LE(survival.until[i], survival.in_step[i] + 1e-12);
    EXPECT_GE(survival.until[i], 0);
    last = survival.until[i];
  }
}

TEST(OutageSurvival, SafetyWorkHasWhatIsKeptForItToItself) {
  const OutageBattery battery{10.0 * kilowatt_hour, 5.0 * kilowatt};
  const std::vector<Power> all = kilowatts({1});
  const std::vector<Power> safety = kilowatts({0.25});
  const auto course = reserve_course(battery, 4.0 * kilowatt_hour, {all, safety}, 0, 24, 1.0 * hour,
                                     battery.usable);
  // 6 kWh for all, then 4 kWh for 16 hours of safety work.
  for (std::size_t i = 0; i < 24; ++i) {
    const StepServed expected = i < 6    ? StepServed::all
                                : i < 22 ? StepServed::safety
                                         : StepServed::nothing;
    EXPECT_EQ(course[i], expected) << i;
  }
}

TEST(OutageSurvival, SunFirstGivesBackWhatSafetyWorkTookOfTheReserve) {
  const OutageBattery battery{10.0 * kilowatt_hour, 5.0 * kilowatt};
  const std::vector<Power> all = kilowatts({1, 1, -2, 1, 1});
  const std::vector<Power> safety = kilowatts({0.5, 0.5, -2.5, 0.5, 0.5});
  const auto course = reserve_course(battery, 4.0 * kilowatt_hour, {all, safety}, 0, 5, 1.0 * hour,
                                     4.5 * kilowatt_hour);
  // 4.5, 4.0, 3.5; two of sun make 5.5; one hour of all is left above 4.
  const StepServed expected[] = {StepServed::safety, StepServed::safety, StepServed::all,
                                 StepServed::all, StepServed::safety};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(course[i], expected[i]) << i;
}

}  // namespace
}  // namespace islet
