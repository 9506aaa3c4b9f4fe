// Goal: in the simulated plant a set fails to start as often as its record says, and is then gone
// until it is repaired.
#include "sim/generator_start.h"

#include <cmath>

#include <gtest/gtest.h>

#include "sim/plant_loop.h"
#include "sim/tiny_site.h"

namespace islet {
namespace {

/// No sun, and a battery that a load of 80 W empties in hours: the set is wanted again and again.
SitePower dark_power(double start_failure) {
  SitePower power = tiny_power();
  power.panel_yield.clear();
  power.plant.generator.emplace();
  power.plant.generator->rated = 1 * kilowatt;
  power.plant.generator->start_failure = start_failure;
  power.policy = "cycle_charging";
  return power;
}

PlantLoop loop_of(const SitePower& power, std::uint64_t seed) {
  return {power,
          {{.name = "chat", .importance = Importance::normal, .steps = {}, .expected = 80 * watt}},
          Instant(),
          RandomStream(seed)};
}

void run(PlantLoop& loop, Duration span) {
  const Instant end = after(loop.now(), span);
  while (loop.now() < end) {
    loop.begin_step();
    const double share = loop.settings()[0].level == 0 ? loop.settings()[0].share : 0.0;
    const Power drawn[] = {share * 80 * watt};
    loop.end_step(drawn);
  }
}

TEST(GeneratorStart, ASetThatFailsToStartIsTriedAgainWhenItIsRepaired) {
  const SitePower power = dark_power(1);
  PlantLoop loop = loop_of(power, 1);
  run(loop, 110 * hour);
  EXPECT_EQ(loop.books().failed_starts, 1);
  EXPECT_EQ(loop.books().generator_starts, 0);
  run(loop, 110 * hour);
  EXPECT_EQ(loop.books().failed_starts, 2);
}

TEST(GeneratorStart, FailsAsOftenAsItsRecordSays) {
  const SitePower power = dark_power(0.1);
  int failed = 0;
  int started = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    PlantLoop loop = loop_of(power, seed);
    run(loop, 60 * day);
    failed += loop.books().failed_starts;
    started += loop.books().generator_starts;
  }
  ASSERT_GT(started, 500);
  // A tenth, within three times the spread of a draw of so many.
  const double tried = failed + started;
  EXPECT_NEAR(failed / tried, 0.1, 3 * std::sqrt(0.1 * 0.9 / tried));
  const SitePower never_fails = dark_power(0);
  PlantLoop sound = loop_of(never_fails, 1);
  run(sound, 60 * day);
  EXPECT_EQ(sound.books().failed_starts, 0);
}

// Beside a set what is kept counts hours of work; while it is repaired nothing else stands behind
// the battery.
TEST(GeneratorStart, WhileTheSetIsRepairedMoreIsKeptForSafetyWork) {
  SitePower power = dark_power(1);
  power.plant.keep_above = 0.05;
  PlantLoop beside = loop_of(power, 1);
  run(beside, 90 * hour);
  ASSERT_EQ(beside.books().failed_starts, 1);
  EXPECT_LT(beside.charge(), 0.06);
  power.plant.keep_above_without_set = 0.2;
  PlantLoop alone = loop_of(power, 1);
  run(alone, 90 * hour);
  ASSERT_EQ(alone.books().failed_starts, 1);
  EXPECT_GT(alone.charge(), 0.19);
  EXPECT_LT(alone.charge(), 0.21);
}

TEST(GeneratorStart, WhileTheSetIsRepairedTheStepsCountOfTheWholeBattery) {
  SitePower power = dark_power(1);
  power.rule.steps = {0.1};
  const PlantLoad chat{.name = "chat",
                       .importance = Importance::normal,
                       .steps = {{0.5, 0.0, 0.0}},
                       .expected = 80 * watt};
  PlantLoop loop(power, {chat}, Instant(), RandomStream(1));
  bool was_out = false;
  for (int i = 0; i < 100; ++i) {
    loop.begin_step();
    const int level = loop.settings()[0].level;
    const bool is_out = loop.books().failed_starts > 0;
    EXPECT_EQ(level, loop.charge() < (is_out ? 0.5 : 0.05) ? 1 : 0) << i;
    was_out = was_out || is_out;
    const Power drawn[] = {level == 0 ? loop.settings()[0].share * 80 * watt : Power()};
    loop.end_step(drawn);
  }
  EXPECT_TRUE(was_out);
}

}  // namespace
}  // namespace islet
