// The recommended design with one thing chosen otherwise: as a table, JSON and read back. Internal
// to report.
#pragma once

#include <vector>

#include "plan/plan.h"
#include "report/document.h"
#include "report/json.h"
#include "report/json_view.h"

namespace islet {

/// What is minimised has a column of its own where it is not the lifetime cost.
Table alternative_rows(const std::vector<Alternative>& alternatives, Objective minimised);

/// Nothing is added where the plan has none.
void add_alternatives(const Plan& plan, Document& page);

Json alternatives_json(const std::vector<Alternative>& alternatives);

/// Empty in plans of an edition that did not have them.
std::vector<Alternative> read_alternatives(const JsonView& result);

}  // namespace islet
