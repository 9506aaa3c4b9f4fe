// What a design costs over the site's life: its bill, what is replaced, and what is paid each year.
#pragma once

#include <vector>

#include "base/quantity.h"
#include "catalog/catalog.h"
#include "cost/life_cycle.h"
#include "plan/design.h"
#include "plan/plan.h"
#include "site/site.h"

namespace islet {

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

/// Mean data rate of the site's transfers.
Bandwidth transfers_of(const Site& site);

}  // namespace islet
