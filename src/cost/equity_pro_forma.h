// A project paid by debt and equity over construction and operating years: the flat price of energy
// at which its owners just earn what they ask.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"

namespace islet {

/// How the project is paid and taxed. Rates are fractions a year.
struct ProjectTerms {
  int construction_years = 2;
  int operating_years = 20;
  double debt_share = 0.70;
  double debt_rate = 0.075;
  int debt_years = 20;
  double equity_rate = 0.11;
  double tax = 0.21;
  double investment_credit = 0.30;          ///< of the eligible capital, in the first year
  std::vector<double> depreciation_shares;  ///< of the basis, by operating year
};

/// What the project costs. One value for each operating year, in money of that year.
struct ProjectCosts {
  Money capital;
  double credit_share = 0;  ///< of the capital that is eligible for the credit
  std::vector<Money> fuel;
  std::vector<Money> fixed_operation;
  std::vector<Money> variable_operation;
};

/// Worth of the parts at the owners' rate at the start of construction, all positive.
struct ProjectWorth {
  Money capital;
  Money fuel;
  Money fixed_operation;
  Money variable_operation;
  EnergyPrice price;  ///< flat over the years
};

/// `energy` is what is sold in each operating year; its first values may be 0, their sum not.
ProjectWorth project_worth(const ProjectTerms& terms, const ProjectCosts& costs,
                           std::span<const Energy> energy);

}  // namespace islet
