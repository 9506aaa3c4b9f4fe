// What one step more of a requirement would cost, for the chosen machines.
#pragma once

#include <vector>

#include "plan/chosen_design.h"
#include "plan/plan.h"

namespace islet {

/// Of the requirements on the plant, the tightest first, at most `next_steps_max`: the sizes are
/// searched anew with the one requirement a step further. A share moves half way to all, hours of
/// ride-through and of the generator by a third, a renewable share by a tenth of all.
/// On `jobs` threads, which change nothing in the result.
std::vector<NextStep> next_steps(const ChosenDesign& chosen, int jobs);

inline constexpr std::size_t next_steps_max = 4;

}  // namespace islet
