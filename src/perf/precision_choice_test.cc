// Goal: the adviser picks the precision that fits and loses least, and says what falls back.
#include "perf/precision_choice.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"

namespace islet {
namespace {

const PrecisionChoice& at(const std::vector<PrecisionChoice>& choices, Precision weights) {
  for (const PrecisionChoice& one : choices) {
    if (one.weights == weights) return one;
  }
  ADD_FAILURE() << "no such precision";
  return choices.front();
}

TEST(PrecisionChoice, SeventyBillionOn48GbAreFourBit) {
  // S09, SC26 and rule R007: 140 GB at 16 bit, about 40 GB at 4 bit, on one L40S.
  const auto choices = precision_choices(llama_3_70b(), l40s(), {});
  const PrecisionChoice& best = choices.front();
  EXPECT_EQ(best.weights, Precision::int4);
  EXPECT_TRUE(best.is_useful());
  EXPECT_NEAR(best.weight_memory / gigabyte, 40, 1.5);
  EXPECT_NEAR(best.saved / gigabyte, 100, 3);
  EXPECT_GT(best.accuracy.loss_high, 0);
  EXPECT_NE(best.accuracy.source.find("2411.02355"), std::string::npos);
  EXPECT_EQ(best.falls_back, "4-bit weights are unpacked and computed in FP16");
  // About 3 to 8 GB are left for the cache, said in tokens: 327,680 bytes each.
  EXPECT_GT(best.cache_tokens / token, 2e9 / 327680);
  EXPECT_LT(best.cache_tokens / token, 8e9 / 327680);
  // The bandwidth bound of SC26 is 21.6 to 24.7 tokens a second.
  EXPECT_LT(best.rate_per_user / (token / second), 21.6);
  for (const Precision wide : {Precision::fp16, Precision::fp8, Precision::int8}) {
    EXPECT_FALSE(at(choices, wide).runs());
    EXPECT_NE(at(choices, wide).obstacle.find("GB"), std::string::npos);
  }
}

TEST(PrecisionChoice, PrefersWhatLosesNothingWhereItFits) {
  const auto choices = precision_choices(llama_3_8b(), l40s(), {.sequences = 8});
  EXPECT_EQ(choices.front().weights, Precision::fp8);
  EXPECT_EQ(choices.front().falls_back, "");
  // Rule R005: 8 bit halves the weights; output layer and embedding stay in 16 bit.
  EXPECT_NEAR(
      at(choices, Precision::fp8).weight_memory / at(choices, Precision::fp16).weight_memory, 0.55,
      0.02);
  EXPECT_LT(at(choices, Precision::fp8).energy_per_token,
            at(choices, Precision::fp16).energy_per_token);
}

TEST(PrecisionChoice, GivesUpAccuracyWhenSpeedAsksForIt) {
  // An L4 decodes 8B at 8 bit below 30 tokens a second; 4 bit is above.
  PrecisionQuestion question;
  question.per_user_min = 35.0 * token / second;
  const auto choices = precision_choices(llama_3_8b(), l4(), question);
  EXPECT_LT(bytes_per_value(choices.front().weights), 1.0 * byte);
  EXPECT_FALSE(at(choices, Precision::fp8).is_fast_enough);
  EXPECT_TRUE(at(choices, Precision::fp8).runs());
}

TEST(PrecisionChoice, SaysWhatAnOldCardFallsBackTo) {
  const auto choices = precision_choices(llama_3_8b(), a100_sxm(), {});
  EXPECT_EQ(at(choices, Precision::fp8).falls_back,
            "A100 SXM 80GB has no FP8 arithmetic: weights stay in FP8, computed in FP16");
}

TEST(PrecisionChoice, AsksMoreRoomForMoreSequences) {
  PrecisionQuestion few{.sequences = 1};
  PrecisionQuestion many{.sequences = 64, .prompt = 2000 * token, .reply = 500 * token};
  EXPECT_TRUE(at(precision_choices(llama_3_8b(), l4(), few), Precision::fp16).runs());
  EXPECT_FALSE(at(precision_choices(llama_3_8b(), l4(), many), Precision::fp16).runs());
}

TEST(PrecisionChoice, WorksForNetsAndRefusesWhatTheChipLacks) {
  const auto choices = precision_choices(yolov8m(), hailo_8(), {});
  EXPECT_EQ(choices.front().weights, Precision::int8);
  EXPECT_GT(choices.front().input_rate, Frequency{});
  EXPECT_FALSE(at(choices, Precision::fp16).runs());
  EXPECT_LE(choices.front().accuracy.loss_high, 0.01);
}

TEST(PrecisionChoice, KeepsUselessOnesAtTheEnd) {
  const auto choices = precision_choices(llama_3_70b(), l4(), {});
  for (const PrecisionChoice& one : choices) EXPECT_FALSE(one.runs());
}

TEST(AccuracyCaveat, GrowsAsBitsFallAndHasASource) {
  const Model model = llama_3_8b();
  EXPECT_EQ(accuracy_caveat(model, Precision::fp16).loss_high, 0.0);
  double last = 0;
  for (const Precision weights :
       {Precision::fp8, Precision::int8, Precision::int4, Precision::fp4}) {
    const AccuracyCaveat caveat = accuracy_caveat(model, weights);
    EXPECT_GT(caveat.loss_high, last);
    EXPECT_FALSE(caveat.source.empty());
    last = caveat.loss_high;
  }
  // Model card of Llama-3.1-8B in NVFP4: 78.9 to 76.1 trained for it, to 74.0 rounded.
  const AccuracyCaveat four = accuracy_caveat(model, Precision::fp4);
  EXPECT_LT(four.loss_low, 1 - 76.1 / 78.9);
  EXPECT_NEAR(four.loss_high, 1 - 74.0 / 78.9, 0.005);
}

}  // namespace
}  // namespace islet
