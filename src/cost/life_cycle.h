// What something costs over its life: capital, replacements, operation, fuel, less what is left.
#pragma once

#include <string>
#include <vector>

#include "base/estimate.h"
#include "base/quantity.h"

namespace islet {

/// Rates are fractions a year.
double real_rate(double nominal, double inflation);

/// Share of a loan or investment that is paid each year so that it is repaid with interest at the
/// end of `life`. 1 / years at a rate of 0.
double capital_recovery_factor(double rate_per_year, Duration life);

/// Worth today of a payment `when` from now.
double discount_factor(double rate_per_year, Duration when);

/// Over which time, and at which real rate a year, costs are counted.
struct LifeCycle {
  Duration life;
  double discount = 0;
};

/// One thing that costs: a card, a battery, the visits, the link. Unused parts stay 0.
struct CashItem {
  std::string name;
  Money capital{};        ///< paid at the start
  Money replacement{};    ///< paid each time its life is over
  Duration life{};        ///< 0: outlives the project, keeps no value
  MoneyRate operation{};  ///< upkeep, link, visits: each year alike
  MoneyRate fuel{};
  double salvage_share = 1;  ///< of the linear rest value that is really got back, 0 to 1
  double range_factor = 1;   ///< its cost may be off by this factor, at least 1
  Grade grade = Grade::d;
  std::string source{};
};

/// Present worth of one item, or of all together. `salvage` is positive and counts against.
struct ItemCost {
  std::string name;
  Money capital;
  Money replacement;
  Money operation;
  Money fuel;
  Money salvage;

  Money total() const { return capital + replacement + operation + fuel - salvage; }
};

struct LifeCycleCost {
  Estimate<Money> total;
  ItemCost sums;                ///< name is "total"
  std::vector<ItemCost> items;  ///< in the order given
};

/// Present worth of one item over the life cycle.
ItemCost item_cost(const CashItem& item, const LifeCycle& cycle);

/// Present worth of all items over the life cycle, summed in the order given.
LifeCycleCost life_cycle_cost(const std::vector<CashItem>& items, const LifeCycle& cycle);

/// What is paid in one year of the life, at today's prices and not discounted.
struct CashYear {
  Money capital, replacement, operation, fuel;
  Money salvage;  ///< got back in the last year; positive

  Money net() const { return capital + replacement + operation + fuel - salvage; }
};

/// By year: the start, then the years 1, 2, ... of the life, a last one that is no whole year
/// included; one more entry than there are years.
std::vector<CashYear> cash_years(const std::vector<CashItem>& items, const LifeCycle& cycle);

/// Equal yearly payment that is worth the same as `present`.
MoneyRate annualised(Money present, const LifeCycle& cycle);

}  // namespace islet
