// Making room: who is stopped so that whom may start, and what becomes of the stopped.
#include <algorithm>
#include <array>

#include "base/check.h"
#include "serving/house.h"

namespace islet {
namespace {

/// At most so many are stopped to let one in.
constexpr int most_stopped = 16;

bool has_slot(const House& house, const EngineRow& engine, const JobRow& job, int stopped) {
  const int running = static_cast<int>(engine.running.size()) - stopped;
  if (is_acute(job.request.work_class)) return running < engine.spec.slots;
  return running < engine.spec.slots - slots_for_acute(house, engine);
}

/// Routine work keeps out while acute work computes its first output.
bool leaves_prefill_alone(const House& house, const EngineRow& engine, const JobRow& job) {
  if (is_acute(job.request.work_class) || engine.acute_without_output == 0) return true;
  const int routine = static_cast<int>(engine.running.size()) - engine.acute_running;
  return routine < house.settings.routine_beside_prefill;
}

bool may_stop(const House& house, const EngineRow& engine, const JobRow& job, const JobRow& other) {
  if (!engine.spec.can_preempt || !house.policies.preempts) return false;
  if (!(job.turn < other.turn) || other.request.work_class <= job.request.work_class) return false;
  if (is_acute(job.request.work_class)) return true;
  // Routine work stops batch work only where that costs nothing but time.
  return other.request.work_class == WorkClass::batch && !must_run(house, other) &&
         engine.spec.parked_max > 0;
}

/// Those to stop, last in turn first.
struct Stopped {
  std::array<JobIndex, most_stopped> rows{};
  int count = 0;

