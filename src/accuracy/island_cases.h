// Runs a whole-year island with wind, sun, battery and generator on published results.
#pragma once

#include <vector>

#include "accuracy/power_run.h"

namespace islet {

/// Figures for a case of a file like ouessant.yaml: `parameters` for all cases, hours in a table of
/// the folder whose name begins like the file's. Errors: no such table.
Result<std::vector<FoundFigure>> solve_island_case(const PowerCase& one,
                                                   CaseSurroundings& surroundings);

}  // namespace islet
