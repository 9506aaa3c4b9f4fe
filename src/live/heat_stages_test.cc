// Goal: the machines draw less before the air is too warm for them, and more again only when it has
// been cooler for a while; a room that is heated by them never passes its limit.
#include "live/heat_stages.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

constexpr Temperature limit = celsius(35);

Instant at(double seconds) { return after(Instant(), seconds * second); }

TEST(HeatStages, GoDownAtOnceAndUpAStageAtATime) {
  HeatStages stages(limit);
  EXPECT_DOUBLE_EQ(stages.follow(at(0), celsius(30)), 1.0);
  EXPECT_NEAR(stages.follow(at(10), celsius(32.5)), 2.0 / 3, 1e-12);
  EXPECT_NEAR(stages.follow(at(20), celsius(34.5)), 0.0, 1e-12);
  EXPECT_NEAR(stages.follow(at(30), celsius(20)), 0.0, 1e-12);
  EXPECT_NEAR(stages.follow(at(331), celsius(20)), 1.0 / 3, 1e-12);
  EXPECT_NEAR(stages.follow(at(332), celsius(20)), 1.0 / 3, 1e-12);
  EXPECT_NEAR(stages.follow(at(633), celsius(20)), 2.0 / 3, 1e-12);
  EXPECT_NEAR(stages.follow(at(634), celsius(20)), 2.0 / 3, 1e-12);
  EXPECT_NEAR(stages.follow(at(935), celsius(20)), 1.0, 1e-12);
}

TEST(HeatStages, AirThatWarmsFastIsSeenAhead) {
  HeatStages stages(limit);
  double share = 1;
  for (int i = 0; i <= 120; i += 10) share = stages.follow(at(i), celsius(28 + i / 60.0));
  EXPECT_LT(share, 1.0) << "30 degrees, and a degree more each minute";
}

TEST(HeatStages, WhatIsOnlyExpectedIsGoneDownToAStageAtATime) {
  HeatStages stages(limit, {.stages = 3, .step_k = 0.25, .settles_in = 5.0 * minute});
  // 34 degrees, and half a degree more each minute: in five minutes it would be past the limit.
  (void)stages.follow(at(0), celsius(33.5));
  (void)stages.follow(at(60), celsius(34.0));
  EXPECT_EQ(stages.stage(), 1);
  (void)stages.follow(at(70), celsius(34.1));
  EXPECT_EQ(stages.stage(), 1) << "the first stage has had no time to show";
  (void)stages.follow(at(80), celsius(34.6));
  EXPECT_EQ(stages.stage(), 2) << "the air itself has passed its mark";
}

TEST(HeatStages, ARoomNeverPassesItsLimitAndWorkGoesOn) {
  // Air that full power would bring 8 K above the limit, in rooms that warm fast and slowly.
  for (const double time_constant_min : {10.0, 30.0, 90.0}) {
    HeatStages stages(limit);
    double inside = 25;
    double hottest = 0;
    double work = 0;
    double share = 1;
    const int steps = 3 * 86'400 / 10;
    for (int i = 0; i < steps; ++i) {
      const double outside = 25 + 5 * std::sin(2 * M_PI * i * 10 / 86'400);
      const double target = outside + 18 * share;
      inside += (target - inside) * 10 / (60 * time_constant_min);
      share = stages.follow(at(10.0 * i), celsius(inside));
      hottest = std::max(hottest, inside);
      work += share / steps;
    }
    EXPECT_LT(hottest, 35.0) << time_constant_min;
    EXPECT_GT(work, 0.3) << time_constant_min;
  }
}

}  // namespace
}  // namespace islet
