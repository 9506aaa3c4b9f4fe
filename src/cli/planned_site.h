// From a site file to its plan with all that stands beside it: for `plan` and `report`.
#pragma once

#include <optional>
#include <vector>

#include "cli/input.h"
#include "cli/options.h"
#include "plan/make_plan.h"
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

/// What is wanted beside the plan.
struct PlanExtras {
  bool hashes = false;           ///< of the records, in the notes
  bool have = false;             ///< the audit of what is owned
  bool pareto = false;           ///< the designs that no other beats in everything
  bool what_if = false;          ///< the cases of `what_if`, exact
  bool what_if_quick = false;    ///< the same at less depth
  std::vector<std::string> map;  ///< of the kinds of system, as given: none, or KEY=VALUES twice

  void declare_map(CLI::App& app);
};

/// What the options say of the search; makers, stop and progress are the caller's.
PlanOptions plan_options(const SearchOptions& search, const Catalog& catalog);

PlannedSite planned_site(const SiteOptions& site, const SearchOptions& search,
                         const OutputOptions& output, const PlanExtras& extras);

}  // namespace islet
