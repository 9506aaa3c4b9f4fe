// Failures of the generator in what a plan promises.
#pragma once

#include "plan/plan.h"
#include "plan/sized_design.h"

namespace islet {

/// Counts failures of the design's generator in the low ends of what is served, and says in the
/// requirements on it what is served in the mean of many years. Changes nothing where the design
/// has no generator. `out` is the outcome of the same design.
void count_failures(const PlanContext& context, const PreparedMachines& machines,
                    const SizedDesign& design, DesignOutcome& out);

}  // namespace islet
