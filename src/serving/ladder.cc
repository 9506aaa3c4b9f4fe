#include "serving/ladder.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace islet {

Ladder::Ladder(std::vector<WorkloadRule> workloads, const LadderRule& rule) : rule_(rule) {
  CHECK(workloads.size() <= max_workloads);
  for (WorkloadRule& workload : workloads) {
    for (std::size_t i = 1; i < workload.steps.size(); ++i) {
      CHECK(workload.steps[i].below < workload.steps[i - 1].below);
    }
    workloads_.push_back({std::move(workload), 0, long_ago});
  }
}

bool Ladder::climb_or_fall(Standing& standing, Instant now, double charge) {
  const std::vector<LadderStep>& steps = standing.rule.steps;
  int lowest = 0;
  for (const LadderStep& step : steps) lowest += charge < step.below ? 1 : 0;
  if (lowest > standing.level) {
    standing.level = lowest;
    standing.since = now;
    return true;
  }
  if (standing.level == 0) return false;
  const LadderStep& on = steps[static_cast<std::size_t>(standing.level - 1)];
  if (charge < std::min(on.below + rule_.margin, 1.0)) return false;
  const Instant may_climb = after_or_never(standing.since, rule_.residence);
  if (now < may_climb) {
    look_again_ = std::min(look_again_, may_climb);
    return false;
  }
  --standing.level;
  standing.since = now;
  if (standing.level > 0) {
    look_again_ = std::min(look_again_, after_or_never(now, rule_.residence));
  }
  return true;
}

bool Ladder::follow(Instant now, double charge, std::vector<Decision>& out) {
  look_again_ = never;
  bool changed = false;
  for (std::size_t i = 0; i < workloads_.size(); ++i) {
    Standing& standing = workloads_[i];
    if (standing.rule.steps.empty() || !climb_or_fall(standing, now, charge)) continue;
    changed = true;
    Degrade degrade{.workload = WorkloadId{static_cast<std::uint8_t>(i)}, .level = standing.level};
    if (standing.level > 0) {
      const LadderStep& on = standing.rule.steps[static_cast<std::size_t>(standing.level - 1)];
      degrade.action = on.action;
      degrade.rate = on.rate;
      degrade.model = on.model;
      degrade.saved = on.saved;
    }
    out.emplace_back(degrade);
  }
  return changed;
}

int Ladder::level(WorkloadId workload) const {
  const auto at = static_cast<std::size_t>(index_of(workload));
  return at < workloads_.size() ? workloads_[at].level : 0;
}

ModelId Ladder::model_for(WorkloadId workload, ModelId asked) const {
  for (int on = level(workload); on > 0; --on) {
    const LadderStep& step = workloads_[static_cast<std::size_t>(index_of(workload))]
                                 .rule.steps[static_cast<std::size_t>(on - 1)];
    if (step.action == ShortageAction::model) return step.model;
  }
  return asked;
}

bool Ladder::is_on(WorkloadId workload, ShortageAction action) const {
  const int on = level(workload);
  if (on == 0) return false;
  return workloads_[static_cast<std::size_t>(index_of(workload))]
             .rule.steps[static_cast<std::size_t>(on - 1)]
             .action == action;
}

}  // namespace islet
