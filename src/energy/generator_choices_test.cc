// Goal: fuel lines, reserve and the choice among unequal sets agree with published cases and with a
// search of everything.
#include <cmath>

#include <gtest/gtest.h>

#include "energy/fuel_lines.h"
#include "energy/operating_reserve.h"
#include "energy/set_commitment.h"
#include "energy/wind_curve.h"

namespace islet {
namespace {

// HOMER Pro 3.12 help: 25 kW at 8.48 L/h, 50 kW at 15.3 L/h; it prints 0.273, 1.655 and 0.033.
TEST(FuelLines, PointsOfASheetGiveHomersLine) {
  const FuelFlow per_hour = litre / hour;
  const FuelPoint points[] = {{25.0 * kilowatt, 8.48 * per_hour},
                              {50.0 * kilowatt, 15.3 * per_hour}};
  const FuelLine line = fuel_line_through(50.0 * kilowatt, points);
  EXPECT_NEAR(line.slope / (litre / kilowatt_hour), 0.2728, 5e-4);
  EXPECT_NEAR(line.no_load / (litre / kilowatt_hour), 0.0332, 5e-4);
}

// REopt.jl, OffGrid scenario 2: 99 kWh at 32.3 % of 40.7 kWh a gallon are 7.52 gallons.
TEST(FuelLines, EfficienciesGiveReoptsLine) {
  const EnergyPerVolume content = 40.7 * kilowatt_hour / us_gallon;
  const FuelLine flat = fuel_line_of(0.3232898, 0.3232898, content);
  EXPECT_NEAR(flat.slope * (99.0 * kilowatt_hour) / us_gallon, 7.52, 0.01);
  EXPECT_NEAR(flat.no_load / (litre / kilowatt_hour), 0, 1e-12);
  const FuelLine bent = fuel_line_of(0.36, 0.30, content);
  EXPECT_GT(bent.no_load, FuelPerEnergy());
  EXPECT_NEAR((bent.slope + bent.no_load) * content * 0.36, 1, 1e-12);
  EXPECT_NEAR((bent.slope + 2 * bent.no_load) * content * 0.30, 1, 1e-12);
}

TEST(FuelLines, FuelsHoldWhatTheirTablesSay) {
  ASSERT_NE(fuel_of("diesel"), nullptr);
  EXPECT_NEAR(fuel_of("diesel")->content / (kilowatt_hour / us_gallon), 40.26, 0.01);
  EXPECT_NEAR(fuel_of("diesel")->co2_kg_per_kwh, 0.2536, 0.0002);
  EXPECT_NEAR(fuel_of("propane")->co2_kg_per_kwh, 0.2134, 0.0002);
  EXPECT_NEAR(fuel_of("natural_gas")->co2_kg_per_kwh, 0.1792, 0.0002);
  EXPECT_EQ(fuel_of("wood"), nullptr);
}

// HOMER knowledge base: 290 kW of load, 100 kW of sun, 80 kW of wind, two sets of 150 kW.
TEST(OperatingReserve, AgreesWithHomersExamples) {
  const ReserveState state = reserve_state(
      {0.1, 0.25, 0.5},
      {290.0 * kilowatt, 100.0 * kilowatt, 80.0 * kilowatt, 300.0 * kilowatt, Power()});
  EXPECT_NEAR(state.required / kilowatt, 384, 1e-9);
  EXPECT_NEAR(state.supplied / kilowatt, 480, 1e-9);
  const ReserveRule none{0, 0, 0};
  const auto short_of = [&](double load, double reserve) {
    return reserve_state(none,
                         {load * kilowatt, Power(), Power(), 50.0 * kilowatt, reserve * kilowatt});
  };
  EXPECT_EQ(short_of(30, 15).shortage, Power());
  EXPECT_NEAR(short_of(40, 12).shortage / kilowatt, 2, 1e-9);
  EXPECT_EQ(short_of(40, 12).unmet, Power());
  EXPECT_NEAR(short_of(55, 5).unmet / kilowatt, 5, 1e-9);
}

TEST(OperatingReserve, RedundancyIsBinomial) {
  EXPECT_NEAR(chance_of_enough(3, 2, 0.95), 0.99275, 1e-12);
  EXPECT_DOUBLE_EQ(chance_of_enough(3, 0, 0.5), 1.0);
  EXPECT_DOUBLE_EQ(chance_of_enough(2, 3, 0.99), 0.0);
}

SetState set_of(double rated_kw, double no_load, double slope) {
  SetState state;
  state.set.rated = rated_kw * kilowatt;
  state.set.minimum_load = 0.3;
  state.set.fuel = {no_load * (litre / kilowatt_hour), slope * (litre / kilowatt_hour)};
  return state;
}

TEST(SetCommitment, SmallLoadRunsTheSmallSet) {
  const SetState sets[] = {set_of(100, 0.02, 0.24), set_of(30, 0.03, 0.26)};
  const Commitment small = commit_sets(sets, 20.0 * kilowatt, Power(), hour);
  EXPECT_EQ(small.output[0], Power());
  EXPECT_NEAR(small.output[1] / kilowatt, 20, 1e-9);
  const Commitment large = commit_sets(sets, 110.0 * kilowatt, Power(), hour);
  EXPECT_NEAR(large.output[0] / kilowatt, 100, 1e-9);
  EXPECT_NEAR(large.output[1] / kilowatt, 10, 1e-9);
  // The reserve brings the large set in, and then the small one is not needed.
  const Commitment ready = commit_sets(sets, 20.0 * kilowatt, 30.0 * kilowatt, hour);
  EXPECT_TRUE(ready.runs[0]);
  EXPECT_EQ(ready.reserve_shortfall, Power());
}

TEST(SetCommitment, KeepsAMinimumRunAndDoesWithoutAFailedSet) {
  SetState sets[] = {set_of(100, 0.02, 0.24), set_of(30, 0.03, 0.26)};
  sets[0].must_run = true;
  sets[0].is_running = true;
  const Commitment kept = commit_sets(sets, 5.0 * kilowatt, Power(), hour);
  EXPECT_TRUE(kept.runs[0]);
  EXPECT_NEAR(kept.dumped / kilowatt, 25, 1e-9);
  sets[0].can_run = false;
  const Commitment failed = commit_sets(sets, 50.0 * kilowatt, Power(), hour);
  EXPECT_FALSE(failed.runs[0]);
  EXPECT_NEAR(failed.shortfall / kilowatt, 20, 1e-9);
}

// Property: no split on a fine grid of three sets burns less, and more load never burns less.
TEST(SetCommitment, NoSplitFoundBySearchBurnsLess) {
  const SetState sets[] = {set_of(60, 0.025, 0.25), set_of(40, 0.03, 0.24), set_of(25, 0.02, 0.28)};
  FuelFlow last;
  for (int load_kw = 8; load_kw <= 125; load_kw += 9) {
    const Power load = load_kw * kilowatt;
    const Commitment best = commit_sets(sets, load, Power(), hour);
    for (unsigned choice = 1; choice < 8; ++choice) {
      for (int a = 0; a <= 20; ++a) {
        for (int b = 0; b <= 20; ++b) {
          const double share[] = {a / 20.0, b / 20.0, 0};
          FuelFlow fuel;
          Power left = load;
          bool is_valid = true;
          for (std::size_t i = 0; i < 3; ++i) {
            if (((choice >> i) & 1U) == 0) continue;
            const bool is_last = (choice >> (i + 1)) == 0;
            const Power output = is_last ? left : share[i] * sets[i].set.rated;
            is_valid = is_valid && output >= sets[i].set.minimum() && output <= sets[i].set.rated;
            fuel += fuel_flow(sets[i].set, output, true);
            left -= output;
          }
          if (!is_valid || std::abs(left / watt) > 1e-6) continue;
          EXPECT_LE(best.fuel / (litre / hour), fuel / (litre / hour) + 1e-9) << load_kw;
        }
      }
    }
    EXPECT_GE(best.fuel, last);
    last = best.fuel;
  }
}

// Microgrids.py's published test of an EWT DW52 900 kW: to 0.001.
TEST(WindCurve, AgreesWithThePublishedCurve) {
  WindCurve curve;
  curve.specific_power = 900e3 / (M_PI * 26 * 26) * watt_per_square_metre;
  curve.power_coefficient = 0.521;
  curve.sharpness = 3.1;
  const double speed[] = {0, 2, 3, 5, 7, 10, 15, 25, 25.1};
  const double share[] = {0, 0, 0.005, 0.075, 0.227, 0.630, 0.997, 1.0, 0};
  for (int i = 0; i < 9; ++i) {
    EXPECT_NEAR(wind_share(curve, speed[i] * metre_per_second), share[i], 1e-3);
  }
}

TEST(WindCurve, HeightAndThinAirChangeThePower) {
  EXPECT_NEAR(wind_at_hub(5.0 * metre_per_second, 10.0 * metre, 80.0 * metre) / metre_per_second,
              6.73, 0.01);
  EXPECT_NEAR(air_density_share(Length(), celsius(15)), 1, 1e-9);
  EXPECT_NEAR(air_density_share(3000.0 * metre, celsius(15)), 0.692, 0.001);
}

}  // namespace
}  // namespace islet
