// Elastic capacity: engines that nobody needs are turned off, and are up again before a peak.
#include <algorithm>
#include <cmath>

#include "serving/house.h"

namespace islet {
namespace {

bool has_work(const House& house, const EngineRow& engine) {
  if (!engine.running.empty() || !engine.parked.empty() || engine.loading) return true;
  return std::any_of(engine.lanes.begin(), engine.lanes.end(), [&](std::uint16_t row) {
    const Lane& lane = house.lanes[row];
    return (!lane.pool.empty() && lane.gate.gate != Gate::shut) ||
           std::any_of(lane.waiting.begin(), lane.waiting.end(),
                       [](const TurnQueue& queue) { return !queue.empty(); });
  });
}

/// Engines that the forecast load needs from now until one could be started; looks at the slots
/// that touch this time.
int engines_expected(const House& house, Duration ahead) {
  double most = 0;
  const Instant end = after(house.now, ahead);
  for (const ForecastSlot& slot : house.power.forecast()) {
    if (slot.from > end) break;
    if (after(slot.from, slot.length) > house.now) most = std::max(most, slot.engines);
  }
  return static_cast<int>(std::ceil(std::min<double>(most, max_engines)));
}

void look_when_expected(House& house, Duration ahead) {
  for (const ForecastSlot& slot : house.power.forecast()) {
    const Instant at = after(slot.from, -ahead);
    if (slot.engines > 0 && at > house.now) {
      house.look_again = std::min(house.look_again, at);
      return;
    }
  }
}

void turn_off(House& house, EngineRow& engine) {
  engine.switched_off = true;
  engine.up = false;
  house.decide(SwitchEngine{engine.spec.id, false, Reason::idle});
}

void turn_on(House& house, EngineRow& engine, Reason reason) {
  engine.starting = true;
  house.decide(SwitchEngine{engine.spec.id, true, reason});
}

}  // namespace

void consider_switching(House& house) {
  int up = 0;
  for (const EngineRow& engine : house.engines) up += engine.up || engine.starting ? 1 : 0;
  for (EngineRow& engine : house.engines) {
    if (!engine.known || !engine.spec.switches) continue;
    const Duration ahead = engine.spec.start_time + minute;
    if (engine.up) {
      const Instant ripe = after(engine.idle_since, house.settings.idle_off);
      if (has_work(house, engine)) continue;
      if (house.now < ripe) {
        house.look_again = std::min(house.look_again, ripe);
      } else if (up > engines_expected(house, std::max(ahead, house.settings.idle_off))) {
        turn_off(house, engine);
        look_when_expected(house, ahead);
        --up;
      }
      continue;
    }
    if (!engine.switched_off || engine.starting) continue;
    const bool wanted = has_work(house, engine);
    if (wanted || up < engines_expected(house, ahead)) {
      turn_on(house, engine, wanted ? Reason::work_waits : Reason::peak_forecast);
      ++up;
    } else {
      look_when_expected(house, ahead);
    }
  }
}

}  // namespace islet
