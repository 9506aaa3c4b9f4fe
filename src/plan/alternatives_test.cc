// Goal: what else could have been chosen is told with what it would cost, as a plan that has to
// choose it finds, or with what it falls short of.
#include "plan/alternatives.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"
#include "plan/design_difference.h"

namespace islet {
namespace {

PlanOptions options(int jobs = 2) {
  PlanOptions out = camp_options(2, 1);
  out.jobs = jobs;
  out.makers.engines = [](const Model& model, const Accelerator&, Precision) {
    return model.shape ? std::vector<std::string>{"vllm", "llama_cpp"}
                       : std::vector<std::string>{""};
  };
  return out;
}

Site chat_site() {
  Site site = hungry_site({"l4"});
  site.hardware.power_caps = {1, 0.8, 0.6};
  return site;
}

const Plan& chat_plan() {
  static const Plan plan = [] {
    auto made = make_plan(chat_site(), shipped_catalog(), options());
    CHECK(made.has_value() && !made->designs.empty());
    return std::move(*made);
  }();
  return plan;
}

std::vector<Alternative> of_choice(const Plan& plan, const char* choice) {
  std::vector<Alternative> out;
  std::copy_if(plan.alternatives.begin(), plan.alternatives.end(), std::back_inserter(out),
               [&](const Alternative& each) { return each.choice == choice; });
  return out;
}

TEST(Alternatives, EveryOtherSoftwareIsNamedAndWhatIsAlikeMakesNoDifference) {
  const std::vector<Alternative> software = of_choice(chat_plan(), "software");
  ASSERT_EQ(software.size(), 1u);
  const std::string& taken = chat_plan().designs.front().workloads.front().engine;
  EXPECT_EQ(software.front().taken, taken);
  EXPECT_EQ(software.front().other, taken == "vllm" ? "llama_cpp" : "vllm");
  ASSERT_TRUE(software.front().more);  // physics alone knows no software
  EXPECT_LT(std::abs(*software.front().more / dollar), 1);
  EXPECT_EQ(software.front().design, chat_plan().designs.front().title);
  EXPECT_EQ(software.front().why, "makes no difference");
}

TEST(Alternatives, APowerLimitCostsWhatAPlanThatHasToTakeItCosts) {
  const std::vector<Alternative> limits = of_choice(chat_plan(), "power cap");
  ASSERT_FALSE(limits.empty());
  const Accelerator& card = *find_accelerator(shipped_catalog(), "l4");
  int compared = 0;
  for (const Alternative& each : limits) {
    for (const double share : {1.0, 0.8, 0.6}) {
      ComputeGroup group{.accelerator = &card, .cap = share * card.board_power.typical};
      if (cap_text(group) != each.other) continue;
      Site site = chat_site();
      site.hardware.power_caps = {share};
      const auto plan = make_plan(site, shipped_catalog(), options());
      ASSERT_TRUE(plan);
      if (!each.more) {
        EXPECT_FALSE(each.why.empty());
        continue;
      }
      ASSERT_TRUE(plan->count.gap);
      const double before = chat_plan().count.gap->answer;
      EXPECT_NEAR(before + *each.more / dollar, plan->count.gap->answer, 0.006 * before);
      ++compared;
    }
  }
  EXPECT_GT(compared, 0);
}

TEST(Alternatives, TheOtherRuleOfDispatchCostsWhatAPlanThatHasToTakeItCosts) {
  const std::vector<Alternative> rules = of_choice(chat_plan(), "dispatch");
  ASSERT_EQ(rules.size(), 1u);
  EXPECT_EQ(rules.front().taken, "by charge");
  EXPECT_EQ(rules.front().other, "look ahead");
  ASSERT_TRUE(rules.front().more);
  Site site = chat_site();
  site.power.generator->looks_ahead = true;
  const auto plan = make_plan(site, shipped_catalog(), options());
  ASSERT_TRUE(plan && plan->count.gap && chat_plan().count.gap);
  const double before = chat_plan().count.gap->answer;
  EXPECT_NEAR(before + *rules.front().more / dollar, plan->count.gap->answer, 0.006 * before);
  if (*rules.front().more < -1 * dollar) {
    EXPECT_EQ(rules.front().why, "power.generator.dispatch: look_ahead");
  }
  const auto back = of_choice(*plan, "dispatch");
  ASSERT_EQ(back.size(), 1u);
  EXPECT_EQ(back.front().other, "by charge");
}

TEST(Alternatives, TheNumberOfThreadsChangesNothing) {
  const auto alone = make_plan(chat_site(), shipped_catalog(), options(1));
  ASSERT_TRUE(alone);
  ASSERT_EQ(alone->alternatives.size(), chat_plan().alternatives.size());
  for (std::size_t index = 0; index < alone->alternatives.size(); ++index) {
    const Alternative& one = alone->alternatives[index];
    const Alternative& other = chat_plan().alternatives[index];
    EXPECT_EQ(one.choice + one.other + one.why, other.choice + other.other + other.why);
    EXPECT_EQ(one.more, other.more);
  }
}

TEST(Alternatives, NoneIsMuchBetterThanWhatWasChosen) {
  const double answer = chat_plan().count.gap->answer;
  for (const Alternative& each : chat_plan().alternatives) {
    EXPECT_TRUE(each.more || !each.why.empty()) << each.choice << " " << each.other;
    if (each.choice == "dispatch") continue;  // the site says how its set is started
    EXPECT_GE(each.more.value_or(Money()) / dollar, -0.0051 * answer) << each.other;
  }
}

TEST(DesignDifference, SaysWhatStandsInThePlaceOfWhat) {
  Design one = chat_plan().designs.front().design;
  for (Placement& placement : one.compute.placements) placement.engine = "vllm";
  EXPECT_EQ(difference_between(one, one), "");
  Design other = one;
  for (Placement& placement : other.compute.placements) placement.engine = "llama_cpp";
  EXPECT_EQ(difference_between(one, other), "llama_cpp instead of vllm");
  other.compute.groups.front().cap =
      0.5 * other.compute.groups.front().accelerator->board_power.typical;
  EXPECT_EQ(difference_between(one, other),
            "llama_cpp instead of vllm, boards at 36 W instead of " +
                cap_text(one.compute.groups.front()));
  other.compute.groups.front().accelerator = find_accelerator(shipped_catalog(), "l40s");
  EXPECT_EQ(difference_between(one, other), "");
}

}  // namespace
}  // namespace islet
