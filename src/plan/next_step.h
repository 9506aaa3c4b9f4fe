// What one step more of a requirement would cost, for the chosen machines.
#pragma once

#include <vector>

#include "plan/plan.h"
#include "plan/sized_design.h"
#include "plan/sizing.h"

namespace islet {

/// Of the requirements on the plant, the tightest first, at most `next_steps_max`: the sizes are
/// searched anew with the one requirement a step further. A share moves half way to all, hours of
/// ride-through and of the generator by a third, a renewable share by a tenth of all.
std::vector<NextStep> next_steps(const PlanContext& context, const PreparedMachines& machines,
                                 const SizedDesign& chosen, const SizeGrid& grid);

inline constexpr std::size_t next_steps_max = 4;

}  // namespace islet
