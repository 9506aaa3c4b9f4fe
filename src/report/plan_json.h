// A plan as JSON, schema islet/plan/1: every figure in full, keys end in their unit.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "plan/plan.h"
#include "report/plan_notes.h"

namespace islet {

/// {"schema": "islet/plan/1", ..., "result": {...}}. `designs` is best first; `infeasible` is there
/// when it is empty. No moment of making is in it: same input, version and seed, same bytes.
std::string plan_json(const Plan& plan, const PlanNotes& notes,
                      const std::vector<Error>& diagnostics);

/// The envelope of a command that has no result: `"ok": false, "result": null`.
std::string failure_json(const std::string& schema, const std::vector<Error>& diagnostics);

}  // namespace islet
