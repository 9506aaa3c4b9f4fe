// Goal: how machines are run is searched like everything else: trying every power limit at every
// size finds nothing better than the bound, and what is chosen obeys the site file.
#include <algorithm>

#include <gtest/gtest.h>

#include "plan/machine_rules.h"
#include "plan/search_count.h"
#include "plan/share_search.h"
#include "plan/small_sites.h"

namespace islet {
namespace {

PlanOptions options() { return camp_options(2, 1); }

/// More work than the camp has, so that a limit pays by more than the gap of the search.
Site two_cards() {
  Site site = hungry_site({"l4", "l40s"});
  site.workloads.back().work = known(12000 / day);
  return site;
}

/// Every candidate held to every limit of the site, as far as it does the work.
std::vector<ComputeCandidate> every_way(const Prepared& made, const DeploymentMakers& makers) {
  std::vector<ComputeCandidate> out;
  for (const ComputeCandidate& each : made.candidates.list) {
    const std::vector<Power> caps = power_caps(made.site, *each.design.groups.front().accelerator);
    for (const Power cap : caps) {
      ComputeDesign design = each.design;
      for (ComputeGroup& group : design.groups) group.cap = cap;
      ComputeCandidate held = candidate_of(made.site, made.demands, design, makers);
      bool does = memory_shortcoming(design, held.outcome).empty();
      for (std::size_t at = 0; at < design.placements.size(); ++at) {
        const auto workload = static_cast<std::size_t>(design.placements[at].workload);
        does &= shortcoming(made.site.workloads[workload], held.outcome.services[at]).empty();
      }
      if (does) out.push_back(std::move(held));
    }
  }
  return out;
}

TEST(RunWays, TryingEveryPowerLimitFindsNothingBelowTheBound) {
  for (const bool asks_for_power : {false, true}) {
    Site site = two_cards();
    if (asks_for_power) site.goals.power = Limit<Power>{400 * watt, {}};
    const Prepared made(site);
    const SizeGrid grid = size_grid(made.site, shipped_catalog(), {.points = 5});
    double best = std::numeric_limits<double>::infinity();
    for (const ComputeCandidate& held : every_way(made, {})) {
      const PreparedMachines machines = prepared(made.context(), held);
      if (machines.gear.objection) continue;
      best = std::min(best, exhaustive(made.context(), machines, grid));
    }
    const auto plan = make_plan(site, shipped_catalog(), options());
    ASSERT_TRUE(plan && !plan->designs.empty());
    ASSERT_TRUE(plan->count.gap);
    ASSERT_LT(best, std::numeric_limits<double>::infinity());
    // The plan's grid is finer: it holds the coarse one.
    EXPECT_LE(plan->count.gap->bound, best * (1 + 1e-9));
    // What a change of the way must be worth, and the gap of its own search on top.
    EXPECT_LE(plan->count.gap->share, 0.006);
  }
}

TEST(RunWays, ALimitIsTakenWhereItPaysAndOnlyThoseTheSiteAllows) {
  Site site = two_cards();
  // Little sun: what the machines draw is fuel.
  site.power.solar->sizing.size = {0 * kilowatt, 2 * kilowatt, {}, ValueOrigin::written, {}};
  site.goals.renewable.reset();
  const auto free_to = make_plan(site, shipped_catalog(), options());
  ASSERT_TRUE(free_to && !free_to->designs.empty());
  const ComputeGroup& chosen = free_to->designs.front().design.compute.groups.front();
  EXPECT_GT(chosen.cap, Power());
  EXPECT_LT(chosen.cap, chosen.accelerator->board_power.typical);
  EXPECT_NE(free_to->designs.front().title.find(" W"), std::string::npos);
  Site written = site;
  written.hardware.power_caps = {1};
  const auto own = make_plan(written, shipped_catalog(), options());
  ASSERT_TRUE(own && !own->designs.empty());
  EXPECT_EQ(own->designs.front().design.compute.groups.front().cap, Power());
  EXPECT_LT(free_to->count.gap->answer, own->count.gap->answer * 0.9951);
  written.hardware.power_caps = {0.7};
  const auto fixed = make_plan(written, shipped_catalog(), options());
  ASSERT_TRUE(fixed && !fixed->designs.empty());
  const ComputeGroup& held = fixed->designs.front().design.compute.groups.front();
  EXPECT_NEAR(held.cap / held.accelerator->board_power.typical, 0.7, 1e-9);
}

/// Options under which language models may run under any of these.
PlanOptions under(std::vector<std::string> engines) {
  PlanOptions out = options();
  out.makers.engines = [engines](const Model& model, const Accelerator&, Precision) {
    return model.shape ? engines : std::vector<std::string>{""};
  };
  return out;
}

TEST(RunWays, NoSoftwareAloneIsBelowTheBoundAndOnlyThatOfTheSiteIsTaken) {
  Site site = two_cards();
  site.hardware.power_caps = {1};
  const std::vector<std::string> engines = {"llama_cpp", "vllm", "tensorrt_llm"};
  const auto all = make_plan(site, shipped_catalog(), under(engines));
  ASSERT_TRUE(all && !all->designs.empty());
  ASSERT_TRUE(all->count.gap);
  for (const std::string& engine : engines) {
    const auto alone = make_plan(site, shipped_catalog(), under({engine}));
    ASSERT_TRUE(alone);
    site.models.engines = {engine};
    const auto wished = make_plan(site, shipped_catalog(), under(engines));
    site.models.engines.clear();
    ASSERT_TRUE(wished);
    ASSERT_EQ(wished->designs.empty(), alone->designs.empty()) << engine;
    if (alone->designs.empty()) continue;
    EXPECT_GE(alone->count.gap->answer, all->count.gap->bound * (1 - 1e-9)) << engine;
    EXPECT_EQ(wished->count.gap->answer, alone->count.gap->answer) << engine;
    for (const Placement& placement : wished->designs.front().design.compute.placements) {
      EXPECT_EQ(placement.engine, engine);
    }
  }
  site.models.engines = {"sglang"};
  const auto none = make_plan(site, shipped_catalog(), under(engines));
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->designs.empty());
  EXPECT_TRUE(std::any_of(none->ruled_out.begin(), none->ruled_out.end(),
                          [](const RuledOut& each) { return each.rule == "models.engines"; }));
}

/// Every candidate with every cooler and inverter-charger that does, beaten ones included.
double best_of_all_gear(const Prepared& made, const SizeGrid& grid) {
  double best = std::numeric_limits<double>::infinity();
  for (const ComputeCandidate& each : made.candidates.list) {
    const PreparedMachines usual = prepared(made.context(), each);
    if (usual.gear.objection) continue;
    for (const CoolingUnit& cooler : shipped_catalog().coolers) {
      for (const Inverter& inverter : shipped_catalog().inverters) {
        Catalog only = shipped_catalog();
        only.coolers = {cooler};
        only.inverters = {inverter};
        PreparedMachines other = without_tables(usual);
        other.gear = gear_choice(made.site, only, made.context().air, each);
        if (other.gear.objection || other.gear.power.inverter == nullptr) continue;
        best = std::min(best, exhaustive(made.context(), other, grid));
      }
    }
  }
  return best;
}

TEST(RunWays, TryingEveryCoolerAndInverterFindsNothingBelowTheBound) {
  Site site = two_cards();
  site.hardware.power_caps = {1};
  site.hardware.consider = {"l4"};
  const Prepared made(site);
  const SizeGrid grid = size_grid(made.site, shipped_catalog(), {.points = 4});
  const double best = best_of_all_gear(made, grid);
  ASSERT_LT(best, std::numeric_limits<double>::infinity());
  const auto plan = make_plan(site, shipped_catalog(), options());
  ASSERT_TRUE(plan && plan->count.gap);
  EXPECT_LE(plan->count.gap->bound, best * (1 + 1e-9));
}

TEST(RunWays, EveryDesignIsInOneCount) {
  const auto plan = make_plan(two_cards(), shipped_catalog(), options());
  ASSERT_TRUE(plan);
  const SearchCount& count = plan->count;
  EXPECT_NEAR(count.covered,
              count.ruled_out + count.too_weak + count.beaten + count.dearer_gear + count.unfit +
                  count.by_bound + count.evaluated,
              1e-9 * count.covered);
  EXPECT_GE(count.ruled_out, 0);
  EXPECT_LE(count.judged, count.covered);
}

}  // namespace
}  // namespace islet
