#include "serving/scheduler.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "serving/house.h"

namespace islet {
namespace {

/// Smoothing of the measured slowness: so many of the last requests count at least.
constexpr int slowness_requests = 32;

/// Learns how real service compares with the expected one.
///
///     slowness = slowness + (measured / expected - slowness) / max(32, slots of its engine),
///                within 1/4 .. 4; what ran side by side met the same, so it counts as one
///
/// Valid for   requests that ran through, acute and routine ones apart, for engines may compute
///             acute work first; those that were stopped say nothing
/// Leaves out  differences between models and sizes
/// Source      exponentially weighted moving average
void learn_slowness(House& house, const JobRow& job) {
  if (job.was_stopped || !(job.cost.service > Duration())) return;
  const double ratio = between(job.started, house.now) / job.cost.service;
  double& slowness = house.slowness(job.request.work_class);
  const EngineRow& engine = house.engines[static_cast<std::size_t>(index_of(job.engine))];
  const int memory = std::max(slowness_requests, engine.spec.slots);
  slowness = std::clamp(slowness + (ratio - slowness) / memory, 0.25, 4.0);
}

/// The row of a request that is in the house; `no_job` for any other id.
JobIndex row_of(const House& house, RequestId id) { return house.rows.find(number_in(id)); }

/// Ends a job and gives its engine to the next in turn.
void free_and_dispatch(House& house, JobIndex row, const Reason* reason) {
  const JobRow& job = house.jobs[row];
  const bool had_engine = job.state == JobStage::running || job.state == JobStage::parked;
  const auto engine = static_cast<std::size_t>(index_of(job.engine));
  if (reason != nullptr) {
    end_job(house, row, *reason);
  } else {
    ++house.tally.done;
    remove_job(house, row);
  }
  if (had_engine) dispatch_engine(house, house.engines[engine]);
}

void finish(House& house, RequestId id) {
  const JobIndex row = row_of(house, id);
  if (row == no_job) return;
  if (house.jobs[row].state == JobStage::running) learn_slowness(house, house.jobs[row]);
  free_and_dispatch(house, row, nullptr);
}

void cancel(House& house, RequestId id) {
  const JobIndex row = row_of(house, id);
  constexpr Reason reason = Reason::cancelled;
  if (row != no_job) free_and_dispatch(house, row, &reason);
}

void note_output(House& house, RequestId id) {
  const JobIndex row = row_of(house, id);
  if (row == no_job || house.jobs[row].had_output) return;
  JobRow& job = house.jobs[row];
  job.had_output = true;
  if (job.state != JobStage::running || !is_acute(job.request.work_class)) return;
  EngineRow& engine = house.engines[static_cast<std::size_t>(index_of(job.engine))];
  if (--engine.acute_without_output == 0) dispatch_engine(house, engine);
}

/// Windows that open and deadlines that pass.
void run_timers(House& house) {
  while (!house.timers.empty() && house.timers.first_turn().key <= house.now.nanoseconds()) {
    const JobIndex row = house.timers.first();
    const JobRow& job = house.jobs[row];
    if (job.request.ends_at_deadline && house.now >= job.request.deadline) {
      constexpr Reason reason = Reason::deadline_passed;
      free_and_dispatch(house, row, &reason);
      continue;
    }
    house.timers.remove(row, house.timer_places);
    house.timer_places[row] = UINT32_MAX;
    CHECK(job.state == JobStage::held);
    settle(house, row);
    Lane& lane = house.lanes[job.lane];
    if (job.state == JobStage::pooled) set_gate(house, lane);
    dispatch_lane(house, lane);
  }
}

/// What ripened by time alone: readings, ladder steps, gates, swaps, idle engines.
void run_clock(House& house) {
  run_timers(house);
  bool follow = house.stale_look <= house.now || house.ladder.look_again() <= house.now;
  for (const Lane& lane : house.lanes) {
    follow = follow || (!lane.pool.empty() && lane.gate.look_again <= house.now);
  }
  const bool ripe = house.look_again <= house.now;
  if (ripe) house.look_again = never;
  if (!follow && !ripe) return;
  if (follow) {
    follow_power(house);
    set_gates(house, false);
  }
  dispatch_all(house);
}

/// `forecast`: it is another one, so every plan is.
void take_power(House& house, bool forecast = false) {
  follow_power(house);
  set_gates(house, forecast);
  dispatch_all(house);
  set_caps(house);
  ask_for_generator(house);
}

/// What each kind of event does.
struct Taking {
  House& house;

