// Runs a design's year with its books open.
#pragma once

#include "plan/plant_account.h"
#include "plan/sized_design.h"

namespace islet {

PlantAccount take_account(const PlanContext& context, const PreparedMachines& machines,
                          const SizedDesign& design);

}  // namespace islet
