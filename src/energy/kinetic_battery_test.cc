// Goal: the two-tank battery agrees with NREL SSC's published runs, keeps its energy, and does not
// depend on the length of the step.
#include "energy/kinetic_battery.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace islet {
namespace {

// NREL/ssc lib_battery_capacity_test.cpp at e97a19f, KiBaM: 100 Ah in 20 h, 93 in 10 h, 60 in 1 h,
// with 1 V, so that amp-hours stand for watt-hours. SSC prints two decimals.
KineticTanks ssc_tanks() {
  return kinetic_tanks({100.0 * watt_hour, 93.0 * watt_hour, 60.0 * watt_hour, 1.0 * hour});
}

TEST(KineticBattery, FitsThreeDischargesAsSscDoes) {
  const KineticTanks tanks = ssc_tanks();
  EXPECT_NEAR(tanks.capacity / watt_hour, 108.16, 0.02);
  EXPECT_NEAR(tanks.available_share, 0.4751, 0.0005);
  EXPECT_NEAR(tanks.rate * hour, 0.677, 0.001);
  EXPECT_NEAR(at_rest(tanks, 0.5).available / watt_hour, 25.6938, 0.02);
}

TEST(KineticBattery, FittedTanksGiveBackTheDischargesOfTheTest) {
  const KineticTanks tanks = ssc_tanks();
  for (const auto& [hours, energy] : {std::pair{20.0, 100.0}, {10.0, 93.0}, {1.0, 60.0}}) {
    const Power most = kinetic_discharge_limit(tanks, at_rest(tanks, 1), hours * hour);
    EXPECT_NEAR(most * (hours * hour) / watt_hour, energy, 1e-6 * energy);
  }
}

TEST(KineticBattery, DischargeSequenceAgreesWithSsc) {
  const KineticTanks tanks = ssc_tanks();
  KineticCharge charge = at_rest(tanks, 0.5);
  const double wanted[] = {1.5, 3, 490, 490};
  const double actual[] = {1.5, 3, 26.65, 6.25};
  const double left[] = {52.58, 49.58, 22.927, 16.67};
  for (int i = 0; i < 4; ++i) {
    const Power drawn = std::min(wanted[i] * watt, kinetic_discharge_limit(tanks, charge, hour));
    charge = after(tanks, charge, drawn, hour);
    EXPECT_NEAR(drawn / watt, actual[i], 0.02);
    EXPECT_NEAR(charge.total() / watt_hour, left[i], 0.02);
  }
}

TEST(KineticBattery, ChargesToFullAndNoFurther) {
  const KineticTanks tanks = ssc_tanks();
  KineticCharge charge = at_rest(tanks, 0.1);
  for (int i = 0; i < 100; ++i) {
    const Power in = kinetic_charge_limit(tanks, charge, hour);
    charge = after(tanks, charge, -in, hour);
    EXPECT_LE(charge.available, tanks.available_share * tanks.capacity + 1e-9 * watt_hour);
  }
  EXPECT_NEAR(charge.total() / tanks.capacity, 1, 1e-6);
}

TEST(KineticBattery, OneLongStepIsManyShortOnes) {
  const KineticTanks tanks = ssc_tanks();
  const KineticCharge start = at_rest(tanks, 0.8);
  const KineticCharge once = after(tanks, start, 10.0 * watt, 2.0 * hour);
  KineticCharge often = start;
  for (int i = 0; i < 120; ++i) often = after(tanks, often, 10.0 * watt, minute);
  EXPECT_NEAR(often.available / once.available, 1, 1e-12);
  EXPECT_NEAR(often.bound / once.bound, 1, 1e-12);
  EXPECT_NEAR((start.total() - once.total()) / watt_hour, 20, 1e-9);
}

}  // namespace
}  // namespace islet
