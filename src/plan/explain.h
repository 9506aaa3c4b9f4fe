// Why: what runners-up lost by, which requirement is tightest, what binds when nothing fits.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "plan/plan.h"
#include "plan/search.h"

namespace islet {

/// A bound that would be met, as the site file writes it: "at least 36 h", "at most 60000 USD",
/// "p99 < 0.1 s"; rounded to three digits so that what reaches `bound` still passes.
std::string bound_text(const Requirement& requirement, double bound);

/// Parts of a cost by name.
using CostParts = std::vector<std::pair<std::string, Money>>;

/// A bill by its parts: "compute", "panels", ...
CostParts bill_parts(const std::vector<BillItem>& bill);

/// The two parts by which `other` costs most more, each by `least` at least: "panels +975 USD,
/// compute +840 USD"; empty where there is none.
std::string dearer_parts(const CostParts& one, const CostParts& other, Money least);

/// What a runner-up loses to the first by: what it takes more of what is minimised, what it costs
/// over the life, and the two parts that make most of the cost. Where it is an earlier design with
/// something in another's place, that is said first; before it, that a cheaper one is less sure.
std::string lost_by(const std::vector<DesignOutcome>& earlier, const DesignOutcome& other,
                    Objective minimised);

/// "notes served: wanted at least 97 %, found 95.2 %"; what is missed is told as missed, and what
/// is met as met.
std::string wanted_and_found(const Requirement& requirement);

/// The met requirement with the least room, in one sentence.
std::string tightest_text(const DesignOutcome& design);

/// What binds, strongest first: requirements that most of the near designs miss.
std::vector<std::string> binding_of(const std::vector<FoundDesign>& near);

/// Single changes to a requirement with which one of the near designs would do, smallest first.
std::vector<Relaxation> relaxations_of(const std::vector<FoundDesign>& near);

/// Rules of the seeds that this design was held to.
std::vector<std::string> rules_of(const Site& site, const Design& design);

/// What the engineer must know about this design: assumptions, fall-backs, open points.
std::vector<std::string> notes_of(const Site& site, const DesignOutcome& design);

}  // namespace islet
