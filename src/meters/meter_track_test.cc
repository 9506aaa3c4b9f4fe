// Goal: every way in which a meter fails is seen within three periods, doubt counts against us, and
// what is gone by does not swing.
#include "meters/meter_track.h"

#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

Instant at(double s) { return after(Instant(), s * second); }

MeterTrack charge_track(double value = 0.6) {
  MeterTrack track(usual_rule(Gauge::battery_charge));
  track.take(at(0), value);
  return track;
}

TEST(MeterTrack, AMeterThatWasNeverReadIsAbsentAndCountsAsTheWorst) {
  const MeterTrack panels(usual_rule(Gauge::panel_power));
  EXPECT_EQ(panels.state(at(0)), MeterState::absent);
  EXPECT_EQ(panels.safe(at(0)), 0);
}

TEST(MeterTrack, TwoPeriodsAndAHalfWithoutAReadingAreStale) {
  MeterTrack panels(usual_rule(Gauge::panel_power));
  panels.take(at(0), 800);
  EXPECT_EQ(panels.state(at(2.4)), MeterState::fresh);
  EXPECT_EQ(panels.safe(at(2.4)), 800);
  EXPECT_EQ(panels.state(at(2.5)), MeterState::stale);
  EXPECT_EQ(panels.safe(at(2.5)), 0);
}

TEST(MeterTrack, AStaleChargeFallsAsFastAsABatteryCanBeEmptied) {
  const MeterTrack track = charge_track();
  EXPECT_NEAR(track.safe(at(2.5 + 3600)), 0.1, 1e-9);
  EXPECT_EQ(track.safe(at(2.5 + 36'000)), 0);
}

struct AbsurdCase {
  const char* what;
  Gauge measure;
  double good;
  std::optional<double> bad;
};

TEST(MeterTrack, WhatCannotBeIsNotTakenAndSaidAtOnce) {
  const AbsurdCase cases[] = {
      {"not a number", Gauge::battery_charge, 0.6, std::nan("")},
      {"a sentinel", Gauge::battery_charge, 0.6, std::nullopt},
      {"a flipped sign", Gauge::panel_power, 800, -800},
      {"more than full", Gauge::battery_charge, 0.6, 6.5},
      {"infinite", Gauge::load_power, 300, INFINITY},
  };
  for (const AbsurdCase& one : cases) {
    MeterTrack track(usual_rule(one.measure));
    track.take(at(0), one.good);
    track.take(at(1), one.bad);
    EXPECT_EQ(track.state(at(1)), MeterState::absurd) << one.what;
    EXPECT_EQ(track.safe(at(1)), one.good) << one.what;
    // It goes on: from the third period on the worst is assumed, and it is still said.
    track.take(at(2), one.bad);
    track.take(at(3), one.bad);
    EXPECT_EQ(track.state(at(30)), MeterState::absurd) << one.what;
    EXPECT_LE(track.safe(at(40)), one.good) << one.what;
    // One good value, and all is as before.
    track.take(at(41), one.good);
    EXPECT_EQ(track.state(at(41)), MeterState::fresh) << one.what;
  }
}

TEST(MeterTrack, AJumpIsBelievedOnlyWhenTheMeterKeepsToIt) {
  MeterTrack track = charge_track(0.6);
  track.take(at(1), 0.95);
  EXPECT_EQ(track.state(at(1)), MeterState::absurd);
  EXPECT_EQ(track.safe(at(1)), 0.6);  // up is not believed
  track.take(at(2), 0.60);
  EXPECT_EQ(track.state(at(2)), MeterState::fresh);
  track.take(at(3), 0.10);
  EXPECT_EQ(track.safe(at(3)), 0.10);  // down counts at once
  track.take(at(4), 0.10);
  track.take(at(5), 0.10);
  EXPECT_EQ(track.state(at(5)), MeterState::fresh);
  EXPECT_EQ(track.last(), 0.10);
}

TEST(MeterTrack, SwingingCountsAsTheWorstOfItsSwing) {
  MeterTrack track = charge_track(0.60);
  for (int i = 1; i <= 12; ++i) track.take(at(i), i % 2 == 0 ? 0.60 : 0.64);
  EXPECT_EQ(track.state(at(12)), MeterState::jumping);
  // What is gone by stands still while the meter swings: nothing thrashes.
  for (int i = 13; i <= 30; ++i) {
    track.take(at(i), i % 2 == 0 ? 0.60 : 0.64);
    EXPECT_EQ(track.safe(at(i)), 0.60);
  }
}

TEST(MeterTrack, EveryMeasureHasAWorstThatItsRuleAllows) {
  for (int i = 0; i < gauge_count; ++i) {
    const auto what = static_cast<Gauge>(i);
    const TrackRule rule = usual_rule(what);
    EXPECT_GE(rule.worst, rule.least) << name_of(what);
    EXPECT_LE(rule.worst, rule.most) << name_of(what);
    EXPECT_EQ(gauge_named(name_of(what)), what);
  }
}

}  // namespace
}  // namespace islet
