// Who starts where: the first in turn among those that wait, were parked, or are let go.
#include <algorithm>

#include "base/check.h"
#include "serving/house.h"

namespace islet {
namespace {

struct Candidate {
  JobIndex row = no_job;
  Turn turn;
  Reason reason = Reason::its_turn;

  void offer(JobIndex other, const Turn& other_turn, Reason why) {
    if (row != no_job && !(other_turn < turn)) return;
    row = other;
    turn = other_turn;
    reason = why;
  }
};

bool is_ready(const EngineRow& engine) { return engine.up && !engine.loading && !engine.draining; }

bool has_model(const EngineRow& engine, const Lane& lane) {
  return !engine.spec.swaps || engine.loaded == lane.model;
}

bool may_go(const House& house, const JobRow& job) {
  return house.power.may_run(job.request.work_class);
}

/// Deferred work that is let go, but does not have to run: only where nothing else waits.
Candidate first_deferred(const House& house, const EngineRow& engine) {
  Candidate best;
  for (const std::uint16_t row : engine.lanes) {
    const Lane& lane = house.lanes[row];
    if (lane.pool.empty() || !has_model(engine, lane)) continue;
    if (lane.gate.gate != DeferralGate::open && lane.gate.gate != DeferralGate::free_power)
      continue;
    const JobRow& job = house.jobs[lane.pool.first()];
    if (!may_go(house, job)) continue;
    const Power draw = house.deferred_draw + job.cost.draw();
    if (lane.gate.gate == DeferralGate::free_power && draw > house.power.free(house.now)) continue;
    best.offer(lane.pool.first(), job.turn, lane.gate.reason);
  }
  return best;
}

/// Whether batch work of the lane is held back for others on that engine. What ran within the last
/// hour may come again; and as some batch work runs meanwhile, the engine is looked at as it ends.
bool keeps_pace(House& house, const EngineRow& engine, Lane& lane) {
  if (!house.policies.paces_batch || engine.batch_running == 0) return false;
  const bool has_others = static_cast<int>(engine.running.size()) > engine.batch_running ||
                          between(engine.others_ended, house.now) < house.settings.others_memory;
  return has_others && engine.batch_running >= batch_pace(house, lane);
}

Candidate first_in_turn(House& house, const EngineRow& engine) {
  Candidate best;
  for (const std::uint16_t row : engine.lanes) {
    Lane& lane = house.lanes[row];
    if (!has_model(engine, lane)) continue;
    for (std::size_t i = 0; i < work_class_count; ++i) {
      const TurnQueue& queue = lane.waiting[i];
      if (queue.empty() || !house.power.may_run(static_cast<WorkClass>(i))) continue;
      // One that only a larger engine can take does not hold this one up.
      if (house.jobs[queue.first()].cost.cache > engine.spec.cache) continue;
      if (static_cast<WorkClass>(i) == WorkClass::batch && keeps_pace(house, engine, lane))
        continue;
      best.offer(queue.first(), queue.first_turn(), Reason::its_turn);
    }
    if (lane.gate.gate != DeferralGate::must_run || lane.pool.empty()) continue;
    const JobRow& job = house.jobs[lane.pool.first()];
    if (may_go(house, job)) best.offer(lane.pool.first(), job.turn, lane.gate.reason);
  }
  if (!engine.parked.empty()) {
    const JobIndex row = engine.parked.first();
    if (may_go(house, house.jobs[row])) best.offer(row, house.jobs[row].turn, Reason::its_turn);
  }
  return best.row == no_job ? first_deferred(house, engine) : best;
}

/// From here on the figures are those of the engine where it starts.
void take_cost_of(House& house, JobRow& job, const EngineRow& engine) {
  const Cost cost = cost_on(house, engine, job);
  house.power.book(job.request.work_class, cost.energy - job.cost.energy);
  job.cost = cost;
  job.engine = engine.spec.id;
}

/// The slots that acute work takes, averaged over the last half minute or so, before they change.
void learn_acute_slots(const House& house, EngineRow& engine) {
  constexpr double memory_s = 30;
  const double passed_s = between(engine.acute_changed, house.now) / second;
  engine.acute_mean +=
      (engine.acute_running - engine.acute_mean) * passed_s / (memory_s + passed_s);
  engine.acute_changed = house.now;
}

void start(House& house, EngineRow& engine, const Candidate& who) {
  const bool resumes = house.jobs[who.row].state == JobStage::parked;
  leave_place(house, who.row);
  JobRow& job = house.jobs[who.row];
  take_cost_of(house, job, engine);
  const bool acute = is_acute(job.request.work_class);
  job.state = JobStage::running;
  job.started = house.now;
  job.running_at = static_cast<std::uint32_t>(engine.running.size());
  engine.running.push_back(who.row);
  engine.cache_used += job.cost.cache;
  engine.draw += job.cost.draw();
  if (acute) learn_acute_slots(house, engine);
  engine.acute_running += acute ? 1 : 0;
  engine.batch_running += job.request.work_class == WorkClass::batch ? 1 : 0;
  engine.acute_without_output += acute && !job.had_output ? 1 : 0;
  engine.service_ns[acute ? 0 : 1] += static_cast<std::int64_t>(job.cost.service / nanosecond);
  engine.started_ns[acute ? 0 : 1] += static_cast<double>(house.now.nanoseconds());
  if (job.deferred) {
    house.deferred_draw += job.cost.draw();
    ++house.deferred_running;
  }
  --house.tally.not_running[index_of(job.request.work_class)];
  house.policies.order->started(job.turn);
  set_timer(house, who.row);
  if (resumes) {
    ++house.tally.resumed;
    house.decide(Resume{job.request.id, engine.spec.id, job.cost.draw(), who.reason});
  } else {
    ++house.tally.started;
    house.decide(Start{job.request.id, engine.spec.id, job.cost.draw(), who.reason});
  }
  if (acute) make_room_for_prefill(house, engine);
}

}  // namespace

bool must_run(const House& house, const JobRow& job) {
  return job.deferred && house.lanes[job.lane].gate.gate == DeferralGate::must_run;
}

void stop_running(House& house, JobIndex row) {
  JobRow& job = house.jobs[row];
  EngineRow& engine = house.engines[static_cast<std::size_t>(index_of(job.engine))];
  CHECK(engine.running[job.running_at] == row);
  engine.running[job.running_at] = engine.running.back();
  house.jobs[engine.running.back()].running_at = job.running_at;
  engine.running.pop_back();
  const bool acute = is_acute(job.request.work_class);
  engine.cache_used -= job.cost.cache;
  engine.draw -= job.cost.draw();
  if (acute) learn_acute_slots(house, engine);
  engine.acute_running -= acute ? 1 : 0;
  if (job.request.work_class == WorkClass::batch) {
    --engine.batch_running;
  } else {
    engine.others_ended = house.now;
  }
  engine.acute_without_output -= acute && !job.had_output ? 1 : 0;
  engine.service_ns[acute ? 0 : 1] -= static_cast<std::int64_t>(job.cost.service / nanosecond);
  engine.started_ns[acute ? 0 : 1] -= static_cast<double>(job.started.nanoseconds());
  if (engine.running.empty()) {
    // What sums of fractions left over does not pile up.
    engine.cache_used = Tokens();
    engine.draw = Power();
    engine.started_ns[0] = engine.started_ns[1] = 0;
    engine.idle_since = house.now;
  }
  if (job.deferred) {
    house.deferred_draw -= job.cost.draw();
    if (--house.deferred_running == 0) house.deferred_draw = Power();
  }
  ++house.tally.not_running[index_of(job.request.work_class)];
}

void dispatch_engine(House& house, EngineRow& engine) {
  if (engine.spec.swaps) consider_swap(house, engine);
  // Each pass fills a slot, and whoever is stopped comes after the one who starts.
  for (int pass = 0; is_ready(engine) && pass < 2 * engine.spec.slots; ++pass) {
    const Candidate who = first_in_turn(house, engine);
    if (who.row == no_job || !find_room(house, engine, who.row)) break;
    start(house, engine, who);
  }
}

void dispatch_lane(House& house, const Lane& lane) {
  if ((lane.engines & (lane.engines - 1)) == 0) {
    if (lane.engines == 0) return;
    dispatch_engine(house, house.engines[static_cast<std::size_t>(__builtin_ctzll(lane.engines))]);
    return;
  }
  // Free engines first, the emptiest before the others; then those where room must be made.
  for (int tries = 0; tries < max_engines; ++tries) {
    EngineRow* best = nullptr;
    double least = 1;
    for (std::uint64_t left = lane.engines; left != 0; left &= left - 1) {
      EngineRow& engine = house.engines[static_cast<std::size_t>(__builtin_ctzll(left))];
      const double used = static_cast<double>(engine.running.size()) / engine.spec.slots;
      if (!is_ready(engine) || !has_model(engine, lane) || used >= least) continue;
      const Candidate who = first_in_turn(house, engine);
      if (who.row == no_job || !has_room(house, engine, house.jobs[who.row])) continue;
      best = &engine;
      least = used;
    }
    if (best == nullptr) break;
    const Candidate who = first_in_turn(house, *best);
    start(house, *best, who);
  }
  for (std::uint64_t left = lane.engines; left != 0; left &= left - 1) {
    dispatch_engine(house, house.engines[static_cast<std::size_t>(__builtin_ctzll(left))]);
  }
}

void dispatch_all(House& house) {
  for (EngineRow& engine : house.engines) {
    if (engine.known) dispatch_engine(house, engine);
  }
}

}  // namespace islet
