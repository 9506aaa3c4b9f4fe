// Goal: the planner answers, obeys the rules, is the same for any number of threads, and explains
// an impossible wish.
#include "plan/make_plan.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/camp_site.h"
#include "plan/machine_rules.h"

namespace islet {
namespace {

PlanOptions quick() { return camp_options(3, 3); }

TEST(MakePlan, AnswersAndObeysItsRequirements) {
  const auto plan = make_plan(camp_site(), shipped_catalog(), quick());
  ASSERT_TRUE(plan) << plan.error().text();
  ASSERT_FALSE(plan->designs.empty());
  for (const DesignOutcome& design : plan->designs) {
    SCOPED_TRACE(design.title);
    EXPECT_TRUE(design.feasible);
    for (const ComputeGroup& group : design.design.compute.groups) {
      EXPECT_NE(group.accelerator->form, FormFactor::sxm);
    }
    for (const Placement& placement : design.design.compute.placements) {
      EXPECT_LE(placement.tensor, 2);
    }
    for (const GroupMemory& memory : design.memory) {
      if (memory.usable > Bytes()) {
        EXPECT_LE(memory.weights + memory.cache + memory.work_space, memory.usable);
      }
    }
  }
  for (std::size_t index = 1; index < plan->designs.size(); ++index) {
    EXPECT_GE(plan->designs[index].cost.lifetime.value,
              plan->designs[0].cost.lifetime.value * 0.99);
    EXPECT_FALSE(plan->designs[index].lost_by.empty());
  }
}

TEST(MakePlan, DoesNotDependOnTheNumberOfThreads) {
  PlanOptions one = quick();
  one.jobs = 1;
  PlanOptions three = quick();
  three.jobs = 3;
  const auto a = make_plan(camp_site(), shipped_catalog(), one);
  const auto b = make_plan(camp_site(), shipped_catalog(), three);
  ASSERT_TRUE(a && b);
  ASSERT_EQ(a->designs.size(), b->designs.size());
  for (std::size_t index = 0; index < a->designs.size(); ++index) {
    EXPECT_EQ(a->designs[index].title, b->designs[index].title);
    EXPECT_EQ(a->designs[index].cost.lifetime.value, b->designs[index].cost.lifetime.value);
  }
  EXPECT_EQ(a->count.evaluated, b->count.evaluated);
}

TEST(MakePlan, AnImpossibleWishGetsAnAnswer) {
  Site site = camp_site();
  site.goals.ride_through = Limit<Duration>{3000 * hour, {}};
  const auto plan = make_plan(site, shipped_catalog(), quick());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->state, PlanState::infeasible);
  ASSERT_TRUE(plan->nearest.has_value());
  EXPECT_FALSE(plan->binding.empty());
  const bool offers = std::any_of(
      plan->relaxations.begin(), plan->relaxations.end(),
      [](const Relaxation& relaxation) { return relaxation.key == "goals.ride_through"; });
  EXPECT_TRUE(offers);
}

/// Machines that fit in memory and are all too slow: the nearest has a plant of its own.
TEST(MakePlan, ASpeedNobodyReachesGetsAnAnswer) {
  Site site = camp_site();
  for (Workload& workload : site.workloads) {
    if (workload.kind == WorkloadKind::video) {
      workload.latency = {{0.99, microsecond, {}}};
    }
  }
  const auto plan = make_plan(site, shipped_catalog(), quick());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->state, PlanState::infeasible);
  EXPECT_TRUE(plan->nearest.has_value());
}

/// More work than any machine has time for: no times can be told, and none may pass for a good one.
TEST(MakePlan, WorkBeyondEveryMachineIsNoDesign) {
  Site site = camp_site();
  for (Workload& workload : site.workloads) {
    workload.users = known(1e7);
    workload.count = known(1e6);
  }
  const auto plan = make_plan(site, shipped_catalog(), quick());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->state, PlanState::infeasible);
  EXPECT_TRUE(plan->designs.empty());
  ASSERT_FALSE(plan->binding.empty());
  EXPECT_NE(plan->binding.front().find("come nearest, with "), std::string::npos);
  EXPECT_EQ(plan->binding.front().find("e+"), std::string::npos) << plan->binding.front();
}

/// One device, a chat whose first token must come within `limit`.
Result<Plan> plan_of_one_device(Duration limit) {
  Site site = camp_site();
  Workload chat = site.workloads[1];
  chat.models = {"chat/4b-q4"};
  chat.users = known(4.0);
  chat.first_token = {{0.95, limit, {}}};
  chat.speed.reset();
  site.workloads = {chat};
  site.hardware.consider = {"jetson_agx_orin_32gb"};
  return make_plan(site, shipped_catalog(), quick());
}

