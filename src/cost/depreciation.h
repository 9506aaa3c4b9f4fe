// Depreciation for tax, and the levelised cost by a fixed charge.
#pragma once

#include <span>

#include "base/quantity.h"

namespace islet {

/// Yearly shares of the basis that US tax law lets deduct for property of a class of 3, 5, 7, 10,
/// 15 or 20 years; empty for another class.
std::span<const double> macrs_schedule(int class_years);

/// What a plant costs a year against what it makes.
struct FixedChargeCost {
  Money capital;
  MoneyRate operation;
  EnergyPrice variable;
  double fixed_charge_rate = 0;  ///< share of the capital to be earned a year
};

/// Levelised cost of a plant that makes `per_year` each year, above 0.
EnergyPrice fixed_charge_price(const FixedChargeCost& cost, Energy per_year);

/// Worth today of a cost `when` from now that lowers the tax on income by `tax` of it.
Money after_tax_worth(Money cost, double discount, Duration when, double tax);

}  // namespace islet
