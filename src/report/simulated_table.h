// The spans of a design that were simulated request by request, as a table.
#pragma once

#include <vector>

#include "plan/plan.h"
#include "report/table.h"

namespace islet {

/// One row a workload and span; shares of what was asked.
Table simulated_table(const std::vector<SimulatedSpan>& spans);

}  // namespace islet
