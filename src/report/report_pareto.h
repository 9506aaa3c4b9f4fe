// The designs that no other beats, as a map of cost against the rest. Internal to report_page.
#pragma once

#include "report/html.h"
#include "report/plan_record.h"

namespace islet {

/// Says how to get them where the plan has none.
void add_pareto_map(const PlanRecord& plan, Html& html);

}  // namespace islet
