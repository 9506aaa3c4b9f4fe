// Goal: drafts are searched like everything else: taken where they pay and by models of their
// family only, with their memory, and off where they are slower.
#include "plan/drafts.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "perf/speculation.h"
#include "plan/simulated_site.h"
#include "plan/small_sites.h"
#include "serving/policies.h"
#include "sim/site_world.h"

namespace islet {
namespace {

PlanOptions options() {
  PlanOptions out;
  out.data_folder = "data";
  out.weather_years = 2;
  return out;
}

/// A few users on L4 cards who want replies faster than one card makes them token by token.
Site hasty_site() {
  Site site = camp_site();
  site.workloads = {site.workloads[1]};
  site.workloads.front().models = {"chat/8b-q4"};
  site.workloads.front().users = known(4.0);
  site.workloads.front().speed = Limit<TokenRate>{60 * token / second, {}};
  site.models.may_draft = true;
  site.hardware.consider = {"l4"};
  site.hardware.power_caps = {1};
  site.goals.ride_through.reset();
  return site;
}

const Model& model_named(const char* id) { return *find_model(shipped_catalog(), id); }

std::vector<std::string> ids_for(const Site& site, const char* target) {
  std::vector<std::string> ids;
  for (const Model* each : drafts_for(site, shipped_catalog(), model_named(target))) {
    ids.push_back(each->id);
  }
  return ids;
}

TEST(Drafts, AreTheSmallestOfTheFamilyUnlessTheSiteNamesThem) {
  Site site = hasty_site();
  EXPECT_EQ(ids_for(site, "qwen3-8b"), std::vector<std::string>{"qwen3-0.6b"});
  EXPECT_EQ(ids_for(site, "llama-3.3-70b"), std::vector<std::string>{"llama-3.2-1b"});
  EXPECT_TRUE(ids_for(site, "qwen3-0.6b").empty());
  site.models.drafts = {"qwen3-1.7b", "qwen3-0.6b"};
  EXPECT_EQ(ids_for(site, "qwen3-8b"), (std::vector<std::string>{"qwen3-0.6b", "qwen3-1.7b"}));
  EXPECT_TRUE(ids_for(site, "llama-3.3-70b").empty());
  site.models.drafts.clear();
  site.models.licences = {"Llama 3.2 Community"};
  EXPECT_TRUE(ids_for(site, "qwen3-8b").empty());
  site.models.licences.clear();
  site.models.may_draft = false;
  EXPECT_TRUE(ids_for(site, "qwen3-8b").empty());
}

/// One L4 with the assistant on it, drafted by the smallest of its family.
ComputeDesign one_card() {
  const Catalog& catalog = shipped_catalog();
  ComputeDesign design;
  design.groups = {
      {.accelerator = find_accelerator(catalog, "l4"), .host = &catalog.hosts.front()}};
  design.placements = {{.choice = find_choice(catalog, "chat/8b-q4"),
                        .model = &model_named("qwen3-8b"),
                        .draft = &model_named("qwen3-0.6b")}};
  return design;
}

TEST(Drafts, AreAsLongAsIsFastestAndOffAtAFullBatch) {
  Site site = hasty_site();
  const DeploymentMakers makers;
  const std::vector<WorkloadDemand> few = {demand_of(site.workloads.front())};
  ComputeDesign design = one_card();
  EXPECT_EQ(settle_drafts({site, few, makers}, design), "");
  EXPECT_GE(design.placements.front().draft_length, 1);
  EXPECT_LE(design.placements.front().draft_length, 8);
  site.workloads.front().users = known(900.0);
  const std::vector<WorkloadDemand> many = {demand_of(site.workloads.front())};
  ComputeDesign crowded = one_card();
  EXPECT_EQ(settle_drafts({site, many, makers}, crowded).substr(0, 4), "off:");
  EXPECT_EQ(crowded.placements.front().draft, nullptr);
}

TEST(Drafts, TakeMemoryAndGiveSpeed) {
  const Site site = hasty_site();
  const DeploymentMakers makers;
  const std::vector<WorkloadDemand> demands = {demand_of(site.workloads.front())};
  ComputeDesign drafted = one_card();
  settle_drafts({site, demands, makers}, drafted);
  ComputeDesign plain = drafted;
  plain.placements.front().draft = nullptr;
  const ComputeOutcome with = compute_outcome(site, demands, drafted, makers);
  const ComputeOutcome without = compute_outcome(site, demands, plain, makers);
  const Bytes draft = weight_bytes(model_named("qwen3-0.6b"), Precision::int4);
  EXPECT_NEAR((with.memory[0].weights - without.memory[0].weights) / draft, 1, 1e-9);
  EXPECT_GT(with.memory[0].cache, without.memory[0].cache);
  EXPECT_GT(with.services[0].user_speed.value, 1.2 * without.services[0].user_speed.value);
  EXPECT_EQ(with.services[0].user_speed.grade, Grade::d);
  EXPECT_LT(with.services[0].busy_share, without.services[0].busy_share);
  // Fewer steps of the large model: less energy for the same replies.
  EXPECT_LT(mean_power(compute_draw(site, demands, drafted, makers)),
            mean_power(compute_draw(site, demands, plain, makers)));
}

TEST(Drafts, LetLessHardwareDoAndAreNamedInThePlan) {
  const Site site = hasty_site();
  Site undrafted = site;
  undrafted.models.may_draft = false;
  const auto with = make_plan(site, shipped_catalog(), options());
  const auto without = make_plan(undrafted, shipped_catalog(), options());
  ASSERT_TRUE(with && without && !with->designs.empty());
  const DesignOutcome& first = with->designs.front();
  EXPECT_EQ(first.workloads.front().draft, "qwen3-0.6b");
  EXPECT_GE(first.workloads.front().draft_length, 1);
  EXPECT_TRUE(std::any_of(first.notes.begin(), first.notes.end(), [](const std::string& note) {
    return note.find("drafted by Qwen3-0.6B") != std::string::npos &&
           note.find("70 %") != std::string::npos;
  }));
  if (!without->designs.empty()) {
    EXPECT_FALSE(has_drafts(without->designs.front().design.compute));
    // What is unusual is worth half a per cent.
    EXPECT_LT(with->count.gap->answer, 0.995 * without->count.gap->answer);
    // What does without is still told, and what the draft saves against none.
    EXPECT_TRUE(std::any_of(with->designs.begin(), with->designs.end(),
                            [](const auto& each) { return !has_drafts(each.design.compute); }));
  }
  const auto none = std::find_if(with->alternatives.begin(), with->alternatives.end(),
                                 [](const Alternative& each) { return each.choice == "draft"; });
  ASSERT_NE(none, with->alternatives.end());
  EXPECT_EQ(none->other, "no drafts");
}

TEST(Drafts, AreSimulatedAsTheyArePlanned) {
  const Prepared made(hasty_site());
  const auto plan = make_plan(made.site, shipped_catalog(), options());
  ASSERT_TRUE(plan && !plan->designs.empty());
  const DesignOutcome& first = plan->designs.front();
  const auto simulated = [&](const Design& design) {
    auto run = simulated_site(made.context(), design, {}, 180);
    CHECK(run.has_value());
    run->run.days = 3;
    run->run.scheduling = std::string(default_scheduling);
    return simulate_site(run->run).workloads.front().end_to_end_s;
  };
  Design plain = first.design;
  for (Placement& each : plain.compute.placements) each.draft = nullptr;
  const LatencyFigures drafted = simulated(first.design);
  ASSERT_GT(drafted.samples, 100);
  EXPECT_LT(drafted.p50, 0.85 * simulated(plain).p50);
  const Estimate<Duration>& planned = first.workloads.front().p99;
  EXPECT_GT(drafted.p99, planned.low / second);
  EXPECT_LT(drafted.p99, planned.high / second);
}

}  // namespace
}  // namespace islet
