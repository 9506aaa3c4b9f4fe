// Changing the model of an engine that holds one at a time: when the work is worth the load.
#include <algorithm>

#include "serving/house.h"

namespace islet {
namespace {

/// The lane that wants the engine most among those whose model is not there.
int lane_without_model(const House& house, const EngineRow& engine, Turn& turn,
                       WorkClass& work_class) {
  int best = -1;
  for (const std::uint16_t row : engine.lanes) {
    const Lane& lane = house.lanes[row];
    if (lane.model == engine.loaded) continue;
    const auto offer = [&](const Turn& other, WorkClass of) {
      if (best >= 0 && !(other < turn)) return;
      best = row;
      turn = other;
      work_class = of;
    };
    for (std::size_t i = 0; i < work_class_count; ++i) {
      const auto of = static_cast<WorkClass>(i);
      if (lane.waiting[i].empty() || !house.power.may_run(of)) continue;
      offer(lane.waiting[i].first_turn(), of);
    }
    if (lane.gate.gate == DeferralGate::shut || lane.pool.empty()) continue;
    const JobRow& job = house.jobs[lane.pool.first()];
    if (house.power.may_run(job.request.work_class)) offer(job.turn, job.request.work_class);
  }
  return best;
}

bool is_served_elsewhere(const House& house, const EngineRow& engine, const Lane& lane) {
  for (std::uint64_t left = lane.engines; left != 0; left &= left - 1) {
    const EngineRow& other = house.engines[static_cast<std::size_t>(__builtin_ctzll(left))];
    if (&other == &engine || !other.up || other.switched_off) continue;
    if (!other.spec.swaps || other.loaded == lane.model) return true;
  }
  return false;
}

/// Work for the model that is there.
bool has_own_work(const House& house, const EngineRow& engine) {
  if (!engine.running.empty() || !engine.parked.empty()) return true;
  return std::any_of(engine.lanes.begin(), engine.lanes.end(), [&](std::uint16_t row) {
    const Lane& lane = house.lanes[row];
    return lane.model == engine.loaded &&
           std::any_of(lane.waiting.begin(), lane.waiting.end(),
                       [](const TurnQueue& queue) { return !queue.empty(); });
  });
}

bool has_own_acute_before(const House& house, const EngineRow& engine, const Turn& turn) {
  const auto is_before = [&](const TurnQueue& queue) {
    return !queue.empty() && queue.first_turn() < turn;
  };
  return std::any_of(engine.lanes.begin(), engine.lanes.end(), [&](std::uint16_t row) {
    const Lane& lane = house.lanes[row];
    return lane.model == engine.loaded && (is_before(lane.waiting[index_of(WorkClass::safety)]) ||
                                           is_before(lane.waiting[index_of(WorkClass::high)]));
  });
}

void load(House& house, EngineRow& engine, ModelId model) {
  give_up_parked(house, engine, Reason::model_needed);
  engine.loading = true;
  house.decide(LoadModel{engine.spec.id, model});
}

/// Stops all that may be stopped for acute work; true when nothing runs any more.
bool clear_for_acute(House& house, EngineRow& engine, const Turn& turn) {
  if (!house.policies.preempts || !engine.spec.can_preempt) return engine.running.empty();
  for (std::size_t i = engine.running.size(); i-- > 0;) {
    const JobRow& job = house.jobs[engine.running[i]];
    if (is_acute(job.request.work_class) || !(turn < job.turn)) continue;
    preempt(house, engine.running[i], Reason::acute_first);
  }
  return engine.running.empty();
}

}  // namespace

/// Loads another model when work waits for it that the one at hand can do without: at once for
/// acute work or when the engine has nothing else to do, else after `swap_patience`, and never
/// sooner than `least_residence` after the load before.
void consider_swap(House& house, EngineRow& engine) {
  if (!engine.up || engine.loading || engine.switched_off) return;
  Turn turn;
  WorkClass work_class = WorkClass::batch;
  const int row = lane_without_model(house, engine, turn, work_class);
  engine.draining = false;
  if (row < 0) {
    engine.swap_wanted_since = never;
    return;
  }
  const Lane& lane = house.lanes[static_cast<std::size_t>(row)];
  if (is_served_elsewhere(house, engine, lane)) return;
  if (has_own_acute_before(house, engine, turn)) return;
  if (is_acute(work_class)) {
    engine.draining = !clear_for_acute(house, engine, turn);
    if (!engine.draining) load(house, engine, lane.model);
    return;
  }
  if (engine.swap_wanted_since == never) engine.swap_wanted_since = house.now;
  Instant ripe = after(engine.loaded_at, house.settings.least_residence);
  if (has_own_work(house, engine)) {
    ripe = std::max(ripe, after(engine.swap_wanted_since, house.settings.swap_patience));
  }
  if (house.now < ripe) {
    house.look_again = std::min(house.look_again, ripe);
    return;
  }
  // Nothing new starts, what runs ends by itself; then the model changes.
  engine.draining = !engine.running.empty();
  if (engine.draining) return;
  engine.swap_wanted_since = never;
  load(house, engine, lane.model);
}

}  // namespace islet
