// Goal: the generator burns what published curves say and never more than the tank holds.
#include "energy/generator.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

constexpr FuelPerEnergy litre_per_kwh = litre / kilowatt_hour;

GeneratorSet diesel_8kw() {
  GeneratorSet set;
  set.rated = 8.0 * kilowatt;
  set.fuel_no_load_l_per_kwh.typical = 0.043;
  set.fuel_slope_l_per_kwh.typical = 0.284;
  set.minimum_load = 0.3;
  set.service_interval.typical = 250.0 * hour;
  set.service_cost.typical = 100.0 * dollar;
  set.overhaul_interval.typical = 10000.0 * hour;
  return set;
}

// HOMER Pro 3.12 help, generator fuel curve: 25 kW 8.48 L/h, 50 kW 15.3 L/h; within its rounding.
TEST(Generator, FuelLineThroughTwoPointsAgreesWithHomer) {
  const FuelLine line = fuel_line(50.0 * kilowatt, 25.0 * kilowatt, 8.48 * litre / hour,
                                  50.0 * kilowatt, 15.3 * litre / hour);
  EXPECT_NEAR(line.slope / litre_per_kwh, 0.2728, 5e-4);
  EXPECT_NEAR(line.no_load / litre_per_kwh, 0.0332, 5e-4);
}

// NREL/REopt.jl at 029db01, flat efficiency 0.3232898 of 40.7 kWh/gal: 99 kWh take 7.52 gal.
TEST(Generator, FlatEfficiencyAgreesWithReopt) {
  const Volume gallon = 3.785411784 * litre;
  const FuelPerEnergy slope = gallon / (0.3232898 * 40.7 * kilowatt_hour);
  Generator set;
  set.rated = 99.0 * kilowatt;
  set.fuel = {FuelPerEnergy(), slope};
  EXPECT_NEAR(fuel_flow(set, 99.0 * kilowatt, true) * hour / gallon, 7.52, 0.01);
}

TEST(Generator, BurnsNothingAtRestAndTheNoLoadPartWhenIdle) {
  const Generator set = generator(diesel_8kw(), 400.0 * litre, 30.0 * day);
  EXPECT_EQ(fuel_flow(set, Power(), false), FuelFlow());
  EXPECT_NEAR(fuel_flow(set, Power(), true) / (litre / hour), 0.344, 1e-9);
  EXPECT_NEAR(fuel_flow(set, set.rated, true) / (litre / hour), 2.616, 1e-9);
}

TEST(Generator, TankLimitsTheOutputOfAStep) {
  const Generator set = generator(diesel_8kw(), 400.0 * litre, 30.0 * day);
  EXPECT_EQ(output_limit(set, 400.0 * litre, hour), set.rated);
  const Power some = output_limit(set, 1.5 * litre, hour);
  EXPECT_NEAR(fuel_flow(set, some, true) * hour / litre, 1.5, 1e-9);
  EXPECT_EQ(output_limit(set, 0.5 * litre, hour), Power());  // below the minimum load
  const Generator piped = generator(diesel_8kw(), Volume(), Duration());
  EXPECT_EQ(output_limit(piped, Volume(), hour), piped.rated);
}

TEST(Generator, UpkeepFollowsTheHours) {
  EXPECT_NEAR(upkeep_cost(diesel_8kw(), 500.0 * hour, 4000.0 * dollar) / dollar, 400.0, 1e-9);
}

TEST(Generator, LosesPowerHighUpAndInTheHeat) {
  EXPECT_DOUBLE_EQ(altitude_derating(610.0 * metre, celsius(40)), 1.0);
  EXPECT_NEAR(altitude_derating(1600.0 * metre, celsius(51)), 0.93 * 0.98, 1e-9);
  EXPECT_EQ(altitude_derating(20000.0 * metre, celsius(20)), 0.0);
}

TEST(Generator, RecordSaysWhatThinAndHotAirLeave) {
  GeneratorSet set;
  set.rated = 8.0 * kilowatt;
  set.altitude_free = 300.0 * metre;
  set.derate_per_300_m = 0.035;
  set.temperature_free = celsius(25);
  set.derate_per_5_c = 0.01;
  EXPECT_DOUBLE_EQ(rating_left(set, Length(), celsius(10)), 1.0);
  EXPECT_NEAR(rating_left(set, 3900.0 * metre, celsius(25)), 1 - 12 * 0.035, 1e-12);
  EXPECT_NEAR(rating_left(set, 600.0 * metre, celsius(45)), 0.965 * 0.96, 1e-12);
  EXPECT_DOUBLE_EQ(rating_left(set, 20000.0 * metre, celsius(25)), 0.1);
}

TEST(Generator, ADeratedSetIdlesAsBefore) {
  Generator set;
  set.rated = 8.0 * kilowatt;
  set.fuel = {0.04 * litre / kilowatt_hour, 0.28 * litre / kilowatt_hour};
  const Generator high = derated(set, 0.8);
  EXPECT_NEAR(high.rated / kilowatt, 6.4, 1e-12);
  for (const double output_kw : {2.0, 4.0, 6.4}) {
    EXPECT_NEAR(
        fuel_flow(high, output_kw * kilowatt, true) / fuel_flow(set, output_kw * kilowatt, true), 1,
        1e-12);
  }
}

}  // namespace
}  // namespace islet
