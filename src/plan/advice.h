// What the documents' rules say of a plan: tier and gate, suitability, surroundings, law, supply,
// later cards. Rules that forbid stand in machine_rules.h; these only inform.
#pragma once

#include <vector>

#include "catalog/catalog.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"
#include "plan/make_plan.h"
#include "plan/plan.h"

namespace islet {

/// The design that advice is about: the first, or the nearest where none fits; none where there is
/// neither.
const DesignOutcome* advised_design(const Plan& plan);

/// Answers of knowledge/questions.h for the first design of the plan (the nearest one when none
/// fits): "tier" and "gate" of all its watts at once; for each kind of card "suitability", "supply"
/// and "upgrade"; "rugged" for each of the site's surroundings; "compliance" when the kind of site
/// binds; "link-saving" where a link has a price; "without-scarce-cards" when a card of the design
/// has a long lead time: `options` are used for a second search that avoids those cards, for title
/// and cost alone. Empty when the plan holds no design at all.
std::vector<Answer> advice_on(const Plan& plan, const Catalog& catalog, const Knowledge& knowledge,
                              const PlanOptions& options);

}  // namespace islet
