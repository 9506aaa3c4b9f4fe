// What a step more of a requirement costs, and the designs that no other beats in everything: as
// tables, JSON and read back. Internal to report.
#pragma once

#include <vector>

#include "plan/plan.h"
#include "report/document.h"
#include "report/json.h"
#include "report/json_view.h"

namespace islet {

/// `chosen` is the title of the design that was chosen. What is minimised has a column of its own
/// where it is not the lifetime cost.
Table next_step_rows(const std::vector<NextStep>& steps, const std::string& chosen,
                     Objective minimised);
Table pareto_rows(const std::vector<ParetoPoint>& points);
/// Plain numbers, for CSV.
Table pareto_csv_rows(const std::vector<ParetoPoint>& points);

/// Nothing is added where the plan has none.
void add_next_steps(const Plan& plan, Document& page);
void add_pareto(const Plan& plan, Document& page);

Json next_steps_json(const std::vector<NextStep>& steps);
Json pareto_json(const std::vector<ParetoPoint>& points);

/// Empty in plans of an edition that did not have them.
std::vector<NextStep> read_next_steps(const JsonView& result);
std::vector<ParetoPoint> read_pareto(const JsonView& result);

}  // namespace islet
