#include "sim/trace_world.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace islet {
namespace {

Instant goal_at(Instant arrival, Duration within) {
  return within == no_goal ? never : after_or_never(arrival, within);
}

}  // namespace

TraceWorld::TraceWorld(RequestSource& requests, const Deployment& deployment,
                       const ServingSetup& setup, const TraceScheduling& scheduling,
                       ServingMetrics& metrics)
    : requests_(requests),
      setup_(setup),
      scheduling_(scheduling),
      metrics_(metrics),
      costs_(deployment, setup.engine, scheduling.usual) {
  acute_first_ = puts_acute_first(scheduling.policy);
  CHECK(setup.replicas > 0 && setup.replicas <= max_engines);
  EngineSettings settings = setup.engine;
  scheduler_settings_ = scheduling.settings;
  if (acute_first_ && scheduling.has_acute) {
    put_acute_first(deployment, scheduling.usual, settings, scheduler_settings_);
  }
  for (int replica = 0; replica < setup.replicas; ++replica) {
    engines_.emplace_back(deployment, settings, *this, replica);
    if (settings.adapters) shelves_.emplace_back(settings.adapters->slots, settings.adapters->load);
  }
  for (int each = 0; each < setup.prompt_replicas; ++each) {
    prompt_engines_.emplace_back(deployment, settings, *this, setup.replicas + each);
  }
  read_row();
}

EngineUse TraceWorld::use() const {
  EngineUse sum;
  for (const BatchEngine& engine : engines_) sum += engine.use();
  for (const BatchEngine& engine : prompt_engines_) sum += engine.use();
  return sum;
}

std::int64_t TraceWorld::adapter_loads() const {
  std::int64_t sum = 0;
  for (const AdapterShelf& shelf : shelves_) sum += shelf.loads();
  return sum;
}

EngineSpec TraceWorld::spec_of(int engine) const {
  const double cache = static_cast<double>(setup_.engine.cache_blocks) * block_tokens;
  EngineSpec spec;
  spec.id = EngineId{static_cast<std::uint8_t>(engine)};
  spec.models.add(ModelId{});
  spec.slots = setup_.engine.max_sequences * setup_.engine.ranks;
  spec.cache = cache * setup_.engine.ranks * token;
  spec.parked_max = spec.slots;
  spec.parked_cache = scheduling_.parked_share * spec.cache;
  return spec;
}

void TraceWorld::read_row() {
  has_row_ = requests_.next(row_);
  CHECK(!has_row_ || row_.arrival >= now_);
}

void TraceWorld::refuse(const TraceRequest& row, EndState state) {
  RequestOutcome outcome;
  outcome.number = static_cast<std::int64_t>(number_++);
  outcome.state = state;
  outcome.submitted = outcome.started = outcome.first_token = outcome.ended = row.arrival;
  outcome.prompt_tokens = row.prompt_tokens;
  outcome.work_class = row.work_class;
  outcome.tenant = row.tenant;
  metrics_.request_ended(outcome);
  has_row_ = requests_.ended(now_, row_, has_row_) || has_row_;
}

/// The row at hand as the scheduler is told of it: how long its reply will be is not known.
Event TraceWorld::arrival_event() {
  Request request;
  request.id = RequestId{number_};
  request.work_class = row_.work_class;
  request.tenant = TenantId{row_.tenant};
  request.prompt = row_.prompt_tokens * token;
  request.reply = scheduling_.usual.reply;
  request.first_token_by = goal_at(row_.arrival, row_.first_token_within);
  request.deadline = goal_at(row_.arrival, row_.within);
  std::uint32_t at = static_cast<std::uint32_t>(open_.size());
  if (unused_.empty()) {
    open_.emplace_back();
  } else {
    at = unused_.back();
    unused_.pop_back();
  }
  open_[at] = Open();
  Open& open = open_[at];
  open.row = row_;
  open.so_far.number = static_cast<std::int64_t>(number_);
  open.so_far.submitted = open.so_far.started = row_.arrival;
  open.so_far.prompt_tokens = row_.prompt_tokens;
  open.so_far.work_class = row_.work_class;
  open.so_far.tenant = row_.tenant;
  rows_.insert(number_++, at);
  return RequestArrives{request};
}

/// The row at hand has come; nothing when no engine can ever serve it.
std::optional<TimedEvent> TraceWorld::take_row() {
  const EngineRequest asked{0, row_.prompt_tokens, row_.output_tokens, {}};
  const std::optional<EndState> refusal = engines_.front().refusal(asked);
  if (refusal) {
    const TraceRequest refused = row_;
    read_row();
    refuse(refused, *refusal);
    return std::nullopt;
  }
  TimedEvent event{now_, arrival_event()};
  read_row();
  return event;
}

/// Where no step is under way one begins now; returns when the first of all ends.
Instant TraceWorld::begin_steps() {
  Instant first_end = never;
  for (std::deque<BatchEngine>* row : {&engines_, &prompt_engines_}) {
    for (BatchEngine& engine : *row) {
      engine.begin(now_);
      Instant next = engine.next_event().value_or(never);
      if (next == never && engine.has_work()) next = after(Instant(), setup_.engine.start_up);
      first_end = std::min(first_end, next);
    }
  }
  return first_end;
}

