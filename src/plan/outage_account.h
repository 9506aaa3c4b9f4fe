// How often each class of work goes without power: from shortage, and from a generator that fails.
#pragma once

#include "plan/plant_outlook.h"
#include "plan/sized_design.h"

namespace islet {

/// From the design's first weather year as run, with its trace.
OutageAccount outage_account(const PlanContext& context, const SizedDesign& design,
                             const SiteLoads& loads, const PlantYear& run, const PlantTrace& trace);

}  // namespace islet
