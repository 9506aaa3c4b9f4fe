// A trace of requests before engines, under the scheduler that also runs a live site: events go to
// it, and what it decides is carried out on simulated engines.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "serving/decision_log.h"
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
  bool keeps_log = false;  ///< events and decisions, in the run: see serving/decision_log.h
};

/// No log of a trace's run grows beyond: it ends with the event before.
inline constexpr std::size_t trace_log_bytes_max = std::size_t{1} << 29U;

/// How engine and scheduler are set where acute work goes first and may come: an acute prompt meets
/// a short step under way and has steps of its own.
///
///     quantum = 4.1 times the step that decodes one sequence, 5.5 times while no acute work is
///               expected (sim/urgent_rule.h): so much do steps take of routine prompts
///     places of routine work = 1.35 times the sequences, each with its share of prompts, with
///               which a step takes the quantum; at most 3/4 of those that places and cache allow
///     routine work in decoding misses the steps with acute prompts; acute work in decoding misses
///     them while more than min(256, budget / 2) tokens of acute prompts are to be computed
///
/// Valid for   engines that order the work within their steps by urgency
/// Leaves out  acute work that needs more than half of the device
/// Source      own runs, 2026-11-22: at ten times the load with 5 % acute, Llama-2-7B on an A100,
///             128 sequences and 512 tokens, five seeds each of w2, w3 and 60,000 requests of 64
///             to 1024 and 16 to 256 tokens: P99 of the acute first token 1.03 to 1.19 times that
///             alone; in time 97 to 99 % of capacity, with a goal of 60 s for the rest 91 to 94 %.
///             256 and 2048: 1.02 to 1.32, mean 1.15; 90 to 96 % with the goal. Llama-3.1-8B on an
///             L4 and an H100, Qwen3-8B on an RTX 4090: 1.05 to 1.23 times, 74 to 88 %
void put_acute_first(const Deployment& deployment, const UsualLengths& usual,
                     EngineSettings& engine, SchedulerSettings& scheduler);

/// Whether the policy lets acute work go before all other.
bool puts_acute_first(const std::string& policy);

/// How the scheduler before those engines is set.
SchedulerSettings trace_scheduler_settings(const Deployment& deployment, const ServingSetup& setup,
                                           const TraceScheduling& scheduling);

/// The scheduler sees the replicas. A request holds its place there from its start on, whatever it
/// waits for: its adapter, an engine that computes its prompt, its cache on the way.
class TraceWorld final : public EventSource, public Machines, public EngineWatcher {
 public:
  /// All must outlive the world.
  TraceWorld(RequestSource& requests, const Deployment& deployment, const ServingSetup& setup,
             const TraceScheduling& scheduling, ServingMetrics& metrics);

  const TraceCosts& costs() const { return costs_; }
  /// For the scheduler of this world.
  const SchedulerSettings& scheduler_settings() const { return scheduler_settings_; }
  EngineUse use() const;  ///< of all engines
  std::int64_t adapter_loads() const;

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
    int engine = -1;        ///< replica that holds its place
    int prompts_at = -1;    ///< engine that computes its prompt; -1: none does
    Instant comes = never;  ///< on its way: its adapter is loaded or its cache arrives then
    bool is_apart = false;  ///< parked before it was on the replica
    bool has_run = false;
    bool has_token = false;
  };

  EngineSpec spec_of(int engine) const;
  Event arrival_event();
  std::optional<TimedEvent> told_now();
  void read_row();
  std::optional<TimedEvent> take_row();
  Instant begin_steps();
  void refuse(const TraceRequest& row, EndState state);
  Open* open_row(RequestId id);
  void end(RequestId id, EndState state, Instant now);
  void add_stay(Open& open, const RequestOutcome& stay);
  void start(RequestId id, int engine, Instant now);
  EngineRequest engine_request(RequestId id, const Open& open) const;
  bool computes_prompt(RequestId id, Open& open, Instant now);
  bool waits_for_adapter(RequestId id, Open& open, Instant now);
  void let_come(RequestId id, Open& open, Instant at);
  void bring_in(Instant now);
  void prompt_ended(RequestId id, Open& open, const RequestOutcome& outcome);
  bool leave_apart(RequestId id, Open& open, Instant now);
  void stop(RequestId id, bool parks, Instant now);
  void resume(RequestId id, Instant now);
  void take_out(Open& open, RequestId id, Instant now);

  RequestSource& requests_;
  const ServingSetup& setup_;
  const TraceScheduling& scheduling_;
  ServingMetrics& metrics_;
  TraceCosts costs_;
  SchedulerSettings scheduler_settings_;
  bool acute_first_ = false;
  std::deque<BatchEngine> engines_;
  std::deque<BatchEngine> prompt_engines_;
  std::vector<AdapterShelf> shelves_;  ///< by replica
  std::map<std::pair<Instant, std::uint64_t>, RequestId> coming_;
  std::uint64_t coming_order_ = 0;
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

/// Runs the events of such a run's log through a new scheduler and compares every line.
Result<ReplayOutcome> replay_trace(const Deployment& deployment, const ServingSetup& setup,
                                   const TraceScheduling& scheduling, std::string_view log);

/// The trace under a policy. `watcher`, which may be null, hears of every step and end.
ServingRun serve_scheduled_trace(RequestSource& requests, const Deployment& deployment,
                                 const ServingSetup& setup, const TraceScheduling& scheduling,
                                 EngineWatcher* watcher = nullptr);

}  // namespace islet
