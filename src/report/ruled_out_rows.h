// What the search ruled out, told once for each reason.
#pragma once

#include <vector>

#include "plan/plan.h"
#include "report/table.h"

namespace islet {

/// Those that one rule took for one reason stand in one entry, the first `named` by name.
std::vector<RuledOut> by_reason(const std::vector<RuledOut>& all, int named);

/// The first `shown` of them.
Table ruled_out_rows(const std::vector<RuledOut>& reasons, std::size_t shown);

}  // namespace islet
