// Runs the sun and the light on planes on cases with published results.
#pragma once

#include <vector>

#include "accuracy/power_case.h"

namespace islet {

/// Figures for a case of family `solar_position`; empty when its inputs are of no known kind.
std::vector<FoundFigure> solve_sun_case(const PowerCase& one);

/// Figures for a case of family `transposition`.
std::vector<FoundFigure> solve_light_case(const PowerCase& one);

}  // namespace islet
