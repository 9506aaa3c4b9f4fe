// What must hold in every run, checked from the outside: this watcher knows only what went in and
// what came out.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "serving/cost_estimate.h"
#include "serving/decision.h"
#include "serving/event.h"
#include "serving/id_table.h"
#include "serving/settings.h"

namespace islet {

/// Checks after each event that
///   - each request is answered at once, and reaches exactly one end;
///   - decisions name requests and engines that are in the state for it: up, with the model, with a
///     free slot and cache, within the residency;
///   - no acute request waits longer than a quantum while routine work runs on an engine that could
///     be cleared for it (with `acute_first`);
///   - the expected draw keeps the limit, but for what cannot be stopped;
///   - queues keep their limits, and each stream has one waiting frame (with `newest_frame_only`).
class Invariants {
 public:
  struct Promises {
    bool acute_first = false;
    bool newest_frame_only = false;
  };

  Invariants(const SchedulerSettings& settings, Promises promises, const CostEstimate& costs);

  /// What `Scheduler::handle` was given, and what it answered.
  void see(Instant now, const Event& event, std::span<const Decision> decisions);
  /// The run is over: whoever is still open is lost when `all_done` is expected.
  void finish(Instant now, bool all_done);

  /// The first twenty, each with its moment; and how many in all.
  const std::vector<std::string>& faults() const { return faults_; }
  std::int64_t count() const { return count_; }
  std::int64_t open() const { return static_cast<std::int64_t>(rows_.size()); }

  // For those who check more than decisions (sim/site_watch.h).
  int running_on(EngineId engine) const;
  bool runs_safety() const;
  /// What the engines may draw now.
  Power limit() const;
  /// Faults of requests that are open after the deadline that makes them worthless.
  void check_deadlines(Instant now);
  /// Another fault, kept like those found here.
  void report(const std::string& what, std::uint64_t id) { fault(what, id); }

 private:
  enum class State : std::uint8_t { asked, waiting, running, parked };
  struct Seen {
    Request request;
    Cost cost;  ///< as asked for by this watcher, on its engine once it runs
    State state = State::asked;
    EngineId engine{};
    bool in_use = false;
  };
  struct EngineSeen {
    EngineSpec spec;
    bool up = false;
    bool loading = false;
    ModelId loaded{};
    int running = 0;
    int routine = 0;
    Tokens cache;
    Power draw;
    Instant inverted_since = never;  ///< acute work waits while routine work runs
  };

  void fault(const std::string& what, std::uint64_t id);
  Seen* find(RequestId id);
  EngineSeen& engine_at(EngineId id);
  void take_event(const Event& event);
  void take(const Decision& decision);
  void on(const Admit& admit);
  void on(const Reject& reject);
  void on(const End& ended);
  void on(const Start& begin) { start(begin.request, begin.engine, false); }
  void on(const Resume& resume) { start(resume.request, resume.engine, true); }
  void on(const Preempt& preempt);
  void on(const Defer& defer);
  void on(const Degrade& degrade);
  void on(const LoadModel& load);
  void on(const SwitchEngine& turned);
  void on(const SetCap& /*cap*/) {}
  void on(const RunGenerator& /*generator*/) {}
  void start(RequestId id, EngineId engine, bool resumes);
  void note_frame(const Seen& seen);
  void forget_frame(const Seen& seen);
  void stop(Seen& seen);
  void end(RequestId id, Seen& seen);
  void lose(EngineId engine);
  bool may_wait_for(const EngineSeen& engine, const Seen& acute) const;
  bool could_be_cleared_for(const EngineSeen& engine, const Seen& acute) const;
  void check_inversion();
  void check_draw();
  void check_limits();

  SchedulerSettings settings_;
  Promises promises_;
  const CostEstimate& costs_;
  Instant now_;
  std::vector<EngineSeen> engines_;
  std::vector<Seen> seen_;
  std::vector<std::uint32_t> unused_;
  std::vector<std::uint32_t> acute_;  ///< rows of acute requests that are in the house
  IdTable rows_;
  IdTable frames_;  ///< stream to the row of its waiting frame
  PerClass<std::int64_t> not_running_{};
  std::array<bool, max_workloads> told_to_wait_{};
  PowerReading reading_;
  Power cap_ = unlimited_power;
  std::vector<std::string> faults_;
  std::int64_t count_ = 0;
};

}  // namespace islet
