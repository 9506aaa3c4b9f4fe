// Plans held against simulations that they had no part in, as `islet verify plan` shows them.
#pragma once

#include <string>
#include <vector>

#include "plan/plan_trial.h"
#include "report/document.h"
#include "report/table.h"

namespace islet {

/// The trials of one site.
struct SiteTrials {
  std::string site;
  std::string file;
  std::string design;
  std::vector<PlanTrial> trials;
};

/// How many figures lie inside their ranges, of how many; wanted 80 in 100.
struct TrialCount {
  int inside = 0;
  int all = 0;

  double share() const { return all > 0 ? static_cast<double>(inside) / all : 0.0; }
  bool passes() const { return all > 0 && share() >= 0.8; }
};
TrialCount count_of(const std::vector<SiteTrials>& sites);

/// One row a figure and seed.
Table trial_table(const std::vector<SiteTrials>& sites);
Document trial_page(const std::vector<SiteTrials>& sites);
/// Schema islet/verify-plan/1.
std::string trial_json(const std::vector<SiteTrials>& sites);

}  // namespace islet
