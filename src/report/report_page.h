// The report of a plan: one HTML file of 17 sections that needs no script and no other file.
#pragma once

#include <string>

#include "report/plan_record.h"

namespace islet {

/// The same plan gives the same bytes. Sections whose facts the plan does not hold say so.
std::string report_html(const PlanRecord& plan);

}  // namespace islet
