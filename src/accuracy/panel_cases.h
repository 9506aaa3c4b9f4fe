// Runs parts of panels on cases with published results.
#pragma once

#include <vector>

#include "accuracy/power_run.h"

namespace islet {

/// Figures for a case of family `pv_components`.
Result<std::vector<FoundFigure>> solve_panel_case(const PowerCase& one, CaseSurroundings&);

}  // namespace islet
