// Goal: a live site runs its generator by the plan's own policy, by the hour of the day as much as
// by the charge, and knows the plant without a set that does not come.
#include "live/set_keeper.h"

#include <gtest/gtest.h>

#include "base/clock_hour.h"

namespace islet {
namespace {

Plant plant_with_set() {
  Plant plant;
  plant.panel_rated = 1'000 * watt;
  plant.battery.capacity = 10 * kilowatt_hour;
  plant.battery.charge_max = plant.battery.discharge_max = 2 * kilowatt;
  plant.inverter_max = 3 * kilowatt;
  plant.keep_above = 0.05;
  plant.keep_above_without_set = 0.3;
  plant.generator = Generator();
  plant.generator->rated = 1 * kilowatt;
  plant.generator->tank = 100 * litre;
  return plant;
}

/// Set by hand: from 21 to 22 h the battery is to be above 60 %, else above 20 %.
SetRule evening_rule() {
  SetRule rule;
  rule.rule.start_below = 0.2;
  rule.rule.start_by_hour[21] = 0.6;
  rule.quiet_hours[23] = true;
  rule.may_start = true;
  return rule;
}

SetSight sight(double hours, double charge, bool runs = false, Power draw = 200 * watt) {
  SetSight out;
  out.now = after(Instant(), hours * hour);
  out.clock = out.now;
  out.state = plant_state(plant_with_set(), charge);
  out.state.generator_running = runs;
  out.draws = {{Importance::normal, draw}};
  out.runs = runs;
  return out;
}

TEST(SetKeeper, WantsTheSetByTheMarksOfThePlansHours) {
  SetKeeper set(plant_with_set(), evening_rule());
  set.follow(sight(20, 0.5));
  EXPECT_FALSE(set.is_wanted());
  set.follow(sight(21, 0.5));
  EXPECT_TRUE(set.is_wanted());
  set.follow(sight(21, 0.7));
  EXPECT_FALSE(set.is_wanted());
  set.follow(sight(22, 0.15));
  EXPECT_TRUE(set.is_wanted());
}

TEST(SetKeeper, RestsInQuietHoursUnlessSafetyWorkNeedsIt) {
  SetKeeper set(plant_with_set(), evening_rule());
  set.follow(sight(23, 0.1));
  EXPECT_FALSE(set.is_wanted());
  EXPECT_FALSE(set.may_be_asked(start_of_hour(23), 1, 1.0 * watt_hour));
  EXPECT_TRUE(set.may_be_asked(start_of_hour(23), 1, Energy()));
  SetSight empty = sight(23, 0);
  empty.draws = {{Importance::safety, 200 * watt}};
  set.follow(empty);
  EXPECT_TRUE(set.is_wanted());
}

TEST(SetKeeper, WorkThatLacksPowerHasTheSetToo) {
  SetKeeper set(plant_with_set(), evening_rule());
  SetSight asked = sight(12, 0.9);
  asked.is_asked = true;
  set.follow(asked);
  EXPECT_TRUE(set.is_wanted());
  asked.state.fuel = Volume();
  set.follow(asked);
  EXPECT_FALSE(set.is_wanted());
}

// It was asked for at 21 h, and stays asked for: a set that is repaired shows it by running.
TEST(SetKeeper, ThePlantIsWithoutASetThatDoesNotCome) {
  SetKeeper set(plant_with_set(), evening_rule());
  set.follow(sight(21, 0.5));
  EXPECT_FALSE(set.is_out());
  EXPECT_EQ(set.plant().keep_above, 0.05);
  set.follow(sight(21.1, 0.5));
  EXPECT_TRUE(set.is_out());
  EXPECT_TRUE(set.is_wanted());
  EXPECT_FALSE(set.plant().generator.has_value());
  EXPECT_EQ(set.plant().keep_above, 0.3);
  set.follow(sight(21.2, 0.5, true));
  EXPECT_FALSE(set.is_out());
  EXPECT_TRUE(set.plant().generator.has_value());
}

// Nobody here knows the marks of another controller: missed is a set without which the plant
// cannot carry to its reserve what draws.
TEST(SetKeeper, ASetWithAControllerOfItsOwnIsMissedWhenThePlantCannotDoWithout) {
  SetRule rule = evening_rule();
  rule.may_start = false;
  SetKeeper set(plant_with_set(), rule);
  set.follow(sight(21, 0.1));
  set.follow(sight(21.5, 0.1));
  EXPECT_FALSE(set.is_out());
  set.follow(sight(22, 0.05));
  set.follow(sight(22.5, 0.05));
  EXPECT_TRUE(set.is_out());
}

TEST(SetKeeper, APlantWithoutASetWantsNone) {
  Plant plant = plant_with_set();
  plant.generator.reset();
  SetKeeper set(plant, SetRule());
  set.follow(sight(21, 0));
  EXPECT_FALSE(set.is_wanted());
  EXPECT_FALSE(set.is_out());
}

}  // namespace
}  // namespace islet
