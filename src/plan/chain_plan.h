// The plan of one site of a chain, as one line; and what all of them were read with.
#pragma once

#include "plan/make_plan.h"
#include "plan/site_work.h"
#include "site/chain.h"

namespace islet {

/// Reads and plans entry `task.index` of the chain with the same search as `make_plan`, on one
/// thread. `set` holds for every site. A fault of the site is the line's `why`.
SiteLine planned_line(const Chain& chain, const SiteTask& task, const Catalog& catalog,
                      const std::vector<Override>& set, const PlanOptions& options);

/// What was taken where the chain and its entries say nothing, in the order of reading; nothing is
/// planned. Entries that cannot be used have no part in it.
std::vector<CommonDefault> common_defaults(const Chain& chain, const Catalog& catalog,
                                           const std::vector<Override>& set);

}  // namespace islet