/// What the scheduler is to be told of at this moment.
std::optional<TimedEvent> TraceWorld::told_now() {
  if (engines_up_ < setup_.replicas) return TimedEvent{now_, EngineUp{spec_of(engines_up_++)}};
  if (!done_.empty()) {
    const RequestId id = done_.front();
    done_.pop_front();
    return TimedEvent{now_, RequestDone{id}};
  }
  while (has_row_ && row_.arrival == now_) {
    if (std::optional<TimedEvent> event = take_row()) return event;
  }
  return std::nullopt;
}

std::optional<TimedEvent> TraceWorld::next(Instant wake) {
  while (true) {
    if (std::optional<TimedEvent> event = told_now()) return event;
    bring_in(now_);
    // All that happens now has happened: from here on time passes.
    const Instant step_end = begin_steps();
    const Instant arrival = has_row_ ? row_.arrival : never;
    if (arrival == never && step_end == never && rows_.size() == 0) return std::nullopt;
    const Instant comes = coming_.empty() ? never : coming_.begin()->first.first;
    now_ = std::min({arrival, step_end, comes, wake});
    CHECK(now_ != never);
    if (step_end <= now_) {
      for (BatchEngine& engine : engines_) engine.advance(now_);
      for (BatchEngine& engine : prompt_engines_) engine.advance(now_);
    } else if (comes > now_ && wake == now_) {
      return TimedEvent{now_, Tick{}};
    }
  }
}

/// Null when it has ended in this very moment, before the scheduler was told.
TraceWorld::Open* TraceWorld::open_row(RequestId id) {
  const std::uint32_t at = rows_.find(number_in(id));
  return at == IdTable::none ? nullptr : &open_[at];
}

/// Adds what one stay on an engine gave to what the others gave before.
void TraceWorld::add_stay(Open& open, const RequestOutcome& stay) {
  RequestOutcome& sum = open.so_far;
  if (!open.has_run) {
    sum.started = stay.started;
    sum.reused_tokens = stay.reused_tokens;
  }
  open.has_run = true;
  if (!open.has_token && stay.output_tokens > 0) sum.first_token = stay.first_token;
  open.has_token = stay.output_tokens > 0;
  sum.output_tokens = stay.output_tokens;
  sum.preemptions += stay.preemptions;
  sum.energy += stay.energy;
}

void TraceWorld::request_ended(const RequestOutcome& outcome) {
  if (outcome.state != EndState::finished) {
    stay_ = outcome;
    return;
  }
  const RequestId id{static_cast<std::uint64_t>(outcome.number)};
  Open* open = open_row(id);
  CHECK(open != nullptr);
  add_stay(*open, outcome);
  if (open->prompts_at >= 0) {
    open->prompts_at = -1;
    if (open->row.output_tokens > 1) return prompt_ended(id, *open, outcome);
  }
  end(id, EndState::finished, outcome.ended);
  done_.push_back(id);
}

void TraceWorld::end(RequestId id, EndState state, Instant now) {
  const std::uint32_t at = rows_.find(number_in(id));
  if (at == IdTable::none) return;
  Open& open = open_[at];
  RequestOutcome& outcome = open.so_far;
  outcome.state = state;
  outcome.ended = now;
  if (!open.has_run) outcome.started = now;
  if (!open.has_token) outcome.first_token = now;
  outcome.is_late = outcome.first_token > goal_at(open.row.arrival, open.row.first_token_within) ||
                    now > goal_at(open.row.arrival, open.row.within);
  metrics_.request_ended(outcome);
  rows_.erase(number_in(id));
  unused_.push_back(at);
  has_row_ = requests_.ended(now, row_, has_row_) || has_row_;
}

EngineRequest TraceWorld::engine_request(RequestId id, const Open& open) const {
  EngineRequest request{static_cast<std::int64_t>(number_in(id)), open.row.prompt_tokens,
                        open.row.output_tokens, open.row.prefix};
  request.urgent = acute_first_ && is_acute(open.row.work_class);
  request.generated = open.so_far.output_tokens;
  request.adapter = open.row.adapter;
  request.tenant = open.row.tenant;
  return request;
}

void TraceWorld::start(RequestId id, int engine, Instant now) {
  Open* open = open_row(id);
  if (open == nullptr) return;
  open->engine = engine;
  if (computes_prompt(id, *open, now) || waits_for_adapter(id, *open, now)) return;
  engines_[static_cast<std::size_t>(engine)].submit(engine_request(id, *open), now);
}

/// Gives it to the engine for prompts with the least to do; false when its place is enough.
bool TraceWorld::computes_prompt(RequestId id, Open& open, Instant now) {
  if (prompt_engines_.empty() || open.so_far.output_tokens > 0) return false;
  const auto least = std::ranges::min_element(prompt_engines_, {}, &BatchEngine::load);
  open.prompts_at = static_cast<int>(least - prompt_engines_.begin());
  EngineRequest request = engine_request(id, open);
  request.output_tokens = 1;
  least->submit(std::move(request), now);
  return true;
}

