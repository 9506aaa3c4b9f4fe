// The search over machines for workloads that share them: every device in every host, every number
// of cards and hosts, every split; memory first, then speed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plan/compute_candidates.h"

namespace islet {

/// Workloads that go together, with the model chosen for each.
struct ModelShare {
  std::vector<int> workloads;
  std::vector<const ModelChoice*> choices;
};

/// How many machines, and over how many cards a language model is split at least.
struct MachineSize {
  int hosts = 1;
  int cards_per_host = 1;
  int split = 1;
};

/// Whether the site allows the model that `choice` stands for.
bool is_allowed_model(const Site& site, const Catalog& catalog, const ModelChoice& choice);

class ShareSearch {
 public:
  ShareSearch(const Site& site, const Catalog& catalog, std::span<const WorkloadDemand> demands,
              const DeploymentMakers& makers)
      : site_(site), catalog_(catalog), demands_(demands), makers_(makers) {}

  /// Smallest sufficient number of each kind of machine, at most `hosts_max` hosts. What was ruled
  /// out goes to `tally`.
  std::vector<ComputeCandidate> run(const std::vector<int>& members, int hosts_max,
                                    ComputeCandidates& tally) const;

 private:
  struct Found {
    std::vector<ComputeCandidate>& list;
    ComputeCandidates& tally;
  };

  std::vector<MachineSize> sizes_of(const Host& host, int hosts_max, bool is_split) const;
  /// Tries rising prices, of equal ones the smaller split first, and keeps the first that does.
  void smallest(ComputeGroup group, const ModelShare& share, int hosts_max, const Found& out) const;
  Money node_price(ComputeGroup group, const MachineSize& size) const;
  /// The design with its outcome; `why` tells what it falls short of. None when it is no design,
  /// does not fit in memory, or has more to do than time.
  std::optional<ComputeCandidate> judged(const ComputeGroup& group, const ModelShare& share,
                                         int split, std::string& why,
                                         ComputeCandidates& tally) const;

  const Site& site_;
  const Catalog& catalog_;
  std::span<const WorkloadDemand> demands_;
  const DeploymentMakers& makers_;
};

}  // namespace islet
