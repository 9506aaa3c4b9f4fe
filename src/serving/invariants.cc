#include "serving/invariants.h"

#include <algorithm>

namespace islet {
namespace {

constexpr std::size_t faults_kept = 20;
/// Sums of expected draws and caches differ by rounding.
constexpr double slack = 1e-6;

}  // namespace

Invariants::Invariants(const SchedulerSettings& settings, Promises promises,
                       const CostEstimate& costs)
    : settings_(settings), promises_(promises), costs_(costs) {}

void Invariants::fault(const std::string& what, std::uint64_t id) {
  if (++count_ > static_cast<std::int64_t>(faults_kept)) return;
  faults_.push_back(std::to_string(now_.nanoseconds()) + " ns: " + what + " (" +
                    std::to_string(id) + ")");
}

Invariants::Seen* Invariants::find(RequestId id) {
  const std::uint32_t row = rows_.find(number_in(id));
  return row == IdTable::none ? nullptr : &seen_[row];
}

Invariants::EngineSeen& Invariants::engine_at(EngineId id) {
  const auto at = static_cast<std::size_t>(index_of(id));
  if (at >= engines_.size()) engines_.resize(at + 1);
  return engines_[at];
}

Power Invariants::limit() const { return std::min(reading_.available, cap_); }

int Invariants::running_on(EngineId engine) const {
  const auto at = static_cast<std::size_t>(index_of(engine));
  return at < engines_.size() ? engines_[at].running : 0;
}

bool Invariants::runs_safety() const {
  return std::any_of(acute_.begin(), acute_.end(), [this](std::uint32_t row) {
    return seen_[row].state == State::running && seen_[row].request.work_class == WorkClass::safety;
  });
}

void Invariants::check_deadlines(Instant now) {
  now_ = std::max(now_, now);
  for (const Seen& seen : seen_) {
    if (!seen.in_use || !seen.request.ends_at_deadline || seen.request.deadline >= now) continue;
    fault("lives on after its deadline", number_in(seen.request.id));
  }
}

void Invariants::see(Instant now, const Event& event, std::span<const Decision> decisions) {
  if (now < now_) fault("time went back", 0);
  now_ = now;
  take_event(event);
  for (const Decision& decision : decisions) take(decision);
  if (const auto* arrival = std::get_if<RequestArrives>(&event)) {
    Seen* seen = find(arrival->request.id);
    if (seen != nullptr && seen->state == State::asked) {
      fault("request was neither admitted nor rejected", number_in(arrival->request.id));
    }
  }
  if (const auto* cancelled = std::get_if<RequestCancelled>(&event)) {
    if (find(cancelled->request) != nullptr) {
      fault("cancelled request lives on", number_in(cancelled->request));
    }
  }
  check_limits();
  check_draw();
  if (promises_.acute_first) check_inversion();
}

void Invariants::take_event(const Event& event) {
  if (const auto* arrival = std::get_if<RequestArrives>(&event)) {
    const auto id = number_in(arrival->request.id);
    if (rows_.find(id) != IdTable::none) return fault("request arrived twice", id);
    if (unused_.empty()) {
      unused_.push_back(static_cast<std::uint32_t>(seen_.size()));
      seen_.emplace_back();
    }
    const std::uint32_t row = unused_.back();
    unused_.pop_back();
    seen_[row] = {.request = arrival->request, .cost = {}, .in_use = true};
    rows_.insert(id, row);
    if (is_acute(arrival->request.work_class)) acute_.push_back(row);
  } else if (const auto* done = std::get_if<RequestDone>(&event)) {
    if (Seen* seen = find(done->request)) {
      if (seen->request.ends_at_deadline && seen->request.deadline < now_) {
        fault("was done after its deadline", number_in(done->request));
      }
      end(done->request, *seen);
    }
  } else if (const auto* up = std::get_if<EngineUp>(&event)) {
    lose(up->engine.id);
    EngineSeen& engine = engine_at(up->engine.id);
    engine = {.spec = up->engine, .up = true, .loaded = up->engine.loaded, .cache = {}, .draw = {}};
  } else if (const auto* down = std::get_if<EngineDown>(&event)) {
    lose(down->engine);
    engine_at(down->engine).up = false;
  } else if (const auto* loaded = std::get_if<ModelLoaded>(&event)) {
    engine_at(loaded->engine).loading = false;
    engine_at(loaded->engine).loaded = loaded->model;
  } else if (const auto* power = std::get_if<PowerRead>(&event)) {
    PowerState probe{PowerRule()};
    if (probe.read(now_, power->reading)) reading_ = power->reading;
  } else if (const auto* cap = std::get_if<CapChanged>(&event)) {
    cap_ = std::max(Power(), cap->cap);
  }
}

void Invariants::take(const Decision& decision) {
  std::visit([this](const auto& one) { on(one); }, decision);
}

void Invariants::on(const Admit& admit) {
  Seen* seen = find(admit.request);
  if (seen == nullptr || seen->state != State::asked) {
    return fault("admitted a request that did not ask", number_in(admit.request));
  }
  seen->state = State::waiting;
  seen->request.model = admit.model;
  ++not_running_[index_of(seen->request.work_class)];
  note_frame(*seen);
}

void Invariants::on(const Reject& reject) {
  Seen* seen = find(reject.request);
  if (seen == nullptr || seen->state != State::asked) {
    return fault("rejected a request that did not ask", number_in(reject.request));
  }
  if (!(reject.retry_after >= Duration())) {
    fault("retry time is not a time", number_in(reject.request));
  }
  end(reject.request, *seen);
}

void Invariants::on(const End& ended) {
  Seen* seen = find(ended.request);
  if (seen == nullptr || seen->state == State::asked) {
    return fault("ended a request that is not there", number_in(ended.request));
  }
  end(ended.request, *seen);
}

void Invariants::on(const Preempt& preempt) {
  Seen* seen = find(preempt.request);
  const bool can_be =
      seen != nullptr && seen->engine == preempt.engine &&
      (seen->state == State::running || (seen->state == State::parked && !preempt.parks));
  if (!can_be) return fault("stopped a request that does not run", number_in(preempt.request));
  if (seen->state == State::running) stop(*seen);
  seen->state = preempt.parks ? State::parked : State::waiting;
}

void Invariants::on(const Defer& defer) {
  const Seen* seen = find(defer.request);
  if (seen != nullptr && seen->state == State::waiting) return;
  fault("deferred a request that does not wait", number_in(defer.request));
}

void Invariants::on(const Degrade& degrade) {
  told_to_wait_[static_cast<std::size_t>(index_of(degrade.workload))] =
      degrade.level > 0 && degrade.action == ShortageAction::wait;
}

void Invariants::on(const LoadModel& load) {
  EngineSeen& engine = engine_at(load.engine);
  if (engine.running > 0) fault("changed the model under running work", 0);
  engine.loading = true;
}

void Invariants::on(const SwitchEngine& turned) {
  EngineSeen& engine = engine_at(turned.engine);
  if (turned.on) return;
  if (engine.running > 0) fault("turned a running engine off", 0);
  engine.up = false;
}

/// A waiting frame must have made way before a newer one of its stream comes in.
void Invariants::note_frame(const Seen& seen) {
  const auto stream = static_cast<std::uint64_t>(seen.request.stream);
  if (!promises_.newest_frame_only || stream == 0) return;
  if (frames_.find(stream) != IdTable::none) {
    fault("two frames of a stream wait", number_in(seen.request.id));
    frames_.erase(stream);
  }
  frames_.insert(stream, static_cast<std::uint32_t>(&seen - seen_.data()));
}

void Invariants::forget_frame(const Seen& seen) {
  const auto stream = static_cast<std::uint64_t>(seen.request.stream);
  if (frames_.find(stream) == static_cast<std::uint32_t>(&seen - seen_.data())) {
    frames_.erase(stream);
  }
}

void Invariants::start(RequestId id, EngineId engine_id, bool resumes) {
  Seen* seen = find(id);
  if (seen == nullptr || seen->state != (resumes ? State::parked : State::waiting)) {
    return fault("started a request that does not wait", number_in(id));
  }
  EngineSeen& engine = engine_at(engine_id);
  const Request& request = seen->request;
  if (resumes && seen->engine != engine_id) fault("resumed elsewhere", number_in(id));
  if (!engine.up || engine.loading) fault("started on an engine that is not up", number_in(id));
  if (!engine.spec.models.has(request.model) ||
      (engine.spec.swaps && engine.loaded != request.model)) {
    fault("started without its model", number_in(id));
  }
  if (engine.spec.where > request.residency) fault("left its residency", number_in(id));
  if (now_ < request.not_before) fault("started before its window", number_in(id));
  seen->cost = costs_.cost(request, engine.spec);
  seen->engine = engine_id;
  seen->state = State::running;
  forget_frame(*seen);
  ++engine.running;
  engine.routine += is_acute(request.work_class) ? 0 : 1;
  engine.cache += seen->cost.cache;
  engine.draw += seen->cost.draw();
  --not_running_[index_of(request.work_class)];
  if (engine.running > engine.spec.slots) fault("more requests than slots", number_in(id));
  if (engine.cache > engine.spec.cache + slack * token)
    fault("more cache than there is", number_in(id));
}

void Invariants::stop(Seen& seen) {
  EngineSeen& engine = engine_at(seen.engine);
  --engine.running;
  engine.routine -= is_acute(seen.request.work_class) ? 0 : 1;
  engine.cache -= seen.cost.cache;
  engine.draw -= seen.cost.draw();
  if (engine.running == 0) {
    engine.cache = Tokens();
    engine.draw = Power();
  }
  ++not_running_[index_of(seen.request.work_class)];
}

void Invariants::end(RequestId id, Seen& seen) {
  if (seen.state == State::running) stop(seen);
  if (seen.state != State::asked) --not_running_[index_of(seen.request.work_class)];
  seen.in_use = false;
  forget_frame(seen);
  const auto row = static_cast<std::uint32_t>(&seen - seen_.data());
  unused_.push_back(row);
  rows_.erase(number_in(id));
  if (is_acute(seen.request.work_class)) std::erase(acute_, row);
}

void Invariants::lose(EngineId engine) {
  if (static_cast<std::size_t>(index_of(engine)) >= engines_.size()) return;
  for (Seen& seen : seen_) {
    if (!seen.in_use || seen.engine != engine) continue;
    if (seen.state == State::running) stop(seen);
    if (seen.state == State::running || seen.state == State::parked) seen.state = State::waiting;
  }
}

bool Invariants::may_wait_for(const EngineSeen& engine, const Seen& acute) const {
  const Request& request = acute.request;
  if (acute.state != State::waiting || now_ < request.not_before) return false;
  if (!engine.up || engine.loading || !engine.spec.can_preempt) return false;
  if (!engine.spec.models.has(request.model) || engine.spec.where > request.residency) return false;
  if (engine.spec.swaps && engine.loaded != request.model) return false;
  if (told_to_wait_[static_cast<std::size_t>(index_of(request.workload))]) return false;
  // With the battery that low the class itself waits.
  const double mark = settings_.power.stops_below[index_of(request.work_class)];
  return mark <= 0 || reading_.charge >= reading_.counted_share * (mark + settings_.power.margin);
}

bool Invariants::could_be_cleared_for(const EngineSeen& engine, const Seen& acute) const {
  // Acute work that fills the engine, the cache or the power by itself holds up more of its kind.
  const Cost cost = costs_.cost(acute.request, engine.spec);
  if (engine.running - engine.routine >= engine.spec.slots) return false;
  Tokens acute_cache;
  Power acute_draw;
  for (const EngineSeen& other : engines_) acute_draw += other.up ? other.spec.idle : Power();
  for (const std::uint32_t row : acute_) {
    const Seen& other = seen_[row];
    if (other.state != State::running) continue;
    acute_draw += other.cost.draw();
    if (&engines_[static_cast<std::size_t>(index_of(other.engine))] == &engine) {
      acute_cache += other.cost.cache;
    }
  }
  return acute_cache + cost.cache <= engine.spec.cache && acute_draw + cost.draw() <= limit();
}

void Invariants::check_inversion() {
  for (EngineSeen& engine : engines_) {
    bool inverted = false;
    std::uint64_t who = 0;
    for (const std::uint32_t row : acute_) {
      const Seen& seen = seen_[row];
      if (engine.routine == 0 || !may_wait_for(engine, seen)) continue;
      inverted = could_be_cleared_for(engine, seen);
      who = number_in(seen.request.id);
      // One that does not fit keeps its turn before other acute ones.
      if (!inverted) break;
    }
    if (!inverted) {
      engine.inverted_since = never;
    } else if (engine.inverted_since == never) {
      engine.inverted_since = now_;
    } else if (between(engine.inverted_since, now_) > engine.spec.quantum) {
      fault("acute request waits behind routine work", who);
      engine.inverted_since = now_;
    }
  }
}

void Invariants::check_draw() {
  if (limit() == unlimited_power) return;
  Power draw;
  bool could_stop = false;
  for (const EngineSeen& engine : engines_) {
    if (!engine.up) continue;
    const Power sum = engine.spec.idle + engine.draw;
    draw += engine.spec.full > Power() ? std::min(engine.spec.full, sum) : sum;
    could_stop = could_stop || (engine.spec.can_preempt && engine.routine > 0);
  }
  if (could_stop && draw > limit() + slack * watt) fault("expected draw is above the limit", 0);
}

void Invariants::check_limits() {
  for (std::size_t i = 0; i < not_running_.size(); ++i) {
    // Work that was running comes back to its queue whatever the queue holds by then.
    std::int64_t slots = 0;
    for (const EngineSeen& engine : engines_) slots += engine.spec.slots + engine.spec.parked_max;
    if (not_running_[i] > settings_.class_limit[i] + slots) fault("queue is over its limit", i);
  }
  if (open() > settings_.max_requests) fault("more requests than the house takes", 0);
}

void Invariants::finish(Instant now, bool all_done) {
  now_ = now;
  if (!all_done) return;
  for (const Seen& seen : seen_) {
    if (seen.in_use) fault("request was lost", number_in(seen.request.id));
  }
}

}  // namespace islet
