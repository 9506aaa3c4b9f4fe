// Goal: wind, generator and cooler on their own give what their records and laws say.
#include <gtest/gtest.h>

#include "energy/cooling_account.h"
#include "energy/generator_sheet.h"
#include "energy/wind_year.h"

namespace islet {
namespace {

WeatherYear even_year(Speed wind, Temperature air) {
  WeatherYear weather;
  weather.hours.assign(hours_per_year, WeatherHour{{}, {}, {}, air, wind});
  return weather;
}

TEST(WindYear, FollowsCurveHeightAndDensity) {
  const WeatherYear weather = even_year(8.0 * metre_per_second, celsius(15));
  WindSite place;
  place.losses = 0;
  place.hub = place.mast;
  const double at_mast = wind_year({}, place, weather).front();
  EXPECT_NEAR(at_mast, wind_share({}, 8.0 * metre_per_second), 1e-3);
  place.hub = 30 * metre;
  EXPECT_GT(wind_year({}, place, weather).front(), at_mast);
  place.hub = place.mast;
  place.altitude = 3000 * metre;
  EXPECT_LT(wind_year({}, place, weather).front(), 0.8 * at_mast);
}

TEST(WindYear, NeverExceedsItsRating) {
  const WeatherYear weather = even_year(20.0 * metre_per_second, celsius(-30));
  EXPECT_LE(wind_year({}, WindSite{.losses = 0}, weather).front(), 1.0);
}

GeneratorSet diesel(Power rated) {
  GeneratorSet set;
  set.fuel = "diesel";
  set.rated = rated;
  set.fuel_no_load_l_per_kwh.typical = 0.08;
  set.fuel_slope_l_per_kwh.typical = 0.25;
  set.altitude_free = 1000 * metre;
  set.derate_per_300_m = 0.035;
  set.temperature_free = celsius(40);
  set.derate_per_5_c = 0.02;
  set.start_failure.typical = 0.01;
  set.service_interval.typical = 250 * hour;
  set.service_cost.typical = 200 * dollar;
  set.overhaul_interval.typical = 10000 * hour;
  set.price.typical = 8000 * dollar;
  return set;
}

TEST(GeneratorSheet, BurnsOnItsLineAndIsServedByItsHours) {
  const GeneratorSheet sheet =
      generator_sheet(diesel(10 * kilowatt), {.rated = 10 * kilowatt, .running = 2000 * hour});
  ASSERT_EQ(sheet.fuel.size(), 11U);
  EXPECT_NEAR(sheet.fuel[0].flow * hour / litre, 0.8, 1e-9);
  EXPECT_NEAR(sheet.fuel[10].flow * hour / litre, 3.3, 1e-9);
  EXPECT_NEAR(sheet.services, 8, 1e-9);
  EXPECT_NEAR(sheet.to_overhaul / year, 5, 1e-9);
  EXPECT_NEAR(sheet.upkeep / dollar, 8 * 200 + 0.2 * 8000, 1e-6);
  EXPECT_NEAR(sheet.start_chance, 0.99 * (1 - 1e-6), 1e-9);
}

TEST(GeneratorSheet, ThinAndHotAirTakesFromItsRating) {
  const GeneratorSheet high =
      generator_sheet(diesel(10 * kilowatt),
                      {.rated = 10 * kilowatt, .altitude = 2500 * metre, .intake = celsius(45)});
  EXPECT_NEAR(high.rating_left, (1 - 0.035 * 5) * (1 - 0.02), 1e-9);
  EXPECT_NEAR(high.set.rated / kilowatt, 10 * high.rating_left, 1e-9);
  EXPECT_NEAR(high.fuel[0].flow * hour / litre, 0.8, 1e-9);  // the idling engine burns what it did
}

TEST(SetOfSize, IsTheSmallestThatReachesElseTheLargest) {
  const std::vector<GeneratorSet> sets = {diesel(8 * kilowatt), diesel(15 * kilowatt)};
  EXPECT_EQ(set_of_size(sets, "diesel", 9 * kilowatt), &sets[1]);
  EXPECT_EQ(set_of_size(sets, "diesel", 8 * kilowatt), &sets[0]);
  EXPECT_EQ(set_of_size(sets, "diesel", 40 * kilowatt), &sets[1]);
  EXPECT_EQ(set_of_size(sets, "propane", 1 * kilowatt), nullptr);
}

Cooling exchanger() {
  Cooling unit;
  unit.points = 2;
  unit.curve[0] = {celsius(0), 0.05};
  unit.curve[1] = {celsius(40), 0.10};
  unit.heat_max = 2 * kilowatt;
  unit.inside_above = 10 * kelvin;
  unit.ambient_max = celsius(50);
  unit.inside_max = celsius(45);
  return unit;
}

TEST(HeatStage, StepsDownBeforeTheLimitAndNeverPastIt) {
  const Cooling unit = exchanger();
  for (double ambient = -20; ambient <= 60; ambient += 0.5) {
    const double stage = heat_stage(unit, celsius(ambient), 2 * kilowatt);
    if (stage > 0) {
      EXPECT_LE(inside_temperature(unit, celsius(ambient), stage * 2 * kilowatt), celsius(45));
    }
  }
  EXPECT_EQ(heat_stage(unit, celsius(35), 2 * kilowatt), 1.0);
  EXPECT_EQ(heat_stage(unit, celsius(36), 2 * kilowatt), 0.9);
  EXPECT_EQ(heat_stage(unit, celsius(42), 2 * kilowatt), 0.25);
  EXPECT_EQ(heat_stage(unit, celsius(46), 2 * kilowatt), 0.0);
  EXPECT_EQ(heat_stage(unit, celsius(20), 5 * kilowatt), 0.25);  // moves 2 kW at most
}

TEST(CoolingAccount, PueFollowsTheWeather) {
  std::vector<Temperature> air(hours_per_year, celsius(0));
  for (std::size_t i = 0; i < 31 * 24; ++i) air[i] = celsius(40);
  const CoolingAccount account = cooling_account(exchanger(), 1 * kilowatt, air);
  EXPECT_NEAR(account.months[0].pue(), 1.10, 1e-9);
  EXPECT_NEAR(account.months[5].pue(), 1.05, 1e-9);
  EXPECT_NEAR(account.months[0].hottest.in_celsius(), 45, 1e-9);
  EXPECT_EQ(account.sum.derated, Duration());
  EXPECT_NEAR(account.sum.work, 1.0, 1e-12);
}

TEST(CoolingAccount, HotHoursTakeWork) {
  const std::vector<Temperature> air(hours_per_year, celsius(42));
  const CoolingAccount account = cooling_account(exchanger(), 2 * kilowatt, air);
  EXPECT_NEAR(account.sum.work, 0.25, 1e-9);
  EXPECT_NEAR(account.sum.derated / hour, 8760, 1e-6);
}

}  // namespace
}  // namespace islet
