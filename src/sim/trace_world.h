// A trace of requests before engines, under the scheduler that also runs a live site: events go to
// it, and what it decides is carried out on simulated engines.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <vector>

#include "serving/id_table.h"
#include "serving/serve.h"
#include "sim/batch_engine.h"
#include "sim/serve_trace.h"
#include "sim/trace_costs.h"

namespace islet {

/// How requests are scheduled before they reach an engine.
struct TraceScheduling {
  std::string policy{default_scheduling};  ///< one of `scheduling_names()`
  UsualLengths usual;
  SchedulerSettings settings;
  bool has_acute = false;  ///< acute work may come
  /// Of the cache, that work taken aside may keep as long as the others do not need it.
  double parked_share = 0.25;
};

/// How engine and scheduler are set where acute work goes first and may come: an acute prompt meets
/// a free place, a short step under way, and steps of its own.
///
///     places that routine work leaves free = 1/2 of all
///     tokens of routine prompts in a step  = min(192, budget / 4); none beside an acute prompt
///     routine work in decoding misses the steps with an acute prompt
///
/// Valid for   engines that order the work within their steps by urgency
/// Leaves out  acute work that needs more than half of the device
/// Source      own runs, 2026-11-21: at ten times the load with 5 % acute, Llama-2-7B on an A100,
///             128 sequences and 512 tokens, 256 and 2048, three seeds: P99 of the acute first
///             token 1.11 to 1.23 times that alone, in time 97 to 106 % of capacity; with 3/8 and
///             256 tokens 1.25 to 1.36 times
void put_acute_first(EngineSettings& engine, SchedulerSettings& scheduler);

class TraceWorld final : public EventSource, public Machines, public EngineWatcher {
 public:
  /// All must outlive the world.
  TraceWorld(RequestSource& requests, const Deployment& deployment, const ServingSetup& setup,
             const TraceScheduling& scheduling, ServingMetrics& metrics);

  const TraceCosts& costs() const { return costs_; }
  /// For the scheduler of this world.
  const SchedulerSettings& scheduler_settings() const { return scheduler_settings_; }
  const std::deque<BatchEngine>& engines() const { return engines_; }

  std::optional<TimedEvent> next(Instant wake) override;
  void carry_out(Instant now, std::span<const Decision> decisions) override;

  void request_ended(const RequestOutcome& outcome) override;
  void step_begun(const StepRecord& step) override { metrics_.step_begun(step); }
  bool wants_steps() const override { return metrics_.wants_steps(); }

 private:
  /// A request that the scheduler was told of and that has not ended.
  struct Open {
    TraceRequest row;
    RequestOutcome so_far;  ///< of all its stays on engines
    int engine = -1;        ///< where it runs or is parked
    bool has_run = false;
    bool has_token = false;
  };

  EngineSpec spec_of(int engine) const;
  Event arrival_event();
  void read_row();
  std::optional<TimedEvent> take_row();
  Instant begin_steps();
  void refuse(const TraceRequest& row, EndState state);
  Open* open_row(RequestId id);
  void end(RequestId id, EndState state, Instant now);
  void add_stay(Open& open, const RequestOutcome& stay);
  void start(RequestId id, int engine, Instant now);
  void stop(RequestId id, bool parks, Instant now);
  void take_out(Open& open, RequestId id, Instant now);

  RequestSource& requests_;
  const ServingSetup& setup_;
  const TraceScheduling& scheduling_;
  ServingMetrics& metrics_;
  TraceCosts costs_;
  SchedulerSettings scheduler_settings_;
  bool acute_first_ = false;
  std::deque<BatchEngine> engines_;
  int engines_up_ = 0;  ///< told so far
  TraceRequest row_;
  bool has_row_ = false;
  std::uint64_t number_ = 0;  ///< of that row
  Instant now_;
  std::vector<Open> open_;
  std::vector<std::uint32_t> unused_;
  IdTable rows_;
  std::deque<RequestId> done_;  ///< that the scheduler is still to be told of
  RequestOutcome stay_;         ///< of the request that was taken out last
};

/// The trace under a policy. `watcher`, which may be null, hears of every step and end.
ServingRun serve_scheduled_trace(RequestSource& requests, const Deployment& deployment,
                                 const ServingSetup& setup, const TraceScheduling& scheduling,
                                 EngineWatcher* watcher = nullptr);

}  // namespace islet
