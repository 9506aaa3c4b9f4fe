// `hardware.have` held against the work: what is used, what is too much or too little, what lesser
// device would do.
#pragma once

#include <vector>

#include "plan/make_plan.h"
#include "plan/plan.h"

namespace islet {

/// One for each entry of `hardware.have`. Each kind of accelerator is planned alone, the site's
/// other gear as wished, and held against the plan of one who owns none of them: with the least
/// lifetime cost among the kept designs whose boards draw less. That is up to one plan more than
/// there are kinds. Once `options.stop_asked` says so, the rest is left unjudged.
Result<std::vector<OwnedAudit>> owned_audits(const Plan& plan, const Catalog& catalog,
                                             const PlanOptions& options);

}  // namespace islet
