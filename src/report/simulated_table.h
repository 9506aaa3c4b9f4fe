// The spans of a design that were simulated request by request, as a table.
#pragma once

#include <vector>

#include "plan/plan.h"
#include "report/table.h"

namespace islet {

/// One row a workload and span; shares of what was asked.
/// A span without work has no row.
Table simulated_table(const std::vector<SimulatedSpan>& spans);

/// What stands in place of a table without rows.
inline constexpr const char* nothing_simulated = "No work came in on the days that were simulated.";

}  // namespace islet
