// Failures of the generator in what a design is held to and in what a plan promises.
#pragma once

#include "plan/plan.h"
#include "plan/sized_design.h"

namespace islet {

/// Holds the served shares of a design of `sized_barring_failures` against what failures leave of
/// them in the mean year: where that decides whether one is met, `left_by_failures` and the
/// requirements count it. Changes nothing without a generator, where the context does not count
/// failures, or where a requirement on a served share is missed anyway. True where a design that
/// met all requirements no longer does. Once for each design.
bool hold_against_failures(const PlanContext& context, const SiteLoads& loads, SizedDesign& design);

/// Counts failures of the design's generator in what its workloads are served and in the
/// requirements on that; where the context does not hold designs to it, these only tell it
/// (`Requirement::with_failures`). Changes nothing where the design has no generator. `out` is the
/// outcome of the same design.
void count_failures(const PlanContext& context, const PreparedMachines& machines,
                    const SizedDesign& design, DesignOutcome& out);

/// Whether a design that `count_failures` has seen is held to its failures; where they are only
/// told beside what it serves, it is not.
bool is_held_to_failures(const DesignOutcome& design);

}  // namespace islet
