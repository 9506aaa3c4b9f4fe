// Goal: a step serves those who speak first, then prompts, acute ones before routine ones.
#include "engines/step_plan.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

std::string planned(const std::vector<StepCandidate>& candidates, const StepLimits& limits) {
  std::string text;
  for (const StepItem& item : step_plan(candidates, limits)) {
    text += std::to_string(static_cast<std::uint64_t>(item.id)) + ":" +
            std::to_string(item.prompt_tokens) + " ";
  }
  return text;
}

StepCandidate one(std::uint64_t id, WorkClass work_class, std::uint32_t prompt_left) {
  return {SequenceId{id}, work_class, prompt_left};
}

TEST(StepPlan, LetsAllSpeakAndGivesTheRestToPromptsInTurn) {
  EXPECT_EQ(planned({one(1, WorkClass::normal, 0), one(2, WorkClass::batch, 80),
                     one(3, WorkClass::normal, 80), one(4, WorkClass::low, 0)},
                    {.tokens = 102, .beside_acute = 32}),
            "1:0 4:0 2:80 3:20 ");
}

TEST(StepPlan, ReadsAcutePromptsAloneAndRoutineOnesInSmallPiecesBesideAcuteWork) {
  EXPECT_EQ(planned({one(1, WorkClass::normal, 500), one(2, WorkClass::safety, 100),
                     one(3, WorkClass::batch, 0)},
                    {.tokens = 256, .beside_acute = 32}),
            "2:100 ");
  EXPECT_EQ(planned({one(1, WorkClass::normal, 500), one(2, WorkClass::high, 0)},
                    {.tokens = 256, .beside_acute = 32}),
            "2:0 1:32 ");
}

TEST(StepPlan, ReadsAcutePromptsOneAfterTheOtherTheMostUrgentFirst) {
  EXPECT_EQ(planned({one(1, WorkClass::high, 90), one(2, WorkClass::safety, 100),
                     one(3, WorkClass::safety, 80), one(4, WorkClass::high, 0)},
                    {.tokens = 256, .reads_in_turn = true}),
            "2:100 ");
  EXPECT_EQ(planned({one(1, WorkClass::high, 900)}, {.tokens = 256, .reads_in_turn = true}),
            "1:256 ");
  EXPECT_EQ(planned({one(1, WorkClass::normal, 90), one(2, WorkClass::high, 0)},
                    {.tokens = 256, .reads_in_turn = true}),
            "2:0 1:64 ");
}

TEST(StepPlan, ReadsNoMoreOfRoutinePromptsThanMayBeWaitedFor) {
  EXPECT_EQ(planned({one(1, WorkClass::normal, 500), one(2, WorkClass::normal, 0)},
                    {.tokens = 256, .routine = 40, .beside_acute = 32}),
            "2:0 1:40 ");
  EXPECT_EQ(planned({one(1, WorkClass::high, 500)}, {.tokens = 256, .routine = 40}), "1:256 ");
}

TEST(StepPlan, NeverHoldsMoreThanAStepMay) {
  std::vector<StepCandidate> many;
  for (std::uint64_t id = 1; id <= 20; ++id) many.push_back(one(id, WorkClass::normal, 0));
  EXPECT_EQ(step_plan(many, {.tokens = 8, .beside_acute = 4}).size(), 8U);
  EXPECT_TRUE(step_plan({}, {}).empty());
}

}  // namespace
}  // namespace islet
