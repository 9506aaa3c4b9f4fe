// Goal: the first meter that can be believed is gone by, and what none of them knows is an alarm.
#include "meters/meter_board.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace islet {
namespace {

using ::testing::ElementsAre;

Instant at(double s) { return after(Instant(), s * second); }

TEST(MeterBoard, TheSecondMeterStepsInWhenTheFirstIsSilent) {
  MeterBoard board;
  const int inverter = board.add_meter("inverter", 1.0 * second);
  const int shunt = board.add_meter("shunt", 1.0 * second);
  board.take(inverter, at(0), {Gauge::battery_charge, 0.70});
  board.take(shunt, at(0), {Gauge::battery_charge, 0.68});
  EXPECT_EQ(board.safe(Gauge::battery_charge, at(1)), 0.70);
  board.take(shunt, at(4), {Gauge::battery_charge, 0.67});
  EXPECT_EQ(board.safe(Gauge::battery_charge, at(5)), 0.67);
  EXPECT_THAT(board.alarms(at(5)), ElementsAre("battery_charge of inverter is stale"));
}

TEST(MeterBoard, WhatIsExpectedAndNeverCameIsAbsent) {
  MeterBoard board;
  const int ups = board.add_meter("ups", 1.0 * second);
  EXPECT_FALSE(board.knows(Gauge::mains));
  board.expect(ups, Gauge::mains);
  EXPECT_TRUE(board.knows(Gauge::mains));
  EXPECT_EQ(board.safe(Gauge::mains, at(0)), 0);
  EXPECT_TRUE(board.alarms(at(0)).empty());  // nobody has asked it yet
  EXPECT_THAT(board.alarms(at(3)), ElementsAre("mains of ups is absent"));
  EXPECT_FALSE(board.fresh(Gauge::mains, at(0)));
}

}  // namespace
}  // namespace islet