/// What the plan says of the device among those that are too slow; empty where it says nothing.
std::string too_slow(const Plan& plan, std::string_view device) {
  for (const RuledOut& row : plan.ruled_out) {
    if (row.rule == "speed" && row.what.find(device) == 0) return row.what;
  }
  return {};
}

/// A device that does the work stands among those that are too slow only with ", run otherwise".
TEST(MakePlan, ADeviceThatDoesIsTooSlowOnlyRunOtherwise) {
  const std::string name = "NVIDIA Jetson AGX Orin 32GB";
  // Just above the least limit that it keeps, only its fastest way of running does.
  Duration missed = 100 * millisecond;
  Duration kept = 10 * second;
  while (kept / missed > 1.02) {
    const Duration between = std::sqrt(kept / missed) * missed;
    const auto plan = plan_of_one_device(between);
    ASSERT_TRUE(plan) << plan.error().text();
    (plan->designs.empty() ? missed : kept) = between;
  }
  const auto does = plan_of_one_device(kept);
  const auto does_not = plan_of_one_device(missed);
  ASSERT_TRUE(does && does_not);
  EXPECT_EQ(too_slow(*does, name), name + ", run otherwise");
  EXPECT_EQ(too_slow(*does_not, name), name);
}

/// The same card in another host is "the same in" it.
TEST(MakePlan, ARunnerUpInAnotherHostSaysSo) {
  Site site = camp_site();
  site.workloads.erase(site.workloads.begin());
  site.hardware.consider = {"l4"};
  const auto plan = make_plan(site, shipped_catalog(), quick());
  ASSERT_TRUE(plan);
  const bool told = std::any_of(
      plan->designs.begin(), plan->designs.end(),
      [](const DesignOutcome& each) { return each.lost_by.starts_with("the same in "); });
  EXPECT_TRUE(told);
}

/// A design that only some weather years break is nearer than any that misses its design year.
TEST(MakePlan, WhatOnlySomeYearsBreakIsTheNearestAndSaysSo) {
  Site site = camp_site();
  site.goals.confidence = 1.5;  // more than all years: no design holds in enough of them
  const auto plan = make_plan(site, shipped_catalog(), quick());
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->state, PlanState::infeasible);
  ASSERT_TRUE(plan->nearest.has_value());
  EXPECT_EQ(plan->nearest->confidence, 1);
  ASSERT_FALSE(plan->binding.empty());
  EXPECT_EQ(plan->binding.front(),
            "site confidence at least 150 % (all requirements hold in 100 % of the weather years)");
  ASSERT_FALSE(plan->relaxations.empty());
  EXPECT_EQ(plan->relaxations.front().key, "goals.confidence");
  EXPECT_EQ(plan->relaxations.front().to, "100 %");
}

TEST(MakePlan, OnlyModelsOfAnAllowedLicenceArePlaced) {
  Site site = camp_site();
  std::vector<std::string> licences;
  for (const Workload& workload : site.workloads) {
    const ModelChoice* choice = find_choice(shipped_catalog(), workload.models.front());
    ASSERT_NE(choice, nullptr);
    licences.push_back(find_model(shipped_catalog(), choice->model)->licence);
  }
  site.models.licences = licences;
  const auto plan = make_plan(site, shipped_catalog(), quick());
  ASSERT_TRUE(plan);
  ASSERT_FALSE(plan->designs.empty());
  for (const Placement& placement : plan->designs.front().design.compute.placements) {
    EXPECT_TRUE(site.models.allows(placement.model->licence)) << placement.model->licence;
  }
  // With a licence that none of them has, nothing can be placed, and the plan says why.
  site.models.licences = {"Apple sample code"};
  const auto none = make_plan(site, shipped_catalog(), quick());
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->designs.empty());
  EXPECT_EQ(none->state, PlanState::infeasible);
  ASSERT_FALSE(none->binding.empty());
  EXPECT_NE(none->binding.front().find("not one of Apple sample code (models.licences)"),
            std::string::npos)
      << none->binding.front();
}

TEST(MachineRules, NoSxmBoardBelowFiftyKilowatts) {
  const Accelerator* board = find_accelerator(shipped_catalog(), "h100_sxm5");
  ASSERT_NE(board, nullptr);
  Site site = camp_site();
  const auto refused = objection(site, *board);
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->rule, "R099");
  site.power.generator->sizing.size.high = 60 * kilowatt;
  EXPECT_FALSE(objection(site, *board).has_value());
}

}  // namespace
}  // namespace islet
