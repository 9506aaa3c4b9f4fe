// Goal: a battery on its own keeps its balance, its limits and its published life.
#include "energy/battery_days.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace islet {
namespace {

BatteryModule lfp() {
  BatteryModule module;
  module.chemistry = "lfp";
  module.capacity = 5 * kilowatt_hour;
  module.usable_min = 0.1;
  module.usable_max = 1.0;
  module.charge_max = 0.5 / hour;
  module.discharge_max = 0.5 / hour;
  module.round_trip.typical = 0.92;
  module.cycles_to_end.typical = 6000;
  module.cycle_depth = 0.8;
  module.end_capacity = 0.7;
  module.calendar_life.typical = 15 * year;
  module.charge_min = celsius(0);
  module.charge_max_temperature = celsius(50);
  module.discharge_min = celsius(-20);
  return module;
}

constexpr BatteryDuty daily{2.0 * kilowatt, 1.0 * kilowatt, 6, 18, celsius(25)};

TEST(BatteryDay, WhatGoesInComesOutOrIsLost) {
  const BatteryDay day_run = battery_day(lfp(), 10 * kilowatt_hour, daily);
  EXPECT_NEAR((day_run.out + day_run.lost) / day_run.in, 1.0, 1e-6);
  EXPECT_NEAR(day_run.out / day_run.in, 0.92, 0.002);
  for (const BatteryHour& now : day_run.hours) {
    EXPECT_GE(now.charge, 0.1 - 1e-9);
    EXPECT_LE(now.charge, 1.0 + 1e-9);
  }
}

TEST(BatteryDay, StaysWithinItsWindow) {
  // 10 kWh with a window of 90 % and a load that would take more.
  BatteryDuty thirsty = daily;
  thirsty.load = 4 * kilowatt;
  const BatteryDay day_run = battery_day(lfp(), 10 * kilowatt_hour, thirsty);
  EXPECT_NEAR(day_run.depth, 0.9, 1e-6);
}

TEST(BatteryDay, ALithiumCellWithoutHeaterTakesNoChargeInFrost) {
  BatteryDuty frost = daily;
  frost.cells = celsius(-5);
  EXPECT_LT(battery_day(lfp(), 10 * kilowatt_hour, frost).in, 1 * watt_hour);
}

TEST(BatteryYears, LoseByTimeAndByCyclesUntilWornOut) {
  const auto ages = battery_years(lfp(), 10 * kilowatt_hour, daily, 12);
  ASSERT_EQ(ages.size(), 12U);
  double left = 1;
  for (const BatteryAge& age : ages) {
    EXPECT_LT(age.left, left);
    EXPECT_NEAR(1 - std::max(age.by_time, age.by_cycles), age.left, 1e-9);
    left = age.left;
  }
  // 5.43 kWh through the terminals at night from a store of 10: about 200 full cycles a year.
  EXPECT_NEAR(ages.front().cycles, 365 * battery_day(lfp(), 10 * kilowatt_hour, daily).depth, 1);
  EXPECT_FALSE(ages.front().worn_out);
}

TEST(BatteryYears, HeatShortensThem) {
  BatteryDuty hot = daily;
  hot.cells = celsius(45);
  EXPECT_LT(battery_years(lfp(), 10 * kilowatt_hour, hot, 5).back().left,
            battery_years(lfp(), 10 * kilowatt_hour, daily, 5).back().left);
}

}  // namespace
}  // namespace islet
