// The degrade ladder: which step of `when_short` each workload is on as the battery falls and
// rises.
#pragma once

#include <vector>

#include "serving/decision.h"

namespace islet {

/// A `ShortageStep` of the site file, with the names looked up.
struct LadderStep {
  double below = 0;  ///< charge, share of what counts of the usable window: `counted_share`
  ShortageAction action = ShortageAction::stop;
  Frequency rate{};  ///< with `rate`
  ModelId model{};   ///< with `model`
  Power saved{};     ///< against full service
};

/// Steps of one workload by falling charge; empty: never degraded.
struct WorkloadRule {
  std::vector<LadderStep> steps;
};

struct LadderRule {
  double margin = 0.05;         ///< charge above a step's mark before it is climbed again
  Duration residence = minute;  ///< least time on a step before climbing
};

class Ladder {
 public:
  Ladder(std::vector<WorkloadRule> workloads, const LadderRule& rule);

  /// Down at once, as far as the charge says; up one step at a time. Appends a `Degrade` for each
  /// workload whose step changes; true when one did.
  bool follow(Instant now, double charge, std::vector<Decision>& out);
  /// When a workload that waits out its residence may climb; `never` when none does.
  Instant look_again() const { return look_again_; }

  int level(WorkloadId workload) const;
  /// The model to use instead of `asked`.
  ModelId model_for(WorkloadId workload, ModelId asked) const;
  bool stops(WorkloadId workload) const { return is_on(workload, ShortageAction::stop); }
  bool waits(WorkloadId workload) const { return is_on(workload, ShortageAction::wait); }

 private:
  struct Standing {
    WorkloadRule rule;
    int level = 0;
    Instant since = long_ago;
  };
  bool is_on(WorkloadId workload, ShortageAction action) const;
  bool climb_or_fall(Standing& standing, Instant now, double charge);

  std::vector<Standing> workloads_;
  LadderRule rule_;
  Instant look_again_ = never;
};

}  // namespace islet
