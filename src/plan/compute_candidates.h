// Which machines could do the work: every combination that the rules, the memory and the speed
// limits leave, with the least number of each.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/quantity.h"
#include "catalog/catalog.h"
#include "perf/memory.h"
#include "plan/compute_service.h"
#include "plan/demand.h"
#include "plan/design.h"
#include "plan/rule_outs.h"
#include "site/site.h"

namespace islet {

/// A compute design that meets its speed limits, with what it costs and draws.
struct ComputeCandidate {
  ComputeDesign design;
  ComputeOutcome outcome;
  ComputeDraw draw;
  Money price;       ///< machines with spares
  Power mean_power;  ///< typical demand, over the week
  /// The same machines held to lower power limits, as far as they do the work and draw less.
  std::vector<ComputeCandidate> variants;
};

/// Machines that have more to do than time, and by how much.
struct Overload {
  std::string machines;  ///< "32 x NVIDIA H100-NVL-94GB"
  int workload = 0;      ///< that asks for most beyond what there is
  double carried = 0;    ///< of what it asks for, 0..1
};

struct ComputeCandidates {
  /// By rising price; candidates that three others beat in price and in power are left out.
  std::vector<ComputeCandidate> list;
  RuleOuts ruled_out;
  double covered = 0;           ///< compute designs looked at or stood for
  double beaten = 0;            ///< of these: others do the work at no higher price and power
  double found = 0;             ///< of these: the least number of a kind that does
  double too_weak = 0;          ///< of these: memory or speed falls short
  double more_than_needed = 0;  ///< of these: fewer of the kind do (R018)
  /// When the list is empty: the designs that carry the load and came nearest in speed.
  std::vector<ComputeCandidate> nearest;
  /// Of those that do not carry the load: the one that carries most of it.
  std::optional<Overload> least_overload;
};

/// Workloads go to one group of like machines, or language models to one and the rest to another.
/// Within a kind of machine the smallest sufficient count is kept (R018). `demands` has one entry
/// for each workload of the site; `makers` build what is compared.
ComputeCandidates compute_candidates(const Site& site, const Catalog& catalog,
                                     std::span<const WorkloadDemand> demands,
                                     const DeploymentMakers& makers, bool looks_around);

/// Smallest split of the model over the cards of one host, from `least` on, at which it fits
/// (R016); `why_not` where there is none.
std::optional<int> tensor_degree(const Model& model, const ComputeGroup& group,
                                 const ModelChoice& choice, int least, Refusal& why_not);

/// Leaves of a candidate's variants only those that draw less than it, in the mean or with all at
/// work, and than which no other draws less in both.
void keep_sparing(ComputeCandidate& own);

/// The design with its outcome and draw, whether it does or not.
ComputeCandidate candidate_of(const Site& site, std::span<const WorkloadDemand> demands,
                              const ComputeDesign& design, const DeploymentMakers& makers);

}  // namespace islet
