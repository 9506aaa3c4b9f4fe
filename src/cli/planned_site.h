// From a site file to its plan with all that stands beside it: for `plan` and `report`.
#pragma once

#include <optional>
#include <vector>

#include "cli/input.h"
#include "cli/options.h"
#include "plan/plan.h"
#include "report/plan_notes.h"

namespace islet {

/// A plan, or the faults and the code to end with. The plan points into `loaded`'s catalogue.
struct PlannedSite {
  LoadedSite loaded;
  std::optional<Plan> plan;
  PlanNotes notes;
  std::vector<Error> list;  ///< warnings; without a plan also errors
  int seen = 0;
  /// Of the whole command: `no_answer` when nothing fits, `stopped_early`, `warnings`.
  ExitCode code = ExitCode::done;
};

/// With `with_hashes` the notes also hold the hashes of the records.
PlannedSite planned_site(const SiteOptions& site, const SearchOptions& search,
                         const OutputOptions& output, bool with_hashes);

}  // namespace islet
