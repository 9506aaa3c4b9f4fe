// Everything that the scheduler remembers. Plain state; the rules that act on it stand in files of
// their own. Nobody outside this folder needs it.
#pragma once

#include <cstdint>
#include <vector>

#include "serving/cost_estimate.h"
#include "serving/decision.h"
#include "serving/policies.h"
#include "serving/settings.h"
#include "serving/tally.h"
#include "serving/tenant_book.h"
#include "serving/turn_queue.h"

namespace islet {

enum class JobStage : std::uint8_t {
  held,    ///< until its window opens, or its workload may go on
  pooled,  ///< deferred
  waiting,
  running,
  parked,
};

/// An admitted request.
struct JobRow {
  Request request;
  Cost cost;
  Turn turn;
  Instant started;
  std::uint32_t tenant = 0;      ///< row of its account
  std::uint32_t running_at = 0;  ///< place in its engine's list while it runs
  std::uint16_t lane = 0;
  EngineId engine{};  ///< where it runs or is parked; else what `cost` was asked for
  JobStage state = JobStage::waiting;
  bool in_house = false;  ///< false: the row is free
  bool deferred = false;  ///< it goes through the lane's pool
  bool degraded = false;  ///< runs on a smaller model than asked for
  bool had_output = false;
  bool was_stopped = false;  ///< pre-empted or restarted: its service says nothing about speed
  std::uint8_t restarts = 0;
};

/// Requests for one model within one residency: any engine that serves one of them serves all.
struct Lane {
  ModelId model{};
  Residency residency = Residency::anywhere;
  PerClass<TurnQueue> waiting;
  PerClass<std::int64_t> backlog_ns{};  ///< expected service of those waiting
  int batch_pace = 0;                   ///< the greatest since batch work waits
  TurnQueue pool;                       ///< deferred, by the moment they are due
  DeferredWork work;                    ///< of the pool
  GateSetting gate;
  bool saw_free = false;      ///< whether there was free power then
  Duration work_seen;         ///< `work.service` when the gate was set
  std::uint64_t engines = 0;  ///< bit mask of those that can serve it
};

struct EngineRow {
  EngineSpec spec;
  bool known = false;
  bool up = false;
  bool loading = false;
  bool switched_off = false;  ///< by us
  bool starting = false;      ///< asked to come up
  bool draining = false;      ///< nothing starts until the model has changed
  Instant swap_wanted_since = never;
  ModelId loaded{};
  std::vector<JobIndex> running;
  TurnQueue parked;
  Tokens cache_used;
  Tokens parked_used;
  int acute_running = 0;
  int batch_running = 0;
  int acute_without_output = 0;
  double acute_mean = 0;  ///< slots that acute work took lately
  Instant acute_changed;
  Instant others_ended = long_ago;      ///< the last of them that was not batch work
  std::int64_t service_ns[2] = {0, 0};  ///< of those running: acute, routine
  double started_ns[2] = {0, 0};        ///< sums of their starts
  Power draw;                           ///< of those running, beyond idle
  Power cap = unlimited_power;
  Instant idle_since;
  Instant rests_since = never;  ///< off for want of power
  Instant loaded_at = long_ago;
  std::vector<std::uint16_t> lanes;
};

struct House {
  House(const SchedulerSettings& limits, Policies rules, std::vector<WorkloadRule> workloads,
        const CostEstimate& estimate);

  SchedulerSettings settings;
  Policies policies;
  const CostEstimate* costs = nullptr;
  Instant now;
  std::vector<Decision>* out = nullptr;  ///< set while an event is handled

  std::vector<JobRow> jobs;
  std::vector<JobIndex> free_rows;
  IdTable rows;
  IdTable newest_frame;   ///< stream to its waiting job
  QueuePositions places;  ///< in the queue that holds the job
  QueuePositions timer_places;
  TurnQueue timers;
  std::vector<TurnQueue> held;  ///< by workload: those that wait for the ladder
  TenantBook tenants;
  std::uint64_t next_number = 0;

