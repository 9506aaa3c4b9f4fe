// What a design costs: the bill of what is bought, and the life-cycle cost with running costs.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "catalog/catalog.h"
#include "cost/life_cycle.h"
#include "plan/design.h"
#include "plan/plan.h"
#include "site/site.h"

namespace islet {

/// Everything bought at the start, at catalogue prices or at those in the site file. Gear that
/// stands there already costs nothing, nor do machines of `hardware.have`, which are replaced at
/// their catalogue price when their life is over (as if they were new today). Installation and
/// small parts are a share of the machines and the gear; panels come installed.
std::vector<BillItem> bill_of(const Site& site, const Catalog& catalog, const Design& design);

Estimate<Money> purchase_cost(const std::vector<BillItem>& bill);

/// What running the plant takes in a mean year.
struct YearlyUse {
  Volume fuel;
  Duration generator_time;
  Energy grid;
  Energy used;                ///< by all loads
  double battery_cycles = 0;  ///< equivalent full cycles a year
  Bandwidth transferred;      ///< over the link, mean
  Money missed_work;          ///< by `money.cost_of_missing`, a year
};

/// Present values over the site's life at its discount rate (nominal, prices constant).
/// Machines last as long as their host, a battery until its wear or its calendar ends it.
CostSummary cost_summary(const Site& site, const Catalog& catalog, const Design& design,
                         const std::vector<BillItem>& bill, const YearlyUse& use);

/// The same as `cost_summary(...).lifetime.value`, without the ranges: for the search.
Money lifetime_cost(const Site& site, const Catalog& catalog, const Design& design,
                    const std::vector<BillItem>& bill, const YearlyUse& use);

/// Price of the cheapest link that carries the transfers, a second.
MoneyRate link_cost(const Site& site, Bandwidth transferred);

/// Mean data rate of the site's transfers.
Bandwidth transfers_of(const Site& site);

}  // namespace islet
