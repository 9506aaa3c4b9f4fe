#include "cost/unit_cost.h"

#include "base/check.h"

namespace islet {

/// Levelised cost of energy.
///
///     cost = yearly cost / yearly energy served
///
/// Valid for   energy served alike in every year
/// Source      Short, Packey, Holt, NREL/TP-462-5173, 1995; HOMER divides by energy served too
EnergyPrice cost_of_energy(MoneyRate yearly, Power served) {
  CHECK(served > Power{});
  return yearly / served;
}

/// Levelised cost of energy from a fixed charge rate.
///
///     cost = (charge rate * capital + fixed operation) / yearly energy
///
/// Valid for   the charge rate's own assumptions on loans and tax
/// Source      NREL System Advisor Model, fixed-charge-rate calculator
EnergyPrice cost_of_energy_by_charge_rate(Money capital, double charge_rate_per_year,
                                          MoneyRate fixed_operation, Power served) {
  return cost_of_energy(capital * charge_rate_per_year / year + fixed_operation, served);
}

/// Cost of a million tokens.
///
///     cost = yearly cost / yearly tokens * 10^6
///
/// Valid for   a site that serves this work alone, or its share of the yearly cost
/// Source      definition
Money cost_per_million_tokens(MoneyRate yearly, TokenRate served) {
  CHECK(served > TokenRate{});
  return yearly / served * (1e6 * token);
}

/// Cost of one item.
///
///     cost = yearly cost / yearly items
///
/// Valid for   as above
/// Source      definition
Money cost_per_item(MoneyRate yearly, Frequency served) {
  CHECK(served > Frequency{});
  return yearly / served;
}

namespace {

Estimate<MoneyRate> annualised(const Estimate<Money>& total, const LifeCycle& cycle) {
  return {islet::annualised(total.value, cycle),
          islet::annualised(total.low, cycle),
          islet::annualised(total.high, cycle),
          total.level,
          total.grade,
          total.source};
}

}  // namespace

Estimate<Money> cost_per_million_tokens(const Estimate<Money>& life_cycle_total,
                                        const LifeCycle& cycle, TokenRate served) {
  const Estimate<MoneyRate> yearly = annualised(life_cycle_total, cycle);
  return {cost_per_million_tokens(yearly.value, served),
          cost_per_million_tokens(yearly.low, served),
          cost_per_million_tokens(yearly.high, served),
          yearly.level,
          yearly.grade,
          yearly.source + " / tokens served"};
}

Estimate<Money> cost_per_item(const Estimate<Money>& life_cycle_total, const LifeCycle& cycle,
                              Frequency served) {
  const Estimate<MoneyRate> yearly = annualised(life_cycle_total, cycle);
  return {cost_per_item(yearly.value, served),
          cost_per_item(yearly.low, served),
          cost_per_item(yearly.high, served),
          yearly.level,
          yearly.grade,
          yearly.source + " / items served"};
}

}  // namespace islet
