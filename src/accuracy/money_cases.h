// Runs costs and the off-grid AI study on cases with published results.
#pragma once

#include <vector>

#include "accuracy/power_run.h"

namespace islet {

/// Figures for a case of family `economics`.
Result<std::vector<FoundFigure>> solve_money_case(const PowerCase& one,
                                                  CaseSurroundings& surroundings);

}  // namespace islet
