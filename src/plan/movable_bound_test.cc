// Goal: the bound is what can be worked out by hand, and no plan that works lies below it.
#include "plan/movable_bound.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

Plant lossless() {
  Plant plant;
  plant.conversion = {1, 1, 1, 1};
  plant.battery.capacity = 1 * kilowatt_hour;
  plant.battery.charge_max = 1 * kilowatt;
  plant.battery.discharge_max = 1 * kilowatt;
  Generator set;
  set.rated = 1 * kilowatt;
  plant.generator = set;
  return plant;
}

/// A day with sun from 8 to 16 and batch work that the run did at midnight.
BoundQuestion question(double fixed_w, double sun_w, double batch_wh) {
  BoundQuestion out;
  out.plant = lossless();
  for (int i = 0; i < 24; ++i) {
    BoundHour each;
    each.fixed = fixed_w * watt_hour;
    each.sun = i >= 8 && i < 16 ? sun_w * watt_hour : Energy();
    each.movable = i == 0 ? batch_wh * watt_hour : Energy();
    each.window = 0;
    out.hours.push_back(each);
  }
  out.movable_most = 500 * watt;
  return out;
}

double bound_wh(const BoundQuestion& asked) {
  const Result<Energy> found = least_generator_energy(asked);
  EXPECT_TRUE(found);
  return found ? *found / watt_hour : -1;
}

TEST(MovableBound, IsNothingWhereTheSunIsEnough) {
  BoundQuestion asked = question(10, 500, 800);
  asked.at_start = 100 * watt_hour;
  EXPECT_NEAR(bound_wh(asked), 0, 1e-6);
}

TEST(MovableBound, PaysForTheMorningThatNothingCanFeed) {
  // 8 hours of 10 W from an empty battery; batch moves into the sun, the evening is stored.
  EXPECT_NEAR(bound_wh(question(10, 500, 800)), 80, 1e-6);
}

TEST(MovableBound, PaysForWhatTheSunDoesNotGive) {
  EXPECT_NEAR(bound_wh(question(10, 50, 800)), 240 + 800 - 8 * 50, 1e-6);
}

TEST(MovableBound, PaysForWorkThatMayNotLeaveTheNight) {
  BoundQuestion asked = question(0, 500, 800);
  for (std::size_t i = 2; i < asked.hours.size(); ++i) asked.hours[i].window = -1;
  EXPECT_NEAR(bound_wh(asked), 800, 1e-6);
}

TEST(MovableBound, PaysForLossesAndForWhatMustBeLeft) {
  BoundQuestion asked = question(0, 0, 0);
  asked.plant.battery.charge_efficiency = 0.8;
  asked.plant.conversion.source_to_bus = 0.9;
  asked.at_end = 360 * watt_hour;
  EXPECT_NEAR(bound_wh(asked), 360 / 0.8 / 0.9, 1e-3);
}

TEST(MovableBound, SaysWhenNoPlanServesTheLoads) {
  EXPECT_FALSE(least_generator_energy(question(5000, 0, 0)));
}

}  // namespace
}  // namespace islet
