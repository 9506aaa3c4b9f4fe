// A plan as CSV: one row a design, best first; names with their unit in brackets.
#pragma once

#include <string>

#include "plan/plan.h"

namespace islet {

/// The designs; of a plan without any, the nearest one, which its column `feasible` tells.
std::string plan_csv(const Plan& plan);

}  // namespace islet
