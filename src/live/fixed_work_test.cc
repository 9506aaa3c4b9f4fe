// Goal: cameras give way to heat and to want of power step by step, those that matter less first;
// they come back when it is over, and what warms its own air with them never passes its limit.
#include "live/fixed_work.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

constexpr Temperature limit = celsius(60);
constexpr Power plenty = 1 * megawatt;

Instant at(Duration since) { return after(Instant(), since); }

/// Two kinds of cameras: guards that matter, counters that do not.
std::vector<FixedLoad> guards_and_counters() {
  return {{"counters", Importance::low, 10 * watt, {{0.5, 0.5, 0.5}}},
          {"guards", Importance::safety, 20 * watt, {{0.4, 0.5, 0.5}, {0.2, 0.25, 0.5}}}};
}

TEST(FixedWork, StagesOfHeatLowerWhatMattersLessAndLeaveTheRestAlone) {
  FixedWork work(guards_and_counters(), limit);
  EXPECT_FALSE(work.follow(at(0 * second), 0, celsius(50), {plenty, plenty, {}}));
  EXPECT_TRUE(work.follow(at(60 * minute), 1, celsius(57.5), {plenty, plenty, {}}));
  EXPECT_EQ(work.settings()[0], (FixedSetting{1, false}));
  EXPECT_TRUE(work.follow(at(80 * minute), 2, celsius(58.5), {plenty, plenty, {}}));
  EXPECT_EQ(work.settings()[0], (FixedSetting{1, true}));
  EXPECT_EQ(work.settings()[1], FixedSetting());
  EXPECT_TRUE(work.follow(at(99 * minute), 0, celsius(55), {plenty, plenty, {}}));
  EXPECT_EQ(work.settings()[0], FixedSetting());
}

TEST(FixedWork, SafetyWorkGivesWayInTheLastKelvinAndRestsBeforeTheLimit) {
  FixedWork work(guards_and_counters(), limit);
  auto at_air = [&work, minutes = 0](double air) mutable {
    work.follow(at((minutes += 30) * minute), 3, celsius(air), {plenty, plenty, {}});
    return work.settings()[1];
  };
  EXPECT_EQ(at_air(59.0), FixedSetting());
  EXPECT_FALSE(work.gives_way_in_last_kelvin());
  EXPECT_EQ(at_air(59.3), (FixedSetting{1, false}));
  EXPECT_TRUE(work.gives_way_in_last_kelvin());
  EXPECT_EQ(at_air(59.55), (FixedSetting{2, false}));
  EXPECT_FALSE(work.rests());
  EXPECT_EQ(at_air(59.8), (FixedSetting{2, true}));
  EXPECT_TRUE(work.rests());
}

TEST(FixedWork, WithoutAMeterOfTheAirSafetyWorkStaysWhereItIs) {
  FixedWork work(guards_and_counters(), limit);
  EXPECT_FALSE(work.follow(at(0 * second), 0, {}, {plenty, plenty, {}}));
  EXPECT_TRUE(work.follow(at(1 * hour), 3, {}, {plenty, plenty, {}}));
  EXPECT_EQ(work.settings()[1], FixedSetting());
  EXPECT_TRUE(work.follow(at(2 * hour), 3, celsius(59.3), {plenty, plenty, {}}));
  EXPECT_FALSE(work.follow(at(9 * hour), 3, {}, {plenty, plenty, {}}));
  EXPECT_EQ(work.settings()[1], (FixedSetting{1, false}));
}

TEST(FixedWork, APlantThatCannotCarryAllCarriesWhatMattersMost) {
  FixedWork work(guards_and_counters(), limit);
  // 26 W down to the reserve: the guards in full, of the counters what is left.
  EXPECT_TRUE(work.follow(at(0 * second), 0, {}, {26 * watt, 60 * watt, {}}));
  EXPECT_EQ(work.settings()[0], (FixedSetting{1, false}));
  EXPECT_EQ(work.settings()[1], FixedSetting());
  // The reserve is reached, and 12 W down to the floor are for the guards.
  EXPECT_TRUE(work.follow(at(1 * minute), 0, {}, {0 * watt, 12 * watt, {}}));
  EXPECT_EQ(work.settings()[0], (FixedSetting{1, true}));
  EXPECT_EQ(work.settings()[1], (FixedSetting{1, false}));
  // Less than their last step.
  EXPECT_TRUE(work.follow(at(2 * minute), 0, {}, {0 * watt, 3 * watt, {}}));
  EXPECT_EQ(work.settings()[1], (FixedSetting{2, true}));
  EXPECT_FALSE(work.rests()) << "not for heat";
  // Power is back: after five minutes.
  EXPECT_FALSE(work.follow(at(6 * minute), 0, {}, {plenty, plenty, {}}));
  EXPECT_TRUE(work.follow(at(7.1 * minute), 0, {}, {plenty, plenty, {}}));
  EXPECT_EQ(work.settings()[1], FixedSetting());
}

TEST(FixedWork, AWorkloadThatMayStopHasNoPauseBesides) {
  FixedWork work({{"counters", Importance::low, 10 * watt, {{0.5, 0.0, 0.0}}}}, limit);
  EXPECT_TRUE(work.follow(at(0 * second), 3, celsius(50), {plenty, plenty, {}}));
  EXPECT_EQ(work.settings()[0], (FixedSetting{1, false}));
}

/// A box without any cooler, its machines at what the settings leave of 30 W, half of it hosts that
/// draw whether they look or not.
struct Box {
  double hottest = 0;
  double work = 0;  ///< mean share of the frames
  int changes = 0;
};

Box box_through_a_hot_day(double time_constant_min, double air_most) {
  FixedWork work(guards_and_counters(), limit);
  HeatStages stages(limit);
  Box out;
  double inside = 45;
  const int steps = 2 * 86'400 / 10;
  for (int i = 0; i < steps; ++i) {
    const Instant now = at(10.0 * i * second);
    const double outside = air_most - 8 + 8 * std::sin(2 * M_PI * i * 10 / 86'400);
    double draw = work.rests() ? 0 : 15;
    double share = 0;
    for (std::size_t k = 0; k < 2; ++k) {
      const FixedSetting& one = work.settings()[k];
      const FixedLoad& load = work.loads()[k];
      const auto level = static_cast<std::size_t>(one.level);
      if (one.is_paused) continue;
      draw += (level == 0 ? 1 : load.steps[level - 1].power_factor) * (load.draw / watt) / 2;
      share += (level == 0 ? 1 : load.steps[level - 1].work_factor) / 2;
    }
    inside += (outside + 0.1 * draw - inside) * 10 / (60 * time_constant_min);
    stages.follow(now, celsius(inside));
    out.changes += work.follow(now, stages.stage(), celsius(inside), {plenty, plenty, {}}) ? 1 : 0;
    out.hottest = std::max(out.hottest, inside);
    out.work += share / steps;
  }
  return out;
}

TEST(FixedWork, ABoxThatItWarmsNeverPassesItsLimitAndWorkGoesOn) {
  // At full service the air inside would be 3 K warmer than outside.
  for (const double time_constant_min : {10.0, 20.0, 60.0}) {
    for (const double air_most : {58.0, 59.0, 59.7}) {
      const Box box = box_through_a_hot_day(time_constant_min, air_most);
      EXPECT_LT(box.hottest, 60.0) << time_constant_min << " min, " << air_most << " C";
      EXPECT_GT(box.work, 0.6) << time_constant_min << " min, " << air_most << " C";
      EXPECT_LT(box.changes, 130) << "hosts do not go on and off all the time";
    }
  }
}

}  // namespace
}  // namespace islet
