// Runs generator sets, reserve and outages on cases with published results.
#pragma once

#include <vector>

#include "accuracy/power_run.h"

namespace islet {

/// Figures for a case of family `generator`.
Result<std::vector<FoundFigure>> solve_generator_case(const PowerCase& one, CaseSurroundings&);

/// Figures for a case of family `reliability`.
Result<std::vector<FoundFigure>> solve_reliability_case(const PowerCase& one, CaseSurroundings&);

}  // namespace islet
