// What else could have been chosen for a design: the same with one thing changed.
#pragma once

#include <string>
#include <vector>

#include "plan/chosen_design.h"
#include "plan/design.h"
#include "plan/make_plan.h"

namespace islet {

/// The chosen design with one thing changed; sizes do not count.
struct Change {
  const char* choice = "";
  std::string taken, other;
  Design design;
  bool is_other_compute = false;
  bool is_other_dispatch = false;
  std::string why_not{};  ///< known from the start
};

/// Other software, models, drafts, power limits, computers, coolers, inverter-chargers, UPSes,
/// generator sets, rules of dispatch, repair reserves and tanks, in this order. A UPS is told of
/// where one may stand (`may_take_ups`): the cheapest, or none in place of the one that is there.
std::vector<Change> changes_of(const ChosenDesign& chosen, const PlanOptions& options);

}  // namespace islet
