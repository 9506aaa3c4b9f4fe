// Goal: life-cycle costs agree with published worked examples.
#include "cost/life_cycle.h"

#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(Rates, AreAsDefined) {
  EXPECT_NEAR(real_rate(0.08, 0.02), 0.058823529411764705, 1e-12);  // HOMER, real discount rate
  EXPECT_NEAR(capital_recovery_factor(0.06, 25 * year), 0.07822671821227395, 1e-12);
  EXPECT_NEAR(capital_recovery_factor(0.0, 8 * year), 0.125, 1e-12);
  EXPECT_NEAR(discount_factor(0.06, 3.52 * year), std::pow(1.06, -3.52), 1e-12);
}

TEST(LifeCycle, GivesHomersExample) {
  // HOMER Grid 1.1 help, net present cost: prints 725,240; recomputed without rounding 725,245.
  const CashItem generator{.name = "generator",
                           .capital = 96000 * dollar,
                           .replacement = 48000 * dollar,
                           .life = 3.52 * year,
                           .operation = 2471 * dollar / year,
                           .fuel = 34969 * dollar / year,
                           .source = "HOMER Grid 1.1 help"};
  const LifeCycle cycle{25 * year, 0.06};
  const LifeCycleCost cost = life_cycle_cost({generator}, cycle);
  EXPECT_NEAR(cost.total.value / dollar, 725240, 20);
  EXPECT_NEAR(cost.total.value / dollar, 725245, 1);
  EXPECT_NEAR(cost.sums.operation / dollar, 2471 / 0.07822671821227395, 0.01);
  EXPECT_NEAR(annualised(cost.total.value, cycle) * year / dollar, 725245 * 0.0782267, 1);
}

TEST(LifeCycle, CashByYearIsTheSameMoneyUndiscounted) {
  const CashItem generator{.name = "generator",
                           .capital = 96000 * dollar,
                           .replacement = 48000 * dollar,
                           .life = 3.52 * year,
                           .operation = 2471 * dollar / year,
                           .fuel = 34969 * dollar / year};
  const LifeCycle cycle{25 * year, 0.0};
  const std::vector<CashYear> cash = cash_years({generator}, cycle);
  ASSERT_EQ(cash.size(), 26U);
  EXPECT_EQ(cash[0].net() / dollar, 96000);
  // Worn out after 3.52, 7.04, 10.56, 14.08, 17.6, 21.12 and 24.64 years.
  for (const std::size_t at : {4U, 8U, 11U, 15U, 18U, 22U, 25U}) {
    EXPECT_EQ(cash[at].replacement / dollar, 48000) << at;
  }
  EXPECT_EQ(cash[7].replacement / dollar, 0);
  Money sum;
  for (const CashYear& each : cash) sum += each.net();
  EXPECT_NEAR(sum / dollar, item_cost(generator, cycle).total() / dollar, 1e-6);
}

TEST(LifeCycle, CashOfABrokenLastYearIsItsShare) {
  const CashItem visits{.name = "visits", .operation = 1200 * dollar / year};
  const std::vector<CashYear> cash = cash_years({visits}, {2.25 * year, 0.07});
  ASSERT_EQ(cash.size(), 4U);
  EXPECT_NEAR(cash[1].operation / dollar, 1200, 1e-9);
  EXPECT_NEAR(cash[3].operation / dollar, 300, 1e-9);
}

TEST(LifeCycle, SalvageIsLinearInTheRestOfLife) {
  // HOMER knowledge base: 10,000 with a life of 25 years after 20 years is worth 2,000
  // (undiscounted).
  const CashItem item{
      .name = "panel", .replacement = 10000 * dollar, .life = 25 * year, .source = {}};
  EXPECT_NEAR(item_cost(item, {20 * year, 0.0}).salvage / dollar, 2000, 1e-6);
  CashItem buried = item;
  buried.salvage_share = 0;
  EXPECT_EQ(item_cost(buried, {20 * year, 0.0}).salvage, Money{});
}

TEST(LifeCycle, AReplacementOnTheLastDayIsNotMade) {
  const CashItem item{
      .name = "battery", .replacement = 500 * dollar, .life = 5 * year, .source = {}};
  const ItemCost cost = item_cost(item, {10 * year, 0.0});
  EXPECT_NEAR(cost.replacement / dollar, 500, 1e-9);
  EXPECT_NEAR(cost.salvage / dollar, 0, 1e-9);
}

TEST(LifeCycle, PartsAddUpAndRangesAddInQuadrature) {
  std::vector<CashItem> items(2);
  items[0] = {
      .name = "a", .capital = 300 * dollar, .range_factor = 1.1, .grade = Grade::a, .source = "x"};
  items[1] = {
      .name = "b", .capital = 400 * dollar, .range_factor = 1.1, .grade = Grade::c, .source = "y"};
  const LifeCycleCost cost = life_cycle_cost(items, {5 * year, 0.09});
  EXPECT_NEAR(cost.total.value / dollar, 700, 1e-9);
  EXPECT_NEAR(cost.total.high / dollar, 750, 1e-9);
  EXPECT_EQ(cost.total.grade, Grade::c);
  Money parts;
  for (const ItemCost& item : cost.items) parts += item.total();
  EXPECT_NEAR(parts / dollar, cost.sums.total() / dollar, 1e-9);
}

}  // namespace
}  // namespace islet
