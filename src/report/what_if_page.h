// The cases of `what_if` and the audit of `hardware.have`, as tables and as JSON. Internal to
// plan_page, plan_csv, plan_json and report_cases.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/document.h"
#include "report/json.h"

namespace islet {

/// What was found for each kind of device that is there, and what lesser ones would save.
Table have_rows(const std::vector<OwnedAudit>& have);
std::vector<std::string> savings_of(const std::vector<OwnedAudit>& have);

/// Nothing is added where the plan has none.
void add_what_if_cases(const Plan& plan, Document& page);
void add_have(const Plan& plan, Document& page);

/// One row a case, plain numbers, for CSV.
Table what_if_rows(const Plan& plan);

Json what_if_json(const Plan& plan);
Json have_json(const Plan& plan);

}  // namespace islet
