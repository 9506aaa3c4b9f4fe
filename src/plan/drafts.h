// Draft models: which may draft for a model at the site, how long drafts are, and what they need.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "perf/deployment_maker.h"
#include "perf/drafted_step.h"
#include "plan/compute_candidates.h"
#include "plan/demand.h"
#include "plan/design.h"
#include "plan/share_search.h"
#include "site/site.h"

namespace islet {

/// Models that may draft for `target`: smaller ones of its family and vocabulary that the site
/// allows, the smallest first. Where it allows any only the smallest: acceptance is assumed
/// alike for all, so no larger one does better.
std::vector<const Model*> drafts_for(const Site& site, const Catalog& catalog, const Model& target);

/// The ways of one share, then each of them once more for every draft that its models may have,
/// under software that takes drafts.
std::vector<ModelShare> with_drafts(const Site& site, const Catalog& catalog,
                                    std::vector<ModelShare> ways);

/// Whether any reply of the design is drafted.
bool has_drafts(const ComputeDesign& design);

/// The drafting of a placement with its draft built; none where nothing is drafted.
std::optional<Drafting> drafting_of(const Placement& placement, const ComputeGroup& group,
                                    const DeploymentMakers& makers);

/// Drafts that save less of the machines' energy than this are not worth it: cost falls no faster
/// than energy, and what is unusual must be worth that share of it (`worth_changing`, search.h).
inline constexpr double least_saving = 0.005;

/// What a design with drafts is held against.
struct DraftTerms {
  const Site& site;
  std::span<const WorkloadDemand> demands;
  const DeploymentMakers& makers;
};

/// Gives the drafts of `design` the length that is fastest at the sequences of its busiest hours
/// without drafts, which `plain` tells of. A model that serves several workloads under one engine
/// has one length, that of the fullest; drafts that are slower there are taken off. What is left of
/// them says why: empty where any is.
std::string settle_drafts(const DraftTerms& terms, const ComputeOutcome& plain,
                          ComputeDesign& design);

/// The same where the outcome without drafts is not known yet.
std::string settle_drafts(const DraftTerms& terms, ComputeDesign& design);

/// Whether drafts could be worth it where the machines do the work without: no more than the
/// longest draft saves of the replies' energy can be saved, and cost falls no faster than energy.
bool may_save(const ComputeCandidate& plain);

/// Whether all that the machines fall short of without drafts is the speed of replies, by no more
/// than the longest draft could give. Drafts bring no first token sooner, for they read the prompt
/// too, and do nothing for other work.
bool may_mend(const Site& site, const ComputeCandidate& plain);

}  // namespace islet
