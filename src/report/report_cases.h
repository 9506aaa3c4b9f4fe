// The cases of `what_if` and the audit of what is owned, in the report. Internal to report_page.
#pragma once

#include "report/html.h"
#include "report/plan_record.h"

namespace islet {

/// Says how to get them where the plan has none.
void add_cases(const PlanRecord& plan, const DesignRecord& design, Html& html);
/// Nothing where nothing is owned.
void add_owned(const PlanRecord& plan, Html& html);

}  // namespace islet
