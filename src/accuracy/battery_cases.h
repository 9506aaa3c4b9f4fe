// Runs batteries on cases with published results: limits, heat, wear.
#pragma once

#include <vector>

#include "accuracy/power_run.h"

namespace islet {

/// Figures for a case of family `battery`.
Result<std::vector<FoundFigure>> solve_battery_case(const PowerCase& one, CaseSurroundings&);

}  // namespace islet
