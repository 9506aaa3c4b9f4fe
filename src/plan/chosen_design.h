// The design that was chosen, with what it was searched with.
#pragma once

#include <span>

#include "plan/demand.h"
#include "plan/size_cells.h"
#include "plan/sized_design.h"
#include "plan/sizing.h"

namespace islet {

struct ChosenDesign {
  const PlanContext& context;
  std::span<const WorkloadDemand> demands;  ///< one for each workload of the site
  const PreparedMachines& machines;
  const SizedDesign& design;
  const SizeGrid& grid;
  const YearOrder& years;  ///< as the search left them
};

}  // namespace islet
