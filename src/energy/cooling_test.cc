// Goal: coolers draw what their record says, keep inside temperatures, and are refused where they
// must not be used.
#include "energy/cooling.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

CoolingUnit filtered_fan() {
  CoolingUnit unit;
  unit.kind = "filtered_fan";
  unit.heat_max = 1500.0 * watt;
  unit.inside_above = 10.0 * kelvin;
  unit.curve = {{celsius(0), 0.01}, {celsius(20), 0.03}, {celsius(35), 0.045}, {celsius(45), 0.06}};
  unit.ambient_min = celsius(-25);
  unit.ambient_max = celsius(45);
  unit.needs_clean_air = true;
  return unit;
}

CoolingUnit compressor() {
  CoolingUnit unit;
  unit.kind = "compressor";
  unit.heat_max = 500.0 * watt;
  unit.inside_above = 0.0 * kelvin;
  unit.curve = {{celsius(20), 1 / 3.0}, {celsius(35), 1 / 2.2}, {celsius(45), 1 / 1.7}};
  unit.ambient_min = celsius(-40);
  unit.ambient_max = celsius(55);
  return unit;
}

TEST(Cooling, DrawFollowsTheCurveAndHoldsItsEnds) {
  const Cooling fan = cooling(filtered_fan(), celsius(60));
  EXPECT_DOUBLE_EQ(draw_per_heat(fan, celsius(-20)), 0.01);
  EXPECT_DOUBLE_EQ(draw_per_heat(fan, celsius(10)), 0.02);
  EXPECT_DOUBLE_EQ(draw_per_heat(fan, celsius(35)), 0.045);
  EXPECT_DOUBLE_EQ(draw_per_heat(fan, celsius(50)), 0.06);
  EXPECT_DOUBLE_EQ(draw_per_heat(Cooling{}, celsius(50)), 0.0);
}

TEST(Cooling, FanRisesWithTheHeatAndCompressorHoldsItsThermostat) {
  const Cooling fan = cooling(filtered_fan(), celsius(60));
  EXPECT_DOUBLE_EQ(inside_temperature(fan, celsius(40), 750.0 * watt).in_celsius(), 45.0);
  const Cooling cold = cooling(compressor(), celsius(60));
  EXPECT_DOUBLE_EQ(inside_temperature(cold, celsius(47), 400.0 * watt).in_celsius(), 47.0);
  EXPECT_DOUBLE_EQ(inside_temperature(cold, celsius(-30), 400.0 * watt).in_celsius(), -30.0);
  EXPECT_DOUBLE_EQ(inside_temperature(cold, celsius(40), 750.0 * watt).in_celsius(), 50.0);
}

TEST(Cooling, LimitsAreAmbientHeatAndInside) {
  const Cooling fan = cooling(filtered_fan(), celsius(50));
  EXPECT_TRUE(is_within_limits(fan, celsius(40), 1500.0 * watt));
  EXPECT_FALSE(is_within_limits(fan, celsius(41), 1500.0 * watt));
  EXPECT_FALSE(is_within_limits(fan, celsius(20), 1501.0 * watt));
  EXPECT_FALSE(is_within_limits(fan, celsius(-26), 100.0 * watt));
}

TEST(Cooling, ObjectionsNameTheFirstReason) {
  CoolingNeed mine;
  mine.heat = 400.0 * watt;
  mine.ambient_min = celsius(-1);
  mine.ambient_max = celsius(44);
  mine.inside_max = celsius(60);
  EXPECT_EQ(objection(filtered_fan(), mine), "");
  mine.heavy_dust = true;
  EXPECT_EQ(objection(filtered_fan(), mine), "blows outside air in, and dust is heavy");
  mine.heavy_dust = false;
  mine.ip_rating = 65;
  EXPECT_EQ(objection(filtered_fan(), mine), "opens an enclosure that must stay sealed");
  mine.ambient_max = celsius(47);
  EXPECT_EQ(objection(filtered_fan(), mine), "the outside air gets hotter than it may");
  EXPECT_EQ(objection(compressor(), mine), "");
  mine.heat = 501.0 * watt;
  EXPECT_EQ(objection(compressor(), mine), "moves less heat than the machines give");
}

TEST(Shell, SunAndHeatAddUp) {
  Enclosure box;
  box.wall = 3.2 * square_metre;
  box.wall_w_per_m2_k = 5.0;
  box.solar_absorptance = 0.4;
  const Irradiance sun = 1000.0 * watt_per_square_metre;
  // 160 W through 16 W/K is 10 K; 0.4 * 1000 / (4 * 17) is 5.9 K.
  EXPECT_NEAR(shell_temperature(box, celsius(40), sun, 160.0 * watt).in_celsius(), 55.88, 0.01);
}

}  // namespace
}  // namespace islet
