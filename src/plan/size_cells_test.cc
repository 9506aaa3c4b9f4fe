// Goal: on small instances exhaustive search finds nothing better than branch and bound, every size
// is counted once, and the bound lies below everything that was not run.
#include "plan/size_cells.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"
#include "plan/search_count.h"
#include "plan/small_sites.h"

namespace islet {
namespace {

TEST(SizeCells, ExhaustiveSearchFindsNothingBetter) {
  for (Instance& instance : small_instances()) {
    SCOPED_TRACE(instance.name);
    const Prepared made(std::move(instance.site));
    ASSERT_FALSE(made.machines.empty());
    const SizeGrid grid = size_grid(made.site, shipped_catalog(), {.points = 9});
    for (const PreparedMachines& machines : made.machines) {
      if (machines.gear.objection) continue;
      const double best = exhaustive(made.context(), machines, grid);
      const CellResult whole = search_cells(made.context(), machines, grid, {.gap = 0});
      if (!whole.best) {
        EXPECT_EQ(best, std::numeric_limits<double>::infinity());
        continue;
      }
      EXPECT_DOUBLE_EQ(whole.best->score, best);
      const CellResult near = search_cells(made.context(), machines, grid, {.gap = 0.03});
      ASSERT_TRUE(near.best);
      EXPECT_LE(near.best->score, best * 1.031);
      EXPECT_LE(near.evaluated, whole.evaluated);
      EXPECT_LE(std::min(near.lower_bound, near.best->score), best * (1 + 1e-12));
      for (const CellResult& each : {whole, near}) {
        EXPECT_EQ(each.evaluated + each.unfit + each.by_bound,
                  static_cast<std::int64_t>(grid.panels.size() * grid.storage.size()));
      }
    }
  }
}

// The largest sizes break the budget: that alone must not rule out the smaller ones.
TEST(SizeCells, ABudgetLeavesTheSizesBelowIt) {
  Site site = small_instances().front().site;
  const Prepared free_of_it(site);
  const SizeGrid grid = size_grid(site, shipped_catalog(), {.points = 9});
  const CellResult cheapest =
      search_cells(free_of_it.context(), free_of_it.machines.front(), grid, {.gap = 0});
  ASSERT_TRUE(cheapest.best);
  site.money.budget = Limit<Money>{cheapest.best->purchase * 1.05, {}};
  const Prepared made(site);
  const double best = exhaustive(made.context(), made.machines.front(), grid);
  const CellResult found = search_cells(made.context(), made.machines.front(), grid, {.gap = 0});
  ASSERT_TRUE(found.best);
  EXPECT_DOUBLE_EQ(found.best->score, best);
  EXPECT_LE(found.best->purchase, site.money.budget->bound);
}

TEST(SizeCells, TheWholeSearchFindsTheBestOfAllMachines) {
  Prepared made(std::move(small_instances().front().site));
  const SizeGrid grid = size_grid(made.site, shipped_catalog(), {.points = 9});
  double best = std::numeric_limits<double>::infinity();
  for (const PreparedMachines& machines : made.machines) {
    if (!machines.gear.objection) best = std::min(best, exhaustive(made.context(), machines, grid));
  }
  PlanOptions options;
  options.effort = Effort::deep;
  SearchResult found = search_designs(made.context(), made.machines, grid, options);
  found.sets = static_cast<std::int64_t>(made.machines.size());
  ASSERT_FALSE(found.best.empty());
  EXPECT_LE(found.best.front().sized.score, best * 1.0002);
  const SearchCount count =
      search_count(made.site, shipped_catalog(), made.candidates, grid, found);
  ASSERT_TRUE(count.gap);
  EXPECT_LE(count.gap->bound, best * (1 + 1e-12));
  EXPECT_LE(count.gap->share, 0.00021);
  EXPECT_NEAR(count.covered,
              count.ruled_out + count.too_weak + count.beaten + count.dearer_gear + count.unfit +
                  count.by_bound + count.evaluated,
              1e-9 * count.covered);
  EXPECT_GE(count.ruled_out, 0);
}

TEST(SizeCells, MoreEffortIsNeverWorse) {
  PlanOptions options = camp_options();
  double before = std::numeric_limits<double>::infinity();
  for (const Effort effort : {Effort::quick, Effort::normal, Effort::deep}) {
    options.effort = effort;
    const auto plan = make_plan(small_instances()[1].site, shipped_catalog(), options);
    ASSERT_TRUE(plan && plan->count.gap);
    EXPECT_LE(plan->count.gap->answer, before * (1 + 1e-12));
    before = plan->count.gap->answer;
  }
}

}  // namespace
}  // namespace islet
