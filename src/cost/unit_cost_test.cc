// Goal: unit costs agree with published ones and keep their range.
#include "cost/unit_cost.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

TEST(CostOfEnergy, ByChargeRateIsAsInSam) {
  struct Row {
    double capital, fixed, charge_rate, yearly_kwh, expected;
  };
  // NREL SSC, test/input_json/FinancialModels/lcoefcr: photovoltaics, wind.
  const Row rows[] = {
      {52002310.6512, 650028.88314, 0.08160257742914295, 112998358.56709172, 0.04330639423973042},
      {260600000, 8400000, 0.08222968470861396, 818888286.4347197, 0.03642628222823251}};
  for (const Row& row : rows) {
    const EnergyPrice price = cost_of_energy_by_charge_rate(row.capital * dollar, row.charge_rate,
                                                            row.fixed * dollar / year,
                                                            row.yearly_kwh * kilowatt_hour / year);
    EXPECT_NEAR(price * kilowatt_hour / dollar, row.expected, 1e-9);
  }
}

TEST(UnitCost, OfTokensAndItems) {
  const MoneyRate yearly = 3650 * dollar / year;  // 10 a day
  EXPECT_NEAR(cost_per_million_tokens(yearly, 2e6 * token / day) / dollar, 5.0, 1e-9);
  EXPECT_NEAR(cost_per_item(yearly, 1e6 / day) / dollar, 1e-5, 1e-15);
}

TEST(UnitCost, KeepsRangeAndGrade) {
  const auto total = within_factor(1000 * dollar, 1.25, Grade::b, "life-cycle cost");
  const LifeCycle cycle{10 * year, 0.0};
  const auto unit = cost_per_item(total, cycle, 100 / year);
  EXPECT_NEAR(unit.value / dollar, 1.0, 1e-9);
  EXPECT_NEAR(unit.low / dollar, 0.8, 1e-9);
  EXPECT_NEAR(unit.high / dollar, 1.25, 1e-9);
  EXPECT_EQ(unit.grade, Grade::b);
  EXPECT_NEAR(cost_per_million_tokens(total, cycle, 1e8 * token / year).value / dollar, 1.0, 1e-9);
}

}  // namespace
}  // namespace islet
