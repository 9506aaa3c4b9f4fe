// An engine that serves one model by continuous batching: one replica of it, with its ranks in
// step. It never reads a clock: it says when its next event is and is brought to that time.
#pragma once

#include <optional>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"
#include "perf/step_time.h"
#include "sim/engine_rank.h"

namespace islet {

/// What all boards of an engine drew, and how long they worked.
struct EngineUse {
  std::int64_t steps = 0;
  Duration busy;
  Energy working;
  Energy idle;          ///< up to the end of the last step
  Duration waited;      ///< sum over the steps of those in the queue times its length
  Duration cache_held;  ///< sum over the steps of the share of the cache that is taken, likewise
  int waiting_most = 0;

  EngineUse& operator+=(const EngineUse& more);
};

class BatchEngine {
 public:
  /// `deployment` is one rank; it and `watcher` must outlive the engine.
  BatchEngine(const Deployment& deployment, const EngineSettings& settings, EngineWatcher& watcher,
              int number = 0);

  /// To the rank with the least to do. What cannot be served ends at once, refused. The engine must
  /// have been brought to `now`.
  void submit(EngineRequest request, Instant now);
  /// Why a request can never be served; nothing when it can.
  std::optional<EndState> refusal(const EngineRequest& request) const;
  /// Both act at once, on a step under way from its end on; false when there is no such request.
  bool preempt(std::int64_t number);
  bool cancel(std::int64_t number, Instant now);
  /// Takes it aside with its cache, as long as that is not needed; and back.
  bool park(std::int64_t number);
  bool resume(std::int64_t number, Instant now);

  /// End of the step under way; none when it is idle or waits for `begin`.
  std::optional<Instant> next_event() const;

  /// Brings it to `now`: ends the steps that end by then and begins those that begin before.
  void advance(Instant now);
  /// Begins a step now if none is under way and there is work: all that arrives now has arrived.
  void begin(Instant now);

  bool has_work() const;
  /// Requests in work, and four times those that wait: what a balancer goes by.
  int load() const;
  std::int64_t preemptions() const;
  const EngineUse& use() const { return use_; }

 private:
  void begin_step(Instant at);
  StepCost cost_of(const StepWork& work, const EngineRank& rank) const;
  void end_step();
  Duration plan_ranks(Instant at);

  const Deployment& deployment_;
  EngineWatcher& watcher_;
  EngineSettings settings_;
  Instant up_;  ///< no step begins before
  int number_ = 0;
  std::vector<EngineRank> ranks_;
  std::vector<StepWork> works_;  ///< of the step under way, by rank
  std::vector<Power> powers_;
  int waiting_ = 0;  ///< while the step under way runs
  double held_ = 0;  ///< share of the cache, likewise
  bool wants_steps_ = false;
  bool is_running_ = false;
  Instant began_;
  Instant ends_;
  Instant ready_;  ///< when the next step can begin at the earliest
  EngineUse use_;
};

}  // namespace islet
