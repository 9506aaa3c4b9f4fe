// Goal: the questions of how machines are run name what may be chosen and what it does.
#include "knowledge/way_questions.h"

#include <gtest/gtest.h>

#include "knowledge/shipped_questions.h"
#include "perf/power.h"

namespace islet {
namespace {

/// With two kinds of software, one of which the second is slower under.
Result<Answer> asked_with_two(const std::vector<std::string>& operands) {
  DeploymentMakers makers;
  makers.engines = [](const Model&, const Accelerator&, Precision) {
    return std::vector<std::string>{"usual", "held"};
  };
  makers.language = DeploymentMaker([](const Model& model, const Accelerator& device,
                                       const Layout& layout, const RunSetting& setting) {
    RunSetting own = setting;
    if (setting.engine == "held") own.cap = 0.35 * device.board_power.typical;
    return plain_deployment(model, device, layout, own);
  });
  return ask_software({shipped_knowledge(), shipped_catalog(), makers}, operands);
}

TEST(WayQuestions, EachSoftwareIsToldAndTheFastestNamed) {
  const auto answer = asked_with_two({"llama-3.1-8b", "int4", "1", "l4"});
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_EQ(answer->verdict, "usual, which is usual there");
  const auto number = [&](const char* name) {
    return number_of(figure_of_answer(*answer, name).value_or("0")).value_or(0);
  };
  EXPECT_GT(number("usual_tokens_per_s_each"), number("held_tokens_per_s_each"));
  EXPECT_LT(number("usual_first_token_ms"), number("held_first_token_ms"));
}

TEST(WayQuestions, WhatDoesNotFitIsRefusedWithItsReason) {
  const auto answer = asked_with_two({"llama-3.1-70b", "fp16", "1", "l4"});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, "D2");
}

TEST(WayQuestions, WithoutMeasurementsNoSoftwareIsNamed) {
  const auto answer = ask("software", {"llama-3.1-8b", "int4", "1", "l4"});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->verdict, "no software was measured there");
}

TEST(WayQuestions, APowerLimitKeepsTheShareOfSpeedThatThePlannerCountsWith) {
  const Power own = find_accelerator(shipped_catalog(), "l4")->board_power.typical;
  EXPECT_NEAR(figure("power-cap", {"l4"}, "at_58_w_prompts_share"),
              capped_speed(own, 0.8 * own, false), 1e-3);
  EXPECT_NEAR(figure("power-cap", {"l4"}, "own_w"), own / watt, 1e-9);
  EXPECT_EQ(ask("power-cap", {"hailo_8"})->verdict, "its owner cannot set one");
}

}  // namespace
}  // namespace islet
