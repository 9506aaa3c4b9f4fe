// Goal: a round of drafts takes what its parts take, and a model is drafted for only by its like.
#include "perf/drafted_step.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "perf/service.h"
#include "perf/speculation.h"

namespace islet {
namespace {

class DraftedStep : public ::testing::Test {
 protected:
  Drafting drafts_of(int length, double acceptance = usual_acceptance) const {
    return {length, acceptance, draft_};
  }

  Layout layout_{.weights = Precision::fp8};
  Deployment target_{llama_3_8b(), l4(), layout_};
  Deployment draft_{llama_3_1b(), l4(), layout_};
  StepWork decode_{.decode_sequences = 4, .mean_context = 600 * token};
};

TEST_F(DraftedStep, ARoundIsACheckAndTheDraftsSteps) {
  const StepCost round = drafted_round(target_, drafts_of(4), decode_);
  const Duration check = check_time(target_, {.sequences = 4, .mean_context = 600 * token}, 4);
  const StepCost step = draft_.step(decode_);
  EXPECT_NEAR(round.time / (check + 4 * step.time), 1.0, 1e-9);
  // The mean of the watts of both.
  const Power wide =
      target_.step({.decode_sequences = 20, .mean_context = 600 * token}).board_power;
  EXPECT_NEAR((round.board_power * round.time) / (wide * check + 4 * step.board_power * step.time),
              1.0, 1e-9);
}

TEST_F(DraftedStep, SpeedIsThatOfTheChoiceOfLengths) {
  const SpeculationLoad load{.sequences = 4, .mean_context = 600 * token};
  const SpeculationChoice choice = best_speculation(target_, draft_, load);
  ASSERT_GT(choice.draft_length, 0);
  const Duration plain = target_.step(decode_).time;
  const Duration drafted = drafted_step(target_, drafts_of(choice.draft_length), decode_).time;
  EXPECT_NEAR(plain / drafted, choice.speedup, 1e-9);
}

TEST_F(DraftedStep, PromptsAreReadByTheDraftToo) {
  const StepWork prompt{.prefill = 500 * token};
  const Duration both = target_.step(prompt).time + draft_.step(prompt).time;
  EXPECT_NEAR(drafted_round(target_, drafts_of(4), prompt).time / both, 1.0, 1e-9);
  const Drafting looked_up{4, usual_acceptance, std::nullopt};
  EXPECT_NEAR(drafted_round(target_, looked_up, prompt).time / target_.step(prompt).time, 1.0,
              1e-9);
}

TEST_F(DraftedStep, OneUserIsServedFasterAndTheRangeIsWider) {
  LanguageDemand demand;
  demand.requests = 0.01 * hertz;
  demand.prompt = {300 * token, 0 * token};
  demand.reply = {200 * token, 0 * token};
  const LanguageService plain = language_service(target_, demand, {});
  const Drafting drafting = drafts_of(4);
  demand.drafting = &drafting;
  demand.batch_most =
      sequences_with_draft(l4(), {llama_3_8b(), layout_}, {llama_3_1b(), layout_}, 500 * token, 4);
  const LanguageService drafted = language_service(target_, demand, {});
  ASSERT_FALSE(drafted.saturated);
  EXPECT_GT(drafted.speed.value, 1.3 * plain.speed.value);
  EXPECT_LT(drafted.device_time.share, plain.device_time.share);
  EXPECT_LT(drafted.batch_max, plain.batch_max);
  EXPECT_EQ(drafted.speed.grade, Grade::d);
  EXPECT_GT(drafted.speed.high / drafted.speed.value, plain.speed.high / plain.speed.value);
  // The draft reads the prompt as well: the first token comes later.
  EXPECT_GT(drafted.first_token.p50.value, plain.first_token.p50.value);
}

TEST_F(DraftedStep, OnlyASmallerOneOfTheFamilyMayDraft) {
  Model target = llama_3_8b();
  Model draft = llama_3_1b();
  target.family = draft.family = "Llama 3";
  EXPECT_TRUE(may_draft(draft, target));
  EXPECT_FALSE(may_draft(target, draft));
  EXPECT_FALSE(may_draft(target, target));
  draft.shape->vocabulary += 1;
  EXPECT_FALSE(may_draft(draft, target));
  draft.shape->vocabulary -= 1;
  draft.family = "Qwen3";
  EXPECT_FALSE(may_draft(draft, target));
}

TEST_F(DraftedStep, TheAssumedAcceptanceWidensTimes) {
  // tokens a round at 0.7 and 0.6 with drafts of 4: 2.7731 and 2.3056.
  EXPECT_NEAR(acceptance_factor(4), 2.7731 / 2.3056, 1e-4);
  EXPECT_LT(assumed_acceptance().low, assumed_acceptance().value);
  EXPECT_EQ(assumed_acceptance().grade, Grade::d);
}

TEST_F(DraftedStep, SoftwareWithoutDraftModelsIsKnown) {
  EXPECT_TRUE(takes_drafts("vllm"));
  EXPECT_TRUE(takes_drafts(""));
  EXPECT_FALSE(takes_drafts("hailo"));
}

}  // namespace
}  // namespace islet
