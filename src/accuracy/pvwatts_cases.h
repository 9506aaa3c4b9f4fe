// Runs whole years of PVWatts plants on cases with published results.
#pragma once

#include <vector>

#include "accuracy/power_run.h"
#include "energy/pvwatts.h"

namespace islet {

/// The design of a case of family `pvwatts_ssc`. Error: an input or a word that is not known.
Result<PvwattsDesign> pvwatts_design(const PowerCase& one);

/// Figures for such a case: years, months and single years of an ageing plant. Errors: as
/// `pvwatts_design`; no such weather year.
Result<std::vector<FoundFigure>> solve_pvwatts_case(const PowerCase& one,
                                                    CaseSurroundings& surroundings);

}  // namespace islet