  bool has(JobIndex row) const {
    return std::find(rows.begin(), rows.begin() + count, row) != rows.begin() + count;
  }
  bool add(JobIndex row) {
    if (row == no_job || count == most_stopped) return false;
    rows[static_cast<std::size_t>(count++)] = row;
    return true;
  }
};

/// Power that is missing below `limit` for the job on that engine once those are stopped; not above
/// 0 when it may start. An acute one may use the whole limit, a routine one leaves a margin.
Power missing_power(const House& house, const EngineRow& engine, const JobRow& job,
                    const Cost& cost, const Stopped& stopped, Power limit) {
  if (limit == unlimited_power) return Power(-1.0);
  Power sum;
  for (const EngineRow& one : house.engines) {
    if (!one.up) continue;
    Power draw = one.draw + (&one == &engine ? cost.draw() : Power());
    for (int i = 0; i < stopped.count; ++i) {
      const JobRow& other = house.jobs[stopped.rows[static_cast<std::size_t>(i)]];
      if (other.engine == one.spec.id) draw -= other.cost.draw();
    }
    sum += drawn_by(one, draw);
  }
  const double share = is_acute(job.request.work_class) ? 1.0 : house.settings.power.start_within;
  return sum - share * limit;
}

JobIndex last_to_stop(const House& house, const EngineRow& engine, const JobRow& job,
                      const Stopped& stopped) {
  JobIndex last = no_job;
  for (const JobIndex row : engine.running) {
    const JobRow& other = house.jobs[row];
    if (last != no_job && !(house.jobs[last].turn < other.turn)) continue;
    if (!may_stop(house, engine, job, other) || stopped.has(row)) continue;
    last = row;
  }
  return last;
}

/// Of all engines, because power is shared by all.
JobIndex last_to_stop_anywhere(const House& house, const JobRow& job, const Stopped& stopped) {
  JobIndex last = no_job;
  for (const EngineRow& engine : house.engines) {
    const JobIndex row = last_to_stop(house, engine, job, stopped);
    if (row == no_job) continue;
    if (last == no_job || house.jobs[last].turn < house.jobs[row].turn) last = row;
  }
  return last;
}

bool can_park(const EngineRow& engine, const JobRow& job) {
  return static_cast<int>(engine.parked.size()) < engine.spec.parked_max &&
         engine.parked_used + job.cost.cache <= engine.spec.parked_cache;
}

}  // namespace

int slots_for_acute(const House& house, const EngineRow& engine) {
  const bool is_quiet = engine.acute_running == 0 &&
                        between(engine.acute_changed, house.now) > house.settings.acute_memory;
  return is_quiet ? house.settings.acute_slots / 2 : house.settings.acute_slots;
}

Cost cost_on(const House& house, const EngineRow& engine, const JobRow& job) {
  return job.engine == engine.spec.id ? job.cost : house.costs->cost(job.request, engine.spec);
}

bool has_room(const House& house, const EngineRow& engine, const JobRow& job) {
  if (!has_slot(house, engine, job, 0) || !leaves_prefill_alone(house, engine, job)) return false;
  const Cost cost = cost_on(house, engine, job);
  return engine.cache_used + cost.cache <= engine.spec.cache &&
         missing_power(house, engine, job, cost, {}, house.power.limit()) <= Power();
}

bool find_room(House& house, EngineRow& engine, JobIndex row) {
  const JobRow& job = house.jobs[row];
  if (has_room(house, engine, job)) return true;
  const Power limit = house.power.limit();
  const Power own_limit = house.power.limit(job.request.work_class);
  if (!house.policies.preempts && !(own_limit > limit)) return false;
  if (!leaves_prefill_alone(house, engine, job)) return false;
  const Cost cost = cost_on(house, engine, job);
  if (cost.cache > engine.spec.cache) return false;
  Stopped stopped;
  int here = 0;
  Tokens freed;
  while (!has_slot(house, engine, job, here) ||
         engine.cache_used - freed + cost.cache > engine.spec.cache) {
    if (!stopped.add(last_to_stop(house, engine, job, stopped))) return false;
    freed += house.jobs[stopped.rows[static_cast<std::size_t>(stopped.count - 1)]].cost.cache;
    ++here;
  }
  while (missing_power(house, engine, job, cost, stopped, limit) > Power()) {
    if (stopped.add(last_to_stop_anywhere(house, job, stopped))) continue;
    // What nobody can make room for is taken from what is kept for safety work.
    if (missing_power(house, engine, job, cost, stopped, own_limit) > Power()) return false;
    break;
  }
  // From here on room is made.
  for (int i = 0; i < stopped.count; ++i) {
    preempt(house, stopped.rows[static_cast<std::size_t>(i)], Reason::acute_first);
  }
  return true;
}

void preempt(House& house, JobIndex row, Reason reason) {
  JobRow& job = house.jobs[row];
  CHECK(job.state == JobStage::running);
  EngineRow& engine = house.engines[static_cast<std::size_t>(index_of(job.engine))];
  const bool parks = can_park(engine, job);
  house.decide(Preempt{job.request.id, job.engine, parks, reason});
  stop_running(house, row);
  job.was_stopped = true;
  if (parks) {
    ++house.tally.parked;
    job.state = JobStage::parked;
    engine.parked.insert(row, job.turn, house.places);
    engine.parked_used += job.cost.cache;
    set_timer(house, row);
  } else {
    ++house.tally.dropped;
    settle(house, row);
  }
}

void give_up_parked(House& house, EngineRow& engine, Reason reason) {
  while (!engine.parked.empty()) {
    const JobIndex row = engine.parked.first();
    leave_place(house, row);
    house.decide(Preempt{house.jobs[row].request.id, engine.spec.id, false, reason});
    ++house.tally.dropped;
    settle(house, row);
  }
}

JobIndex last_in_turn(const House& house) {
  JobIndex last = no_job;
  for (const EngineRow& engine : house.engines) {
    if (!engine.spec.can_preempt) continue;
    for (const JobIndex row : engine.running) {
      const JobRow& job = house.jobs[row];
      if (job.request.work_class == WorkClass::safety) continue;
      if (last == no_job) {
        last = row;
        continue;
      }
      const JobRow& other = house.jobs[last];
      // By class whatever the order of service: what is shed first is a promise of the site file.
      const bool later = job.request.work_class != other.request.work_class
                             ? job.request.work_class > other.request.work_class
                             : other.turn < job.turn;
      if (later) last = row;
    }
  }
  return last;
}

void make_room_for_prefill(House& house, EngineRow& engine) {
  if (!house.policies.preempts || !engine.spec.can_preempt || engine.acute_without_output == 0) {
    return;
  }
  while (static_cast<int>(engine.running.size()) - engine.acute_running >
         house.settings.routine_beside_prefill) {
    JobIndex last = no_job;
    for (const JobIndex row : engine.running) {
      if (is_acute(house.jobs[row].request.work_class)) continue;
      if (last == no_job || house.jobs[last].turn < house.jobs[row].turn) last = row;
    }
    preempt(house, last, Reason::acute_first);
  }
}

}  // namespace islet
