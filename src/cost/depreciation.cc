#include "cost/depreciation.h"

#include <array>

#include "base/check.h"
#include "cost/life_cycle.h"

namespace islet {

/// Modified accelerated cost recovery, half-year convention.
///
///     table A-1, as shares
///
/// Valid for   US federal tax
/// Leaves out  bonus depreciation, mid-quarter convention
/// Source      IRS Publication 946 (2023), table A-1
std::span<const double> macrs_schedule(int class_years) {
  static constexpr std::array<double, 4> of_3{0.3333, 0.4445, 0.1481, 0.0741};
  static constexpr std::array<double, 6> of_5{0.20, 0.32, 0.192, 0.1152, 0.1152, 0.0576};
  static constexpr std::array<double, 8> of_7{0.1429, 0.2449, 0.1749, 0.1249,
                                              0.0893, 0.0892, 0.0893, 0.0446};
  static constexpr std::array<double, 11> of_10{0.10,   0.18,   0.144,  0.1152, 0.0922, 0.0737,
                                                0.0655, 0.0655, 0.0656, 0.0655, 0.0328};
  static constexpr std::array<double, 16> of_15{0.05,   0.095, 0.0855, 0.077, 0.0693, 0.0623,
                                                0.059,  0.059, 0.0591, 0.059, 0.0591, 0.059,
                                                0.0591, 0.059, 0.0591, 0.0295};
  static constexpr std::array<double, 21> of_20{
      0.0375,  0.07219, 0.06677, 0.06177, 0.05713, 0.05285, 0.04888,
      0.04522, 0.04462, 0.04461, 0.04462, 0.04461, 0.04462, 0.04461,
      0.04462, 0.04461, 0.04462, 0.04461, 0.04462, 0.04461, 0.02231};
  switch (class_years) {
    case 3:
      return of_3;
    case 5:
      return of_5;
    case 7:
      return of_7;
    case 10:
      return of_10;
    case 15:
      return of_15;
    case 20:
      return of_20;
    default:
      return {};
  }
}

/// Levelised cost by the fixed charge rate.
///
///     price = (capital rate + operation) / energy + variable
///
/// Valid for   a plant whose years are alike
/// Leaves out  degradation, price trends: they stand in the rate
/// Source      Short, Packey, Holt, NREL/TP-462-5173, 1995; SAM help, "LCOE Calculator"
EnergyPrice fixed_charge_price(const FixedChargeCost& cost, Energy per_year) {
  CHECK(per_year > Energy());
  const Money yearly = cost.capital * cost.fixed_charge_rate + cost.operation * year;
  return yearly / per_year + cost.variable;
}

/// A later cost, after tax.
///
///     cost (1 - tax) (1 + discount)^-years
///
/// Valid for   an owner with taxable income
/// Leaves out  depreciation of the thing bought
/// Source      REopt.jl manual: replacement cost of generators
Money after_tax_worth(Money cost, double discount, Duration when, double tax) {
  return cost * (1 - tax) * discount_factor(discount, when);
}

}  // namespace islet
