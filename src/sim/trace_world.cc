#include "sim/trace_world.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace islet {
namespace {

Instant goal_at(Instant arrival, Duration within) {
  return within == no_goal ? never : after_or_never(arrival, within);
}

constexpr int most_routine_tokens = 192;
constexpr double places_kept = 1.0 / 2;

bool puts_acute_first(const std::string& policy) {
  const Policies policies = make_policies(policy);
  CHECK(policies.order);
  return policies.order->puts_acute_first();
}

}  // namespace

void put_acute_first(EngineSettings& engine, SchedulerSettings& scheduler) {
  engine.beside_urgent = 0;
  engine.usual_chunk = std::clamp(engine.token_budget / 4, 1, most_routine_tokens);
  engine.urgent_prompts_pause = true;
  scheduler.acute_slots = static_cast<int>(places_kept * engine.max_sequences * engine.ranks);
}

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
  if (acute_first_ && scheduling.has_acute) put_acute_first(settings, scheduler_settings_);
  for (int replica = 0; replica < setup.replicas; ++replica) {
    engines_.emplace_back(deployment, settings, *this, replica);
  }
  read_row();
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
  Open& open = open_[at];
  open.row = row_;
  open.so_far = RequestOutcome{};
  open.so_far.number = static_cast<std::int64_t>(number_);
  open.so_far.submitted = open.so_far.started = row_.arrival;
  open.so_far.prompt_tokens = row_.prompt_tokens;
  open.so_far.work_class = row_.work_class;
  open.engine = -1;
  open.has_run = open.has_token = false;
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
  for (BatchEngine& engine : engines_) {
    engine.begin(now_);
    first_end = std::min(first_end, engine.next_event().value_or(never));
  }
  return first_end;
}

std::optional<TimedEvent> TraceWorld::next(Instant wake) {
  if (engines_up_ < setup_.replicas) return TimedEvent{now_, EngineUp{spec_of(engines_up_++)}};
  while (true) {
    if (!done_.empty()) {
      const RequestId id = done_.front();
      done_.pop_front();
      return TimedEvent{now_, RequestDone{id}};
    }
    if (has_row_ && row_.arrival == now_) {
      if (std::optional<TimedEvent> event = take_row()) return event;
      continue;
    }
    // All that happens now has happened: from here on time passes.
    const Instant step_end = begin_steps();
    const Instant arrival = has_row_ ? row_.arrival : never;
    if (arrival == never && step_end == never && rows_.size() == 0) return std::nullopt;
    now_ = std::min({arrival, step_end, wake});
    CHECK(now_ != never);
    if (step_end <= now_) {
      for (BatchEngine& engine : engines_) engine.advance(now_);
    } else if (wake == now_) {
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

void TraceWorld::start(RequestId id, int engine, Instant now) {
  Open* open = open_row(id);
  if (open == nullptr) return;
  open->engine = engine;
  EngineRequest request{static_cast<std::int64_t>(number_in(id)), open->row.prompt_tokens,
                        open->row.output_tokens, open->row.prefix};
  request.urgent = acute_first_ && is_acute(open->row.work_class);
  request.generated = open->so_far.output_tokens;
  engines_[static_cast<std::size_t>(engine)].submit(std::move(request), now);
}

void TraceWorld::take_out(Open& open, RequestId id, Instant now) {
  if (open.engine < 0) return;
  BatchEngine& engine = engines_[static_cast<std::size_t>(open.engine)];
  CHECK(engine.cancel(static_cast<std::int64_t>(number_in(id)), now));
  add_stay(open, stay_);
  open.engine = -1;
}

void TraceWorld::stop(RequestId id, bool parks, Instant now) {
  Open* open = open_row(id);
  if (open == nullptr) return;
  ++open->so_far.preemptions;
  if (!parks) return take_out(*open, id, now);
  BatchEngine& engine = engines_[static_cast<std::size_t>(open->engine)];
  CHECK(engine.park(static_cast<std::int64_t>(number_in(id))));
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
    } else if (const auto* resume = std::get_if<Resume>(&decision)) {
      if (open_row(resume->request) == nullptr) continue;
      BatchEngine& engine = engines_[static_cast<std::size_t>(index_of(resume->engine))];
      CHECK(engine.resume(static_cast<std::int64_t>(number_in(resume->request)), now));
    }
  }
}

ServingRun serve_scheduled_trace(RequestSource& requests, const Deployment& deployment,
                                 const ServingSetup& setup, const TraceScheduling& scheduling,
                                 EngineWatcher* watcher) {
  ServingMetrics metrics(after(Instant(), setup.warm_up), watcher, true);
  TraceWorld world(requests, deployment, setup, scheduling, metrics);
  Scheduler scheduler(world.scheduler_settings(), make_policies(scheduling.policy), {},
                      world.costs());
  serve(world, world, scheduler);

  ServingRun run;
  run.summary = metrics.summary();
  run.span = between(Instant(), run.summary.last_end);
  run.boards = setup.replicas * setup.engine.ranks * deployment.devices();
  for (const BatchEngine& engine : world.engines()) run.use += engine.use();
  run.policy = scheduling.policy;
  run.tally = scheduler.tally();
  return run;
}

}  // namespace islet
