// Goal: a clock lock costs prompts their speed and decoding little, saves what was measured, and
// saves no more energy below the least voltage.
#include "perf/clock_lock.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "perf/step_time.h"

namespace islet {
namespace {

StepCost step(double clock, const StepWork& work) {
  Tuning tuning;
  tuning.clock = clock;
  return Deployment(llama_3_8b(), a100_sxm(), {}, tuning).step(work);
}

constexpr double some_clocks[] = {0.3, 0.5, 0.71, 0.9, 1.0};

TEST(ClockLock, ChangesNothingAtTheHighestClock) {
  const ClockEffect none = clock_effect(1);
  for (const double factor : {none.compute, none.memory, none.compute_draw, none.memory_draw}) {
    EXPECT_DOUBLE_EQ(factor, 1);
  }
}

TEST(ClockLock, NeverQuickensAndNeverDrawsMore) {
  double time = 1e9;
  double draw = 0;
  for (const double clock : some_clocks) {
    const StepCost cost = step(clock, {.prefill = 2048 * token});
    EXPECT_LT(cost.time / second, time);
    EXPECT_GT(cost.board_power / watt, draw);
    time = cost.time / second;
    draw = cost.board_power / watt;
  }
}

// A100 decodes as fast at 1,005 of 1,410 MHz; H200 saves up to 32 % of the energy of a token.
TEST(ClockLock, SavesDecodingAQuarterOfItsEnergyAtLittleLoss) {
  const StepWork work{.decode_sequences = 16, .mean_context = 1000 * token};
  const StepCost full = step(1, work);
  const StepCost locked = step(0.71, work);
  EXPECT_LT(locked.time / full.time, 1.05);
  const double energy = (locked.time * locked.board_power) / (full.time * full.board_power);
  EXPECT_GT(energy, 0.68);
  EXPECT_LT(energy, 0.85);
}

// Energy against clock is U-shaped with its bottom near 1,005 of 1,410 MHz (Voltana).
TEST(ClockLock, PromptsTakeLeastEnergyNearTheLeastVoltage) {
  const auto energy = [](double clock) {
    const StepCost cost = step(clock, {.prefill = 2048 * token});
    return cost.time * cost.board_power / joule;
  };
  EXPECT_LT(energy(0.71), energy(1.0));
  EXPECT_LT(energy(0.71), energy(0.4));
}

}  // namespace
}  // namespace islet