  std::vector<Lane> lanes;
  std::int16_t lane_rows[max_models][residency_count] = {};  ///< -1: not opened yet
  std::vector<EngineRow> engines;
  PowerState power;
  Ladder ladder;
  Power deferred_draw;  ///< of running work that was let go for free power
  int deferred_running = 0;
  double slownesses[2] = {1, 1};  ///< measured over expected service: acute, routine
  PerClass<TurnedAwayWork> turned_away{};
  bool generator_asked = false;
  Instant generator_since = long_ago;
  Reason generator_reason = Reason::charge_below_start;
  Instant stale_look = never;   ///< when a stale reading is looked at again
  Instant short_since = never;  ///< the draw is above the limit although nothing can be stopped
  Instant look_again = never;   ///< swaps and switches that ripen with time
  Tally tally;

  double& slowness(WorkClass work_class) { return slownesses[is_acute(work_class) ? 0 : 1]; }
  double slowness(WorkClass work_class) const { return slownesses[is_acute(work_class) ? 0 : 1]; }

  template <class D>
  void decide(const D& decision) {
    out->emplace_back(decision);
  }
};

// arrivals.cc
void take_arrival(House& house, const Request& request);
/// Puts an admitted, idle job where it belongs: held, pooled or waiting.
void settle(House& house, JobIndex row);

// jobs.cc
JobIndex add_job(House& house, const JobRow& job);
/// Takes it out of every queue and frees its row. The engine it ran on is not looked at again.
void remove_job(House& house, JobIndex row);
/// Ends it before it was done.
void end_job(House& house, JobIndex row, Reason reason);
void enter_waiting(House& house, JobIndex row);
void enter_pool(House& house, JobIndex row);
/// Out of the queue, pool, hold or engine where it is.
void leave_place(House& house, JobIndex row);
void set_timer(House& house, JobIndex row);

// lanes.cc
/// The lane of that model and residency, opened when an engine is known for it; -1: there is none.
int lane_for(House& house, ModelId model, Residency residency);
/// Lanes and engines are matched anew after the engines changed.
void match_lanes(House& house);
/// How long a new request of that class waits for a slot, by the work that goes before it.
Duration expected_wait(const House& house, const Lane& lane, WorkClass work_class);
/// Batch work of the lane that may run at once on one of its engines while others use it.
int batch_pace(const House& house, Lane& lane);
void set_gate(House& house, Lane& lane);
/// Of all lanes that need it; of all that have a pool when `anew`.
void set_gates(House& house, bool anew);

// dispatch.cc
void dispatch_engine(House& house, EngineRow& engine);
void dispatch_lane(House& house, const Lane& lane);
void dispatch_all(House& house);
bool must_run(const House& house, const JobRow& job);
/// Takes a running job off its engine's books.
void stop_running(House& house, JobIndex row);

// preemption.cc
/// Whether `job` could start there now; room is made by stopping others where that is allowed.
bool find_room(House& house, EngineRow& engine, JobIndex row);
/// What the job costs on that engine.
Cost cost_on(const House& house, const EngineRow& engine, const JobRow& job);
bool has_room(const House& house, const EngineRow& engine, const JobRow& job);
/// Slots of the engine that routine work leaves free now.
int slots_for_acute(const House& house, const EngineRow& engine);
/// Stops a running job; its turn stays.
void preempt(House& house, JobIndex row, Reason reason);
/// What is parked there loses its cache and waits anew.
void give_up_parked(House& house, EngineRow& engine, Reason reason);
/// The running job that must go first when power is short; `no_job` when only safety runs.
JobIndex last_in_turn(const House& house);
void make_room_for_prefill(House& house, EngineRow& engine);

// power_rules.cc
/// Of one engine that is up and whose requests draw so much beyond idle.
inline Power drawn_by(const EngineRow& engine, Power requests) {
  const Power draw = engine.spec.idle + requests;
  return engine.spec.full > Power() && engine.spec.full < draw ? engine.spec.full : draw;
}
Power site_draw(const House& house);
Power idle_draw(const House& house);
void follow_power(House& house);
void set_caps(House& house);
void ask_for_generator(House& house);

// engine_rules.cc
void engine_up(House& house, const EngineSpec& spec);
void engine_down(House& house, EngineId id);
void model_loaded(House& house, EngineId id, ModelId model);

// model_swap.cc
void consider_swap(House& house, EngineRow& engine);

// switching.cc
void consider_switching(House& house);

}  // namespace islet
