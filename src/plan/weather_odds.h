// A design's plant in years with less sun than the typical one: P50, P90, P99.
#pragma once

#include "plan/plant_outlook.h"
#include "plan/sized_design.h"

namespace islet {

/// The years that 50, 90 and 99 of 100 exceed in sunlight; each the mean over all weather years.
std::array<OddsYear, odds_years_count> odds_years(const PlanContext& context,
                                                  const PreparedMachines& machines,
                                                  const SizedDesign& design);

}  // namespace islet
