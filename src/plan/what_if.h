// The cases of `what_if`: what they do to the chosen design, and what would be planned instead.
#pragma once

#include <vector>

#include "plan/make_plan.h"
#include "plan/plan.h"
#include "site/what_if_sites.h"

namespace islet {

/// How much is computed for each case.
enum class WhatIfDepth {
  /// The chosen design over the design year alone, cost and fuel told by how much they move in
  /// it; nothing is planned anew.
  quick,
  exact  ///< the chosen design over all weather years, and a new plan
};

/// What a case is computed with.
struct CaseInputs {
  const Catalog& catalog;
  const SiteWeather& weather;  ///< of the changed site
  const PlanOptions& options;
  WhatIfDepth depth = WhatIfDepth::quick;
};

/// What becomes of the chosen design at `other`, which is `plan.site` with other values and the
/// same workloads. Machines, gear and sizes stay as built; prices, loads and weather are those of
/// `other`. A model that `other` does not allow any more gives way to the first that it names.
/// The first design is the chosen one; of an infeasible plan, the nearest.
WhatIfCase kept_case(const Plan& plan, const Site& other, const CaseInputs& inputs);

/// Every case, in the order given; none where the plan has no design. Once `options.stop_asked`
/// says so, the rest is left out. The result does not depend on `options.jobs`.
Result<std::vector<WhatIfCase>> what_if_cases(const Plan& plan,
                                              const std::vector<WhatIfSite>& sites,
                                              const Catalog& catalog, const PlanOptions& options,
                                              WhatIfDepth depth);

}  // namespace islet
