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

/// Off when it has been idle long enough and the forecast can do without it; true when it went.
bool goes_off(House& house, EngineRow& engine, int up, Duration ahead) {
  if (has_work(house, engine)) return false;
  const Instant ripe = after(engine.idle_since, house.settings.idle_off);
  if (house.now < ripe) {
    house.look_again = std::min(house.look_again, ripe);
    return false;
  }
  if (up <= engines_expected(house, std::max(ahead, house.settings.idle_off))) return false;
  turn_off(house, engine);
  look_when_expected(house, ahead);
  return true;
}

/// On when work waits or a peak comes; true when it was asked to.
bool comes_on(House& house, EngineRow& engine, int up, Duration ahead) {
  if (!engine.switched_off || engine.starting) return false;
  const bool wanted = has_work(house, engine);
  if (!wanted && up >= engines_expected(house, ahead)) {
    look_when_expected(house, ahead);
    return false;
  }
  turn_on(house, engine, wanted ? Reason::work_waits : Reason::peak_forecast);
  return true;
}

}  // namespace

void consider_switching(House& house) {
  int up = 0;
  bool any = false;
  for (const EngineRow& engine : house.engines) {
    up += engine.up || engine.starting ? 1 : 0;
    any = any || engine.spec.switches;
  }
  if (!any) return;
  for (EngineRow& engine : house.engines) {
    if (!engine.known || !engine.spec.switches) continue;
    const Duration ahead = engine.spec.start_time + minute;
    if (engine.up) {
      up -= goes_off(house, engine, up, ahead) ? 1 : 0;
    } else {
      up += comes_on(house, engine, up, ahead) ? 1 : 0;
    }
  }
}

}  // namespace islet
