// Elastic capacity: engines that nobody needs, or that there is no power for, are turned off, and
// are up again before a peak and when power is back.
#include <algorithm>
#include <cmath>

#include "serving/house.h"

namespace islet {
namespace {

/// Of what work on an engine draws at most: without room for it there is no use in its idle draw.
constexpr double least_work = 0.1;
/// The draw is above the limit so long, although nothing can be stopped, until engines rest.
constexpr Duration rest_after = minute;
/// One that rests does so for at least so long: its start costs time and energy.
constexpr Duration rest_least = 5.0 * minute;

bool has_work(const House& house, const EngineRow& engine) {
  if (!engine.running.empty() || !engine.parked.empty() || engine.loading) return true;
  return std::any_of(engine.lanes.begin(), engine.lanes.end(), [&](std::uint16_t row) {
    const Lane& lane = house.lanes[row];
    return (!lane.pool.empty() && lane.gate.gate != DeferralGate::shut) ||
           std::any_of(lane.waiting.begin(), lane.waiting.end(),
                       [](const TurnQueue& queue) { return !queue.empty(); });
  });
}

bool safety_waits(const House& house, const EngineRow& engine) {
  return std::any_of(engine.lanes.begin(), engine.lanes.end(), [&](std::uint16_t row) {
    return !house.lanes[row].waiting[index_of(WorkClass::safety)].empty();
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

void turn_off(House& house, EngineRow& engine, Reason reason) {
  engine.switched_off = true;
  engine.up = false;
  house.decide(SwitchEngine{engine.spec.id, false, reason});
}

void turn_on(House& house, EngineRow& engine, Reason reason) {
  engine.starting = true;
  engine.rests_since = never;
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
  turn_off(house, engine, Reason::idle);
  look_when_expected(house, ahead);
  return true;
}

/// Whether the limit has room for one more engine, with a tenth of what work on it draws. Those
/// that start draw already.
bool has_room_for(const House& house, const EngineRow& engine) {
  const Power limit = safety_waits(house, engine) ? house.power.limit(WorkClass::safety)
                                                  : house.power.limit();
  if (limit == unlimited_power) return true;
  Power draw = site_draw(house) + engine.spec.idle;
  draw += least_work * std::max(Power(), engine.spec.full - engine.spec.idle);
  for (const EngineRow& one : house.engines) {
    if (one.starting) draw += one.spec.idle;
  }
  return draw <= house.settings.power.start_within * limit;
}

/// One that rests for want of power comes back as soon as there is room for it, if it would be on
/// had power not been short; true when it was asked to.
bool ends_its_rest(House& house, EngineRow& engine, bool wanted) {
  const Instant ripe = after(engine.rests_since, rest_least);
  if (house.now < ripe && !safety_waits(house, engine)) {
    house.look_again = std::min(house.look_again, ripe);
    return false;
  }
  if (!wanted && house.now >= after(engine.idle_since, house.settings.idle_off)) return false;
  turn_on(house, engine, wanted ? Reason::work_waits : Reason::peak_forecast);
  return true;
}

/// On when work waits, a peak comes or power is back; true when it was asked to. Each reading of
/// power looks again.
bool comes_on(House& house, EngineRow& engine, int up, Duration ahead) {
  if (!engine.switched_off || engine.starting) return false;
  const bool wanted = has_work(house, engine);
  const bool has_peak = up < engines_expected(house, ahead);
  if (!wanted && !has_peak) look_when_expected(house, ahead);
  const bool rests = engine.rests_since != never;
  if ((!wanted && !has_peak && !rests) || !has_room_for(house, engine)) return false;
  if (rests) return ends_its_rest(house, engine, wanted || has_peak);
  turn_on(house, engine, wanted ? Reason::work_waits : Reason::peak_forecast);
  return true;
}

bool may_rest(const EngineRow& engine) {
  return engine.known && engine.up && engine.spec.switches && engine.spec.idle > Power() &&
         !engine.loading && engine.running.empty();
}

/// Engines that do nothing rest when all that could be stopped has been and the draw has still been
/// above the limit for `rest_after`: those that hold nothing go first.
void rest_for_power(House& house) {
  const Power limit = house.power.limit();
  if (!(site_draw(house) > limit)) {
    house.short_since = never;
    return;
  }
  if (house.short_since == never) house.short_since = house.now;
  const Instant ripe = after(house.short_since, rest_after);
  if (house.now < ripe) {
    house.look_again = std::min(house.look_again, ripe);
    return;
  }
  for (const bool holds_parked : {false, true}) {
    for (EngineRow& engine : house.engines) {
      if (!(site_draw(house) > limit)) return;
      if (!may_rest(engine) || engine.parked.empty() == holds_parked) continue;
      give_up_parked(house, engine, Reason::power_short);
      engine.rests_since = house.now;
      turn_off(house, engine, Reason::power_short);
    }
  }
}

}  // namespace

void consider_switching(House& house) {
  const bool any =
      std::any_of(house.engines.begin(), house.engines.end(),
                  [](const EngineRow& engine) { return engine.known && engine.spec.switches; });
  if (!any) return;
  rest_for_power(house);
  int up = 0;
  for (const EngineRow& engine : house.engines) up += engine.up || engine.starting ? 1 : 0;
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