bool TraceWorld::waits_for_adapter(RequestId id, Open& open, Instant now) {
  if (shelves_.empty() || open.row.adapter == 0) return false;
  const Instant ready =
      shelves_[static_cast<std::size_t>(open.engine)].ready(open.row.adapter, now);
  if (ready <= now) return false;
  let_come(id, open, ready);
  return true;
}

void TraceWorld::let_come(RequestId id, Open& open, Instant at) {
  open.comes = at;
  coming_.emplace(std::pair(at, coming_order_++), id);
}

/// Its prompt was computed: what is in the cache goes to the replica.
///
///     comes to the replica = first token + prompt tokens * transfer of a token's cache
///
/// Valid for   a link that carries transfers side by side; caches that are sent when whole
/// Leaves out  sending layer by layer while the prompt is computed; a link that is full; the
///             adapter at the engines for prompts, which is loaded at the replica meanwhile
/// Source      as sim/serve_trace.cc
void TraceWorld::prompt_ended(RequestId id, Open& open, const RequestOutcome& outcome) {
  const Duration on_the_way = static_cast<double>(open.row.prompt_tokens) * setup_.transfer;
  Instant at = after(outcome.ended, on_the_way);
  if (!shelves_.empty() && open.row.adapter != 0) {
    AdapterShelf& shelf = shelves_[static_cast<std::size_t>(open.engine)];
    at = std::max(at, shelf.ready(open.row.adapter, outcome.ended));
  }
  let_come(id, open, at);
}

/// Those whose adapter or cache has come go on at their replicas.
void TraceWorld::bring_in(Instant now) {
  while (!coming_.empty() && coming_.begin()->first.first <= now) {
    const RequestId id = coming_.begin()->second;
    const Instant at = coming_.begin()->first.first;
    coming_.erase(coming_.begin());
    Open* open = open_row(id);
    // It may have left and be on its way anew.
    if (open == nullptr || open->comes != at) continue;
    open->comes = never;
    EngineRequest request = engine_request(id, *open);
    if (!prompt_engines_.empty() && request.generated > 0) request.cached = request.prompt_tokens;
    engines_[static_cast<std::size_t>(open->engine)].submit(std::move(request), now);
  }
}

/// Takes it from where it is before its replica; false when it is there. What was on its way is
/// lost, the tokens that came out are not.
bool TraceWorld::leave_apart(RequestId id, Open& open, Instant now) {
  const bool is_coming = open.comes != never;
  open.comes = never;
  if (open.prompts_at < 0) return is_coming;
  BatchEngine& engine = prompt_engines_[static_cast<std::size_t>(open.prompts_at)];
  CHECK(engine.cancel(static_cast<std::int64_t>(number_in(id)), now));
  add_stay(open, stay_);
  open.prompts_at = -1;
  return true;
}

void TraceWorld::take_out(Open& open, RequestId id, Instant now) {
  if (open.engine < 0) return;
  BatchEngine& engine = engines_[static_cast<std::size_t>(open.engine)];
  open.engine = -1;
  if (std::exchange(open.is_apart, false) || leave_apart(id, open, now)) return;
  CHECK(engine.cancel(static_cast<std::int64_t>(number_in(id)), now));
  add_stay(open, stay_);
}

void TraceWorld::stop(RequestId id, bool parks, Instant now) {
  Open* open = open_row(id);
  if (open == nullptr) return;
  ++open->so_far.preemptions;
  if (!parks) return take_out(*open, id, now);
  open->is_apart = leave_apart(id, *open, now);
  if (open->is_apart) return;
  BatchEngine& engine = engines_[static_cast<std::size_t>(open->engine)];
  CHECK(engine.park(static_cast<std::int64_t>(number_in(id))));
}

void TraceWorld::resume(RequestId id, Instant now) {
  Open* open = open_row(id);
  if (open == nullptr) return;
  if (open->is_apart) {
    open->is_apart = false;
    return start(id, open->engine, now);
  }
  BatchEngine& engine = engines_[static_cast<std::size_t>(open->engine)];
  CHECK(engine.resume(static_cast<std::int64_t>(number_in(id)), now));
}

void TraceWorld::carry_out(Instant now, std::span<const Decision> decisions) {
  for (const Decision& decision : decisions) {
    if (const auto* reject = std::get_if<Reject>(&decision)) {
      end(reject->request, EndState::turned_away, now);
    } else if (const auto* over = std::get_if<End>(&decision)) {
      if (Open* open = open_row(over->request)) take_out(*open, over->request, now);
      end(over->request,
          over->reason == Reason::deadline_passed ? EndState::expired : EndState::cancelled, now);
    } else if (const auto* begin = std::get_if<Start>(&decision)) {
      start(begin->request, index_of(begin->engine), now);
    } else if (const auto* preempt = std::get_if<Preempt>(&decision)) {
      stop(preempt->request, preempt->parks, now);
    } else if (const auto* resumed = std::get_if<Resume>(&decision)) {
      resume(resumed->request, now);
    }
  }
}

}  // namespace islet
