// Runs parts of panels, and years of whole plants of panels, on cases with published results.
#pragma once

#include <vector>

#include "accuracy/power_run.h"

namespace islet {

/// Figures for a case of family `pv_components`.
Result<std::vector<FoundFigure>> solve_panel_case(const PowerCase& one, CaseSurroundings&);

/// Figures for a case of family `pvwatts_ssc`. PVWatts' own chain as far as ours has it: see
/// `pvwatts_panel`. Errors: no such weather year.
Result<std::vector<FoundFigure>> solve_pvwatts_case(const PowerCase& one,
                                                    CaseSurroundings& surroundings);

}  // namespace islet