  void operator()(const RequestArrives& event) const { take_arrival(house, event.request); }
  void operator()(const FirstOutput& event) const { note_output(house, event.request); }
  void operator()(const RequestDone& event) const { finish(house, event.request); }
  void operator()(const RequestCancelled& event) const { cancel(house, event.request); }
  void operator()(const EngineUp& event) const {
    engine_up(house, event.engine);
    take_power(house);
  }
  void operator()(const EngineDown& event) const {
    engine_down(house, event.engine);
    dispatch_all(house);
  }
  void operator()(const ModelLoaded& event) const {
    model_loaded(house, event.engine, event.model);
    dispatch_all(house);
  }
  void operator()(const PowerRead& event) const {
    if (house.power.read(house.now, event.reading)) {
      take_power(house);
    } else {
      ++house.tally.absurd;
    }
  }
  void operator()(const CapChanged& event) const {
    house.power.set_cap(std::max(Power(), event.cap));
    take_power(house);
  }
  void operator()(const ForecastMade& event) const {
    if (house.power.set_forecast(event.slots)) {
      take_power(house, true);
    } else {
      ++house.tally.absurd;
    }
  }
  void operator()(const Tick& /*event*/) const { take_power(house); }
};

}  // namespace

Scheduler::Scheduler(const SchedulerSettings& settings, Policies policies,
                     std::vector<WorkloadRule> workloads, const CostEstimate& costs)
    : house_(std::make_unique<House>(settings, std::move(policies), std::move(workloads), costs)) {
  CHECK(house_->policies.order && house_->policies.admission && house_->policies.deferral);
}

Scheduler::~Scheduler() = default;

void Scheduler::handle(Instant now, const Event& event, std::vector<Decision>& decisions) {
  House& house = *house_;
  CHECK(now >= house.now);
  house.now = now;
  house.out = &decisions;
  // What is over is over before time is looked at: nobody is stopped who has just ended.
  const bool ends_something =
      std::holds_alternative<RequestDone>(event) || std::holds_alternative<RequestCancelled>(event);
  if (ends_something) std::visit(Taking{house}, event);
  run_clock(house);
  if (!ends_something) std::visit(Taking{house}, event);
  consider_switching(house);
  house.out = nullptr;
}

Instant Scheduler::next_wake() const {
  const House& house = *house_;
  Instant wake = std::min(house.look_again, house.ladder.look_again());
  if (!house.timers.empty()) wake = std::min(wake, Instant(house.timers.first_turn().key));
  for (const Lane& lane : house.lanes) {
    if (!lane.pool.empty()) wake = std::min(wake, lane.gate.look_again);
  }
  if (house.tally.in_house > 0) wake = std::min(wake, house.stale_look);
  return wake == never ? never : std::max(wake, Instant(house.now.nanoseconds() + 1));
}

std::string_view Scheduler::policy() const { return house_->policies.name; }
const Tally& Scheduler::tally() const { return house_->tally; }
Power Scheduler::expected_draw() const { return site_draw(*house_); }

bool Scheduler::asks_for_generator() const {
  return house_->generator_asked && house_->generator_reason == Reason::power_short;
}

Duration Scheduler::expected_wait(ModelId model, WorkClass work_class) const {
  const int lane = lane_for(*house_, model, Residency::anywhere);
  if (lane < 0) return Duration();
  return islet::expected_wait(*house_, house_->lanes[static_cast<std::size_t>(lane)], work_class);
}

}  // namespace islet
