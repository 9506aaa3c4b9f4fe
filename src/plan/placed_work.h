// One workload placed on a group of machines, ready to be asked at any rate.
#pragma once

#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "perf/deployment_maker.h"
#include "perf/drafted_step.h"
#include "perf/service.h"
#include "plan/compute_service.h"
#include "plan/demand.h"
#include "plan/design.h"
#include "site/site.h"

namespace islet {

/// How a placement runs on its group.
struct PlaceTerms {
  int replicas = 1;
  int devices = 1;
  Duration may_block;                  ///< a step holds up more urgent work for no longer
  std::optional<Drafting> drafting{};  ///< of a language model
  double batch_most = 0;               ///< with it: sequences that fit beside the draft
};

/// How one replica of the placement lies on its devices; its cache is kept in 16 bit.
Layout layout_of(const Placement& placement);

/// How long a step of a language model may hold up the more urgent work of its group: a fifth of
/// the tightest latency asked there, so that a blocked frame still has most of its time, and four
/// fifths of the shortest time between two frames of a camera, so that none is overtaken.
Duration may_block(const Site& site, const ComputeDesign& design, int group);

/// Most prompt tokens in one step so that it does not take longer than `may_block`: 512, or as many
/// fewer as it takes, at least 32. `drafting` may be null.
Tokens step_budget(const Deployment& deployment, const Drafting* drafting, Duration may_block);

/// One placement with its deployment built. `workload` and `demand` must outlive it.
class PlacedWork {
 public:
  using Engine = std::variant<Deployment, InputDeployment>;

  PlacedWork(const Workload& workload, const WorkloadDemand& demand, Engine engine,
             PlaceTerms terms);

  /// What the workload gets at `rate` beside `company`, with `mates` in its engine (nullptr: none;
  /// language only); what it takes goes to `taken` where that is not null.
  PlacedService service(Frequency rate, const Company& company, DeviceTime* taken,
                        const LanguageDemand* mates = nullptr) const;

  /// What it takes of its devices at `rate` when it is alone.
  DeviceTime device_time(Frequency rate) const;

  bool is_language() const { return std::holds_alternative<Deployment>(engine_); }
  /// What a workload with language asks of its engine at `rate`.
  LanguageDemand language_demand(Frequency rate) const;
  /// What an engine that serves all of `demand` takes of its devices when it is alone.
  DeviceTime device_time(const LanguageDemand& demand) const;

  /// Range of what it takes and draws.
  const TunedRange& range() const;

  const Workload& workload() const { return workload_; }
  const WorkloadDemand& demand() const { return demand_; }

 private:
  PlacedService chat(const Deployment& deployment, const LanguageDemand& asked,
                     const Company& company, DeviceTime* taken) const;
  PlacedService inputs(const InputDeployment& deployment, Frequency rate, const Company& company,
                       DeviceTime* taken) const;
  double sources() const { return workload_.count.typical * demand_.high_factor; }

  const Workload& workload_;
  const WorkloadDemand& demand_;
  PlaceTerms terms_;
  Engine engine_;
  Tokens step_budget_ = 512 * token;
};

/// One engine of a language model serves both, in one batch.
bool are_mates(std::size_t one, std::size_t other, const std::vector<PlacedWork>& models,
               const std::vector<Placement>& placements);

/// What the mates of `one` ask of its engine, as one, where each comes at `rate_of(its index)`.
template <class RateOf>
std::optional<LanguageDemand> mates_of(std::size_t one, const std::vector<PlacedWork>& models,
                                       const std::vector<Placement>& placements,
                                       const RateOf& rate_of) {
  std::optional<LanguageDemand> mates;
  for (std::size_t other = 0; other < models.size(); ++other) {
    if (!are_mates(one, other, models, placements)) continue;
    const LanguageDemand asked = models[other].language_demand(rate_of(other));
    mates = mates ? together(*mates, asked) : asked;
  }
  return mates;
}

/// The placements of a design in their order. `demands` has one entry for each workload of the site
/// and must outlive them, as must the site.
std::vector<PlacedWork> placed_work(const Site& site, std::span<const WorkloadDemand> demands,
                                    const ComputeDesign& design, const DeploymentMakers& makers);

}  // namespace islet
