// The first design simulated request by request on the days that tell most.
#pragma once

#include <vector>

#include "plan/make_plan.h"
#include "plan/sized_design.h"

namespace islet {

/// By `options.effort`: nothing (quick); the darkest fortnight and a day of every month of the
/// design year (normal); also three whole weather years, as many as there are (deep). Of several
/// pieces each P99 is the worst of theirs. Where a day is so full that this would take long, fewer
/// days are simulated by normal effort. Empty where the simulator has no room for the design.
std::vector<SimulatedSpan> finalist_run(const PlanContext& context, const Design& design,
                                        const PlanOptions& options);

}  // namespace islet
