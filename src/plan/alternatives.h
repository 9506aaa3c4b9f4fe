// Why this and not that: the first design with one thing chosen otherwise, its plant sized anew.
#pragma once

#include <vector>

#include "plan/chosen_design.h"
#include "plan/make_plan.h"
#include "plan/plan.h"

namespace islet {

/// Software, models, drafts, power limits, computers, coolers, inverter-chargers, UPSes, generator
/// sets and tanks that the site allows in place of those of `chosen`, one at a time; what it would
/// cost over the life with sizes that suit it, or what it falls short of. Of computers and power
/// limits the few that tell most. The result does not depend on `options.jobs`.
std::vector<Alternative> alternatives_to(const ChosenDesign& chosen, const PlanOptions& options);

}  // namespace islet
