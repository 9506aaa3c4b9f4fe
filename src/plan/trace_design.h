// Runs one design through its design year once more and keeps what a report draws.
#pragma once

#include "plan/design_trace.h"
#include "plan/sized_design.h"

namespace islet {

DesignTrace trace_design(const PlanContext& context, const PreparedMachines& machines,
                         const SizedDesign& design);

}  // namespace islet
