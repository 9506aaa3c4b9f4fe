// Goal: a board that is held to a limit draws no more than it, is slowed as its row of measurements
// says, and boards that take no limit are known.
#include "perf/power_cap.h"

#include <gtest/gtest.h>

#include "perf/deployment_maker.h"
#include "perf/known_machines.h"
#include "perf/power.h"

namespace islet {
namespace {

TEST(PowerCap, AHeldBoardDrawsNoMoreAndIsSlowedAsCappedSpeedSays) {
  const Accelerator card = a100_sxm();
  const Power own = card.board_power.typical;
  const DeploymentMakers makers;
  const Deployment whole = makers.language(llama_3_8b(), card, {});
  for (const double share : {0.9, 0.7, 0.5}) {
    const Deployment held = makers.language(llama_3_8b(), card, {}, {"", share * own});
    const StepWork prompt{.prefill = 2048 * token};
    EXPECT_NEAR(whole.step(prompt).time / held.step(prompt).time,
                capped_speed(own, share * own, false), 1e-9);
    EXPECT_LE(held.step(prompt).board_power, share * own);
    EXPECT_EQ(held.range().grade, Grade::d);
  }
}

TEST(PowerCap, NoLimitOrOneAboveTheBoardsOwnChangesNothing) {
  const Accelerator card = a100_sxm();
  for (const Power cap : {Power(), card.board_power.typical, 2 * card.board_power.typical}) {
    Tuning tuning;
    hold_to(cap, card, tuning);
    EXPECT_EQ(tuning.limit, Power());
    EXPECT_EQ(tuning.prompt.level, 0);
    EXPECT_EQ(tuning.range.grade, Tuning().range.grade);
  }
}

TEST(PowerCap, OnlyGpusOfTheirOwnTakeOne) {
  Accelerator device = a100_sxm();
  EXPECT_TRUE(takes_power_cap(device));
  device.device_class = DeviceClass::npu;
  EXPECT_FALSE(takes_power_cap(device));
  device.device_class = DeviceClass::cpu;
  EXPECT_FALSE(takes_power_cap(device));
}

}  // namespace
}  // namespace islet
