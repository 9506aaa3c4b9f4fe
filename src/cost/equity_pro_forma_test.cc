// Goal: the pro forma gives the published prices, and depreciation and fixed charges their tables.
#include "cost/equity_pro_forma.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "cost/depreciation.h"

namespace islet {
namespace {

TEST(Depreciation, EverySchedulesSumsToOne) {
  for (const int years : {3, 5, 7, 10, 15, 20}) {
    const std::span<const double> shares = macrs_schedule(years);
    EXPECT_EQ(shares.size(), static_cast<std::size_t>(years) + 1);
    EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-4) << years;
  }
  EXPECT_DOUBLE_EQ(macrs_schedule(5)[3], 0.1152);
  EXPECT_TRUE(macrs_schedule(4).empty());
}

// NREL/ssc test/input_json/FinancialModels/lcoefcr at e97a19f.
TEST(FixedCharge, AgreesWithSsc) {
  const FixedChargeCost sun{52002310.6512 * dollar, 650028.88314 * dollar / year, EnergyPrice(),
                            0.08160257742914295};
  EXPECT_NEAR(
      fixed_charge_price(sun, 112998358.56709172 * kilowatt_hour) / (dollar / kilowatt_hour),
      0.04330639423973042, 1e-12);
}

// REopt.jl, OffGrid scenario 2: 100 kW at 700 $/kW in year 10, 8 %, tax 26 %.
TEST(FixedCharge, LaterCostAfterTaxAgreesWithReopt) {
  EXPECT_NEAR(after_tax_worth(70000.0 * dollar, 0.08, 10.0 * year, 0.26) / dollar, 23993.422708,
              1e-3);
}

ProjectCosts gas_engines() {
  // The off-grid study's 125 MW of gas engines for 100 MW: 206.55 million dollars.
  ProjectCosts costs;
  costs.capital = 206550500.0 * dollar;
  for (int y = 0; y < 20; ++y) {
    costs.fuel.push_back(876e6 * 8989e-6 * 5 * std::pow(1.03, y) * dollar);
    costs.fixed_operation.push_back(2311875.0 * std::pow(1.025, y) * dollar);
    costs.variable_operation.push_back(876e3 * 25.0 * std::pow(1.025, y) * dollar);
  }
  return costs;
}

ProjectTerms study_terms() {
  ProjectTerms terms;
  const std::span<const double> shares = macrs_schedule(5);
  terms.depreciation_shares.assign(shares.begin(), shares.end());
  return terms;
}

// offgridai-us/cost-calculator at 7680d79: 111.1068 $/MWh and the worth of its parts in M$.
TEST(EquityProForma, GasEnginesOfTheOffGridStudyComeOutAtItsPrice) {
  const std::vector<Energy> sold(20, 876e3 * megawatt_hour);
  const ProjectWorth worth = project_worth(study_terms(), gas_engines(), sold);
  EXPECT_NEAR(worth.price / (dollar / megawatt_hour), 111.1068, 0.0005);
  EXPECT_NEAR(worth.capital / dollar / 1e6, 176.861, 0.001);
  EXPECT_NEAR(worth.fuel / dollar / 1e6, 309.956, 0.015);
  EXPECT_NEAR(worth.fixed_operation / dollar / 1e6, 17.588, 0.001);
  EXPECT_NEAR(worth.variable_operation / dollar / 1e6, 166.611, 0.001);
}

TEST(EquityProForma, CreditAndCheaperDebtLowerThePrice) {
  const std::vector<Energy> sold(20, 876e3 * megawatt_hour);
  const EnergyPrice base = project_worth(study_terms(), gas_engines(), sold).price;
  ProjectCosts credited = gas_engines();
  credited.credit_share = 0.5;
  EXPECT_LT(project_worth(study_terms(), credited, sold).price, base);
  ProjectTerms cheap = study_terms();
  cheap.debt_rate = 0.05;
  EXPECT_LT(project_worth(cheap, gas_engines(), sold).price, base);
}

}  // namespace
}  // namespace islet
