// Runs parts of panels, and years of whole plants of panels, on cases with published results.
#pragma once

#include <string>
#include <vector>

#include "accuracy/power_case.h"

namespace islet {

/// Figures for a case of family `pv_components`; empty when its inputs are of no known kind.
std::vector<FoundFigure> solve_panel_case(const PowerCase& one);

/// Figures for a case of family `pvwatts_ssc`: the year named by `weather` is read from
/// `weather_folder`. PVWatts' own chain as far as ours has it: see `pvwatts_panel`. Errors: no such
/// year.
Result<std::vector<FoundFigure>> solve_pvwatts_case(const PowerCase& one,
                                                    const std::string& weather_folder);

}  // namespace islet
