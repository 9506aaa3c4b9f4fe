// The search over machines for workloads that share them: every device in every host, every number
// of cards and hosts, every split; memory first, then speed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plan/compute_candidates.h"
#include "plan/machine_rules.h"

namespace islet {

/// Workloads that go together, with the model chosen for each and the software that runs it.
struct ModelShare {
  std::vector<int> workloads;
  std::vector<const ModelChoice*> choices;
  std::vector<std::string> engines;
  std::vector<const Model*> drafts{};  ///< by workload, nullptr for none; empty: none at all
};

/// How many machines, and over how many cards a language model is split at least.
struct MachineSize {
  int hosts = 1;
  int cards_per_host = 1;
  int split = 1;
};

/// Power limits that boards of that kind may be held to at the site, falling; 0: their own.
std::vector<Power> power_caps(const Site& site, const Accelerator& device);

/// Whether the site allows the model that `choice` stands for.
bool is_allowed_model(const Site& site, const Catalog& catalog, const ModelChoice& choice);

/// First reason why the machines do not do the work, by memory, speed, or speed with a node lost.
std::optional<Objection> work_objection(const Site& site, std::span<const WorkloadDemand> demands,
                                        const ComputeCandidate& candidate,
                                        const DeploymentMakers& makers);

class ShareSearch {
 public:
  /// `looks_around`: boards are also held to less than their highest limit, and drafts are tried.
  ShareSearch(const Site& site, const Catalog& catalog, std::span<const WorkloadDemand> demands,
              const DeploymentMakers& makers, bool looks_around)
      : site_(site),
        catalog_(catalog),
        demands_(demands),
        makers_(makers),
        looks_around_(looks_around) {}

  /// Smallest sufficient number of each kind of machine, at most `hosts_max` hosts. What was ruled
  /// out goes to `tally`.
  std::vector<ComputeCandidate> run(const std::vector<int>& members, int hosts_max,
                                    ComputeCandidates& tally) const;

  /// The share with each software that the site allows on the device, the usual first: language
  /// models all under one engine as far as it runs them. Empty where a model has none.
  std::vector<ModelShare> under_software(const ModelShare& share, const Accelerator& device) const;

 private:
  struct Found {
    std::vector<ComputeCandidate>& list;
    ComputeCandidates& tally;
  };
  /// One way to run machines of one size, without its draw.
  struct Judged {
    std::optional<ComputeCandidate> candidate;  ///< none: it is no design
    std::string rule, why;                      ///< what it falls short of; empty: nothing
    bool is_near = false;  ///< it falls short of speed alone, which can be told

    bool does() const { return candidate && why.empty(); }
  };

  /// Limits that boards of that kind are tried with, and all ways of a share on it.
  std::vector<Power> caps_of(const Accelerator& device) const;
  std::vector<ModelShare> ways_of(const ModelShare& share, const Accelerator& device) const;
  std::vector<MachineSize> sizes_of(const Host& host, int hosts_max, bool is_split) const;
  /// Tries rising prices, of equal ones the smaller split first, and keeps the first that does.
  /// `ways` are those of one share.
  void smallest(ComputeGroup group, const std::vector<ModelShare>& ways, int hosts_max,
                const Found& out) const;
  /// All ways at one size: the first that does, with the others among its variants. `near`: where
  /// none does, the first that comes near.
  std::optional<ComputeCandidate> sized_so(const ComputeGroup& group,
                                           std::span<const ModelShare> ways, int split,
                                           std::optional<ComputeCandidate>& near,
                                           ComputeCandidates& tally) const;
  Money node_price(ComputeGroup group, const MachineSize& size) const;
  /// `plain`: with drafts, the same without; null where that was not looked at.
  Judged judged(const ComputeGroup& group, const ModelShare& share, int split, const Judged* plain,
                ComputeCandidates& tally) const;
  /// Lengths for the drafts of `design`; false where none is worth looking at.
  bool settled(const Judged* plain, ComputeDesign& design) const;
  void add_draw(ComputeCandidate& candidate) const;
  /// The same machines held to each lower limit: those that do the work and draw less somewhere go
  /// to `own.variants`.
  void hold_back(std::span<const Power> caps, const ModelShare& share, int split,
                 ComputeCandidate& own, ComputeCandidates& tally) const;

  const Site& site_;
  const Catalog& catalog_;
  std::span<const WorkloadDemand> demands_;
  const DeploymentMakers& makers_;
  bool looks_around_;
};

}  // namespace islet
