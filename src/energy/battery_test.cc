// Goal: the battery keeps its limits in every state, loses what its efficiency says, and ages.
#include "energy/battery.h"

#include <cmath>

#include <gtest/gtest.h>

#include "energy/battery_ageing.h"

namespace islet {
namespace {

BatteryModule lfp() {
  BatteryModule module;
  module.chemistry = "lfp";
  module.capacity = 5.12 * kilowatt_hour;
  module.usable_min = 0.10;
  module.usable_max = 1.00;
  module.charge_max = 0.5 / hour;
  module.discharge_max = 0.8 / hour;
  module.round_trip.typical = 0.95;
  module.cycles_to_end.typical = 5000;
  module.cycle_depth = 0.9;
  module.end_capacity = 0.7;
  module.calendar_life.typical = 13.0 * year;
  module.charge_min = celsius(0);
  module.charge_max_temperature = celsius(45);
  module.discharge_min = celsius(-20);
  module.standby.typical = 2.0 * watt;
  return module;
}

TEST(Battery, BankScalesItsModulesAndSplitsTheRoundTrip) {
  const Battery bank = battery_bank(lfp(), 10.24 * kilowatt_hour);
  EXPECT_DOUBLE_EQ(bank.charge_max / kilowatt, 5.12);
  EXPECT_DOUBLE_EQ(bank.discharge_max / kilowatt, 8.192);
  EXPECT_DOUBLE_EQ(bank.standby / watt, 4.0);
  EXPECT_NEAR(bank.charge_efficiency * bank.discharge_efficiency, 0.95, 1e-12);
  EXPECT_NEAR(bank.usable() / kilowatt_hour, 9.216, 1e-9);
}

TEST(Battery, IsNotChargedInTheColdOrTheHeat) {
  const Battery bank = battery_bank(lfp(), 5.12 * kilowatt_hour);
  const Energy half = bank.stored_at(0.5);
  EXPECT_EQ(charge_limit(bank, half, hour, celsius(-0.1)), Power());
  EXPECT_EQ(charge_limit(bank, half, hour, celsius(45.1)), Power());
  EXPECT_GT(charge_limit(bank, half, hour, celsius(0)), Power());
  EXPECT_GT(discharge_limit(bank, half, bank.floor(), hour, celsius(-10)), Power());
  EXPECT_EQ(discharge_limit(bank, half, bank.floor(), hour, celsius(-21)), Power());
}

TEST(Battery, HeatedOneIsChargedInTheColdAndPaysForIt) {
  BatteryModule heated = lfp();
  heated.charge_min = celsius(-20);
  heated.heater = 150.0 * watt;
  const Battery bank = battery_bank(heated, 5.12 * kilowatt_hour);
  EXPECT_GT(charge_limit(bank, bank.stored_at(0.5), hour, celsius(-10)), Power());
  EXPECT_NEAR(heater_draw(bank, celsius(-20)) / watt, 150.0, 1e-9);
  EXPECT_NEAR(heater_draw(bank, celsius(-7.5)) / watt, 75.0, 1e-9);
  EXPECT_EQ(heater_draw(bank, celsius(5)), Power());
}

TEST(Battery, LimitsEndExactlyAtTheWindow) {
  const Battery bank = battery_bank(lfp(), 5.12 * kilowatt_hour);
  const Energy nearly_full = bank.stored_at(0.95);
  const Power in = charge_limit(bank, nearly_full, hour, celsius(20));
  EXPECT_NEAR((nearly_full + in * bank.charge_efficiency * hour) / bank.ceiling(), 1.0, 1e-12);
  const Energy nearly_empty = bank.stored_at(0.05);
  const Power out = discharge_limit(bank, nearly_empty, bank.floor(), hour, celsius(20));
  EXPECT_NEAR((nearly_empty - out / bank.discharge_efficiency * hour) / bank.floor(), 1.0, 1e-12);
}

// NREL/ssc lib_battery_capacity_test.cpp at e97a19f, LiIon: 1000 Ah, window 15..95 %, from 50 %,
// one-hour steps of 1.5, 3, 490 and 490 A. Lossless, so amp-hours stand for watt-hours.
TEST(Battery, DischargeSequenceAgreesWithSsc) {
  BatteryModule module = lfp();
  module.capacity = 1000.0 * watt_hour;
  module.usable_min = 0.15;
  module.usable_max = 0.95;
  module.round_trip.typical = 1.0;
  module.discharge_max = 1.0 / hour;
  const Battery bank = battery_bank(module, 1000.0 * watt_hour);
  Energy stored = 500.0 * watt_hour;
  const double wanted[] = {1.5, 3, 490, 490};
  const double actual[] = {1.5, 3, 345.5, 0};
  const double left[] = {498.5, 495.5, 150, 150};
  for (int i = 0; i < 4; ++i) {
    const Power out =
        std::min(wanted[i] * watt, discharge_limit(bank, stored, bank.floor(), hour, celsius(20)));
    stored -= out * hour;
    EXPECT_NEAR(out / watt, actual[i], 0.01);
    EXPECT_NEAR(stored / watt_hour, left[i], 0.01);
  }
}

TEST(Battery, LifeIsTheLesserOfAgeAndUse) {
  EXPECT_NEAR(battery_life(lfp(), 100) / year, 13.0, 1e-9);
  EXPECT_NEAR(battery_life(lfp(), 450) / year, 10.0, 1e-9);
  EXPECT_NEAR(battery_health(lfp(), 1.0 * year, 4500), 0.70, 1e-9);
}

// Half the calendar life: LFP has lost 0.3 times the root of a half, NMC 0.3 * 0.5^0.75, lead half.
TEST(Battery, CapacityFollowsTheLawOfItsChemistry) {
  BatteryModule module = lfp();
  EXPECT_NEAR(battery_health(module, 6.5 * year, 0), 1 - 0.3 * 0.70711, 1e-5);
  EXPECT_NEAR(battery_bank(module, 5.12 * kilowatt_hour, 6.5 * year).capacity / kilowatt_hour,
              5.12 * (1 - 0.3 * 0.70711), 1e-4);
  module.chemistry = "nmc";
  EXPECT_NEAR(battery_health(module, 6.5 * year, 0), 1 - 0.3 * 0.59460, 1e-5);
  module.chemistry = "lead_agm";
  EXPECT_NEAR(battery_health(module, 6.5 * year, 0), 0.85, 1e-9);
  // Worn out, it is replaced.
  EXPECT_NEAR(battery_health(module, 40.0 * year, 0), 0.70, 1e-9);
  EXPECT_EQ(battery_health(module, Duration(), 0), 1.0);
}

// Days of one whole cycle at 25 C, half full in the mean: the planner's figure is that of the
// account which counts every cycle and hour.
TEST(Battery, AgreesWithTheLawThatCountsHours) {
  const BatteryModule module = lfp();
  const AgeingLaw law = ageing_law(module);
  Wear wear;
  const double ranges[] = {module.cycle_depth};
  for (int day_index = 0; day_index < 5 * 365; ++day_index) {
    add_cycles(wear, law, ranges);
    for (int h = 0; h < 24; ++h) add_time(wear, law, hour, celsius(25), 0.5);
  }
  const double cycles = 5 * 365 * module.cycle_depth;
  EXPECT_NEAR(battery_health(module, 5 * 365 * day, cycles), capacity_left(law, wear), 1e-9);
}

TEST(Battery, WithoutCapacityEveryLimitIsZero) {
  const Battery none;
  EXPECT_EQ(none.charge(Energy()), 1.0);  // nothing can be saved by doing less
  EXPECT_EQ(charge_limit(none, Energy(), hour, celsius(20)), Power());
  EXPECT_EQ(discharge_limit(none, Energy(), Energy(), hour, celsius(20)), Power());
  EXPECT_EQ(equivalent_full_cycles(none, Energy()), 0.0);
}

}  // namespace
}  // namespace islet
