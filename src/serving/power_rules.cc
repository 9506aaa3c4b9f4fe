// What follows from the plant: stopping work when power is short, caps, the generator.
#include <algorithm>
#include <cmath>

#include "serving/house.h"

namespace islet {
namespace {

/// A cap is told anew only when it moves by more than this share of the engine's full power.
constexpr double cap_step = 0.02;

/// While readings are stale, the charge that is assumed is looked at so often.
constexpr Duration stale_step = 10.0 * second;

void stop_what_may_not_run(House& house) {
  for (EngineRow& engine : house.engines) {
    if (!engine.spec.can_preempt) continue;
    for (std::size_t i = engine.running.size(); i-- > 0;) {
      const JobIndex row = engine.running[i];
      const WorkClass work_class = house.jobs[row].request.work_class;
      if (house.power.may_run(work_class)) continue;
      // Somebody waits for the others' answers: they end what they began, but for the UPS.
      if (house.power.bridging()) {
        preempt(house, row, Reason::bridging);
      } else if (work_class == WorkClass::batch) {
        preempt(house, row, Reason::charge_low);
      }
    }
  }
}

void stop_what_draws_too_much(House& house) {
  const Power limit = house.power.limit();
  while (site_draw(house) > limit) {
    const JobIndex row = last_in_turn(house);
    if (row == no_job) return;
    preempt(house, row, Reason::power_short);
  }
}

void tell_cap(House& house, EngineRow& engine, Power cap) {
  const bool was_free = engine.cap == unlimited_power;
  const bool is_free = cap == unlimited_power;
  if (was_free && is_free) return;
  if (was_free == is_free) {
    const Power step = cap_step * engine.spec.full;
    if (cap < engine.cap + step && engine.cap < cap + step) return;
  }
  engine.cap = cap;
  house.decide(SetCap{engine.spec.id, cap});
}

void let_go_from_hold(House& house) {
  for (std::size_t i = 0; i < house.held.size(); ++i) {
    if (house.ladder.waits(WorkloadId{static_cast<std::uint8_t>(i)})) continue;
    while (!house.held[i].empty()) {
      const JobIndex row = house.held[i].first();
      house.held[i].remove(row, house.places);
      settle(house, row);
    }
  }
}

/// Work whose ladder now says `wait`. What runs, ends what it began.
void hold_back(House& house) {
  for (std::size_t i = 0; i < house.jobs.size(); ++i) {
    const JobRow& job = house.jobs[i];
    if (!job.in_house || !house.ladder.waits(job.request.workload)) continue;
    if (job.state != JobStage::waiting && job.state != JobStage::pooled) continue;
    leave_place(house, static_cast<JobIndex>(i));
    settle(house, static_cast<JobIndex>(i));
  }
}

/// Acute work, or deferred work that is due, that waits although its engine has a free slot.
bool waits_for_power(const House& house) {
  if (house.power.limit() == unlimited_power) return false;
  for (const Lane& lane : house.lanes) {
    const bool due = !lane.pool.empty() && lane.gate.gate == DeferralGate::must_run;
    const bool acute = !lane.waiting[index_of(WorkClass::safety)].empty() ||
                       !lane.waiting[index_of(WorkClass::high)].empty();
    if (!due && !acute) continue;
    for (std::uint64_t left = lane.engines; left != 0; left &= left - 1) {
      const EngineRow& engine = house.engines[static_cast<std::size_t>(__builtin_ctzll(left))];
      if (engine.up && static_cast<int>(engine.running.size()) < engine.spec.slots) return true;
    }
  }
  return false;
}

}  // namespace

/// Expected draw of all engines.
///
///     draw = sum over engines that are up of min(full, idle + sum of expected draws of requests)
///
/// Valid for   requests whose draw adds up; `full` bounds what sharing a batch saves
/// Leaves out  the course of draw within a request
/// Source      energy of each request by the driver's estimate
Power site_draw(const House& house) {
  Power sum;
  for (const EngineRow& engine : house.engines) {
    if (!engine.up) continue;
    sum += drawn_by(engine, engine.draw);
  }
  return sum;
}

Power idle_draw(const House& house) {
  Power sum;
  for (const EngineRow& engine : house.engines) {
    if (engine.up) sum += engine.spec.idle;
  }
  return sum;
}

void follow_power(House& house) {
  const double charge = house.power.counted_charge(house.now);
  house.power.update(house.now);
  if (house.ladder.follow(house.now, charge, *house.out)) {
    let_go_from_hold(house);
    hold_back(house);
  }
  stop_what_may_not_run(house);
  stop_what_draws_too_much(house);
  house.stale_look = std::max(house.power.stale_at(), after(house.now, stale_step));
}

void ask_for_generator(House& house) {
  const PowerReading& reading = house.power.reading();
  if (!house.power.has_reading()) return;
  const GeneratorMarks& marks = house.settings.generator;
  const bool is_low = reading.charge < marks.start_below;
  const bool is_short = waits_for_power(house);
  // A run that is long enough ends, too, where the set may not be asked for any more: quiet hours.
  const bool is_done =
      !reading.generator_can_run || (reading.charge > marks.stop_above && !is_short);
  // The plant's own policy may rest at that charge: work that lacks power asks in any case.
  const bool is_news =
      !house.generator_asked || (is_short && house.generator_reason != Reason::power_short);
  if (reading.generator_can_run && (is_low || is_short) && is_news) {
    if (!house.generator_asked) house.generator_since = house.now;
    house.generator_asked = true;
    house.generator_reason = is_short ? Reason::power_short : Reason::charge_below_start;
    house.decide(RunGenerator{true, house.generator_reason});
  } else if (house.generator_asked && is_done &&
             house.now >= after(house.generator_since, marks.least_run)) {
    house.generator_asked = false;
    const bool is_withheld = !reading.generator_can_run;
    house.decide(
        RunGenerator{false, is_withheld ? Reason::set_withheld : Reason::charge_above_stop});
  }
}

/// Splits the limit among the engines that take caps.
///
///     cap = draw + (limit - sum of draws) * (full - draw) / sum of (full - draw),
///           at least the engine's least cap; no cap when the limit covers all full powers
///
/// Valid for   expected draws within the limit, which `stop_what_draws_too_much` sees to
/// Leaves out  least caps that exceed the limit together: then engines must be stopped instead
/// Source      proportional division of what is left over
void set_caps(House& house) {
  Power full;
  Power drawn;
  for (const EngineRow& engine : house.engines) {
    if (!engine.up) continue;
    const Power draw = drawn_by(engine, engine.draw);
    full += engine.spec.full;
    drawn += draw;
  }
  const Power limit = house.power.limit();
  const bool is_short = full > limit;
  for (EngineRow& engine : house.engines) {
    if (!engine.up || engine.spec.least_cap <= Power()) continue;
    Power cap = unlimited_power;
    if (is_short) {
      const Power draw = drawn_by(engine, engine.draw);
      const Power room = std::max(Power(), limit - drawn);
      const double share = full > drawn ? (engine.spec.full - draw) / (full - drawn) : 0.0;
      cap = std::clamp(draw + share * room, std::min(engine.spec.least_cap, engine.spec.full),
                       engine.spec.full);
    }
    tell_cap(house, engine, cap);
  }
}

}  // namespace islet
