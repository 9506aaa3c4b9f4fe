// Engines come, go and fail.
#include <algorithm>

#include "base/check.h"
#include "serving/house.h"

namespace islet {
namespace {

/// What ran or was parked there begins again at its old place, or ends when it may not.
void lose_work(House& house, EngineRow& engine) {
  std::vector<JobIndex> lost = engine.running;
  for (const JobIndex row : lost) stop_running(house, row);
  while (!engine.parked.empty()) {
    lost.push_back(engine.parked.first());
    engine.parked.remove(engine.parked.first(), house.places);
  }
  engine.parked_used = Tokens();
  // By turn, so that the order of decisions does not hang on the order of slots.
  std::sort(lost.begin(), lost.end(),
            [&](JobIndex a, JobIndex b) { return house.jobs[a].turn < house.jobs[b].turn; });
  for (const JobIndex row : lost) {
    JobRow& job = house.jobs[row];
    job.was_stopped = true;
    job.had_output = false;
    settle(house, row);
    if (!job.request.restartable || ++job.restarts > house.settings.max_restarts) {
      end_job(house, row, Reason::engine_lost);
    }
  }
}

/// Nobody is left who could ever serve these.
void end_unservable(House& house) {
  for (Lane& lane : house.lanes) {
    if (lane.engines != 0) continue;
    for (TurnQueue& queue : lane.waiting) {
      while (!queue.empty()) end_job(house, queue.first(), Reason::no_engine);
    }
    while (!lane.pool.empty()) end_job(house, lane.pool.first(), Reason::no_engine);
  }
}

}  // namespace

void engine_up(House& house, const EngineSpec& spec) {
  const int at = index_of(spec.id);
  CHECK(at < max_engines && spec.slots >= 1);
  while (static_cast<int>(house.engines.size()) <= at) house.engines.emplace_back();
  EngineRow& engine = house.engines[static_cast<std::size_t>(at)];
  if (engine.known) lose_work(house, engine);
  engine.known = engine.up = true;
  engine.loading = engine.starting = engine.switched_off = engine.draining = false;
  engine.swap_wanted_since = never;
  engine.cap = unlimited_power;
  engine.loaded = spec.loaded;
  engine.idle_since = house.now;
  engine.rests_since = never;
  const bool is_same =
      engine.spec.models == spec.models && engine.spec.where == spec.where && !engine.lanes.empty();
  engine.spec = spec;
  if (is_same) return;
  match_lanes(house);
  end_unservable(house);
}

void engine_down(House& house, EngineId id) {
  const auto at = static_cast<std::size_t>(index_of(id));
  if (at >= house.engines.size() || !house.engines[at].known) return;
  EngineRow& engine = house.engines[at];
  engine.up = engine.loading = engine.starting = engine.draining = false;
  lose_work(house, engine);
}

void model_loaded(House& house, EngineId id, ModelId model) {
  const auto at = static_cast<std::size_t>(index_of(id));
  if (at >= house.engines.size() || !house.engines[at].up) return;
  EngineRow& engine = house.engines[at];
  engine.loading = engine.draining = false;
  engine.loaded = model;
  engine.loaded_at = house.now;
  engine.idle_since = house.now;
}

}  // namespace islet
