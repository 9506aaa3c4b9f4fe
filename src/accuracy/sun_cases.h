// Runs the sun and the light on planes on cases with published results.
#pragma once

#include <vector>

#include "accuracy/power_run.h"

namespace islet {

/// Figures for a case of family `solar_position`.
Result<std::vector<FoundFigure>> solve_sun_case(const PowerCase& one, CaseSurroundings&);

/// Figures for a case of family `transposition`.
Result<std::vector<FoundFigure>> solve_light_case(const PowerCase& one, CaseSurroundings&);

}  // namespace islet
