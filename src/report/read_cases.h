// The cases of `what_if` and the audit of `hardware.have`, read back from a plan file. Internal to
// read_plan.
#pragma once

#include <vector>

#include "report/json_view.h"
#include "report/plan_record.h"

namespace islet {

/// Empty in plans of an edition that did not have them.
std::vector<CaseRecord> read_what_if_cases(const JsonView& result);
std::vector<OwnedAudit> read_owned(const JsonView& result);

}  // namespace islet
