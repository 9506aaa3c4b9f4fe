// What one unit costs: a kilowatt-hour, a million tokens, a frame, a request.
#pragma once

#include "base/estimate.h"
#include "base/quantity.h"
#include "cost/life_cycle.h"

namespace islet {

/// Levelised cost of energy: yearly cost over the energy served. `served` > 0.
EnergyPrice cost_of_energy(MoneyRate yearly, Power served);

/// Cost of energy by a fixed charge rate on capital.
EnergyPrice cost_of_energy_by_charge_rate(Money capital, double charge_rate_per_year,
                                          MoneyRate fixed_operation, Power served);

/// Yearly cost over the tokens of a year, for each million. `served` > 0.
Money cost_per_million_tokens(MoneyRate yearly, TokenRate served);

/// One frame, request or query.
Money cost_per_item(MoneyRate yearly, Frequency served);

/// `cost` spread over what is served, with the range of `cost`.
Estimate<Money> cost_per_million_tokens(const Estimate<Money>& life_cycle_total,
                                        const LifeCycle& cycle, TokenRate served);
Estimate<Money> cost_per_item(const Estimate<Money>& life_cycle_total, const LifeCycle& cycle,
                              Frequency served);

}  // namespace islet
