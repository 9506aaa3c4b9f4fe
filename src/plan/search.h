// The search over machines and sizes: waves of machines side by side, each over its sizes.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "plan/make_plan.h"
#include "plan/sized_design.h"
#include "plan/sizing.h"

namespace islet {

/// A design with the machines it was made for (index in the list searched).
struct FoundDesign {
  std::size_t machines = 0;
  SizedDesign sized;
};

struct SearchResult {
  std::vector<FoundDesign>
      best;  ///< best of each set of machines that holds the confidence, by score
  std::vector<FoundDesign> near;  ///< not feasible, least violation first
  RuleOuts ruled_out;
  std::int64_t evaluated = 0;
  std::int64_t by_bound = 0;
  bool stopped = false;  ///< `stop_asked` ended it early
};

/// Searches every set of machines over the grid. The result does not depend on `options.jobs`.
SearchResult search_designs(const PlanContext& context,
                            const std::vector<PreparedMachines>& machines, const SizeGrid& grid,
                            const PlanOptions& options);

}  // namespace islet
