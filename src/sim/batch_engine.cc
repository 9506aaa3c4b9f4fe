#include "sim/batch_engine.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "perf/drafted_step.h"

namespace islet {
namespace {

// A request that waits weighs as much as four in work, as in vLLM's balancer.
constexpr int waiting_weight = 4;

/// Most tokens of a draft: a round stays within one block of the cache.
constexpr int draft_most = block_tokens - 1;

EngineSettings with_rounds(EngineSettings settings) {
  if (!settings.drafting) return settings;
  const Drafting& drafting = *settings.drafting;
  CHECK(drafting.length >= 1 && drafting.length <= draft_most);
  settings.round_tokens = tokens_per_round(drafting.acceptance, drafting.length);
  settings.round_width = drafting.length + 1;
  settings.token_budget =
      std::max(settings.token_budget, settings.round_width * settings.max_sequences);
  return settings;
}

int load_of(const EngineRank& rank) { return waiting_weight * rank.waiting() + rank.running(); }

}  // namespace

EngineUse& EngineUse::operator+=(const EngineUse& more) {
  steps += more.steps;
  busy += more.busy;
  working += more.working;
  idle += more.idle;
  waited += more.waited;
  cache_held += more.cache_held;
  waiting_most = std::max(waiting_most, more.waiting_most);
  return *this;
}

BatchEngine::BatchEngine(const Deployment& deployment, const EngineSettings& settings,
                         EngineWatcher& watcher, int number)
    : deployment_(deployment),
      watcher_(watcher),
      settings_(with_rounds(settings)),
      up_(after(Instant(), settings.start_up)),
      number_(number),
      works_(static_cast<std::size_t>(settings.ranks)),
      powers_(static_cast<std::size_t>(settings.ranks)),
      wants_steps_(watcher.wants_steps()) {
  CHECK(settings.ranks > 0);
  for (int rank = 0; rank < settings.ranks; ++rank) ranks_.emplace_back(settings_, deployment_);
  ready_ = up_;
}

bool BatchEngine::has_work() const {
  return std::any_of(ranks_.begin(), ranks_.end(),
                     [](const EngineRank& rank) { return rank.has_work(); });
}

int BatchEngine::load() const {
  int sum = 0;
  for (const EngineRank& rank : ranks_) sum += load_of(rank);
  return sum;
}

std::int64_t BatchEngine::preemptions() const {
  std::int64_t sum = 0;
  for (const EngineRank& rank : ranks_) sum += rank.preemptions();
  return sum;
}

std::optional<EndState> BatchEngine::refusal(const EngineRequest& request) const {
  EndState why = EndState::finished;
  if (ranks_.front().takes(request, why)) return std::nullopt;
  return why;
}

void BatchEngine::submit(EngineRequest request, Instant now) {
  std::size_t least = 0;
  for (std::size_t rank = 1; rank < ranks_.size(); ++rank) {
    if (load_of(ranks_[rank]) < load_of(ranks_[least])) least = rank;
  }
  EndState why = EndState::finished;
  if (!ranks_[least].takes(request, why)) {
    watcher_.request_ended({.number = request.number,
                            .state = why,
                            .submitted = now,
                            .started = now,
                            .first_token = now,
                            .ended = now,
                            .prompt_tokens = request.prompt_tokens,
                            .energy = {},
                            .tenant = request.tenant});
    return;
  }
  if (!is_running_ && !has_work()) ready_ = std::max(now, up_);
  ranks_[least].submit(std::move(request), now);
}

bool BatchEngine::preempt(std::int64_t number) {
  return std::any_of(ranks_.begin(), ranks_.end(),
                     [&](EngineRank& rank) { return rank.preempt(number); });
}

bool BatchEngine::cancel(std::int64_t number, Instant now) {
  return std::any_of(ranks_.begin(), ranks_.end(),
                     [&](EngineRank& rank) { return rank.cancel(number, now, watcher_); });
}

bool BatchEngine::park(std::int64_t number) {
  return std::any_of(ranks_.begin(), ranks_.end(),
                     [&](EngineRank& rank) { return rank.park(number); });
}

bool BatchEngine::resume(std::int64_t number, Instant now) {
  if (!is_running_ && !has_work()) ready_ = std::max(now, up_);
  return std::any_of(ranks_.begin(), ranks_.end(),
                     [&](EngineRank& rank) { return rank.resume(number); });
}

std::optional<Instant> BatchEngine::next_event() const {
  if (!is_running_) return std::nullopt;
  return ends_;
}

void BatchEngine::advance(Instant now) {
  while (true) {
    if (!is_running_) {
      if (ready_ >= now || !has_work()) return;
      begin_step(ready_);
    }
    if (ends_ > now) return;
    end_step();
  }
}

void BatchEngine::begin(Instant now) {
  if (is_running_ || !has_work() || now < up_) return;
  CHECK(now >= ready_);
  begin_step(now);
}

StepCost BatchEngine::cost_of(const StepWork& work, const EngineRank& rank) const {
  StepCost cost = settings_.drafting ? drafted_round(deployment_, *settings_.drafting, work)
                                     : deployment_.step(work);
  if (settings_.adapters && rank.adapters() > 0) {
    const AdapterService& service = *settings_.adapters;
    const double tokens = work.prefill / token + work.decode_sequences;
    const AdapterUse use{tokens, std::min<double>(tokens, rank.adapters())};
    cost.time +=
        adapter_step_time(service.model, service.device, service.layout, service.largest, use);
  }
  return cost;
}

/// Chooses the work of every rank; the step takes as long as the busiest one needs.
Duration BatchEngine::plan_ranks(Instant at) {
  double tokens = 0;
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    works_[rank] = ranks_[rank].has_work() ? ranks_[rank].plan(at) : StepWork{};
    tokens += works_[rank].prefill / token + works_[rank].decode_sequences;
  }
  Duration longest;
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    works_[rank].group_tokens = ranks_.size() > 1 ? tokens : 0.0;
    const StepCost cost = cost_of(works_[rank], ranks_[rank]);
    longest = std::max(longest, cost.time);
    powers_[rank] = cost.board_power * deployment_.devices();
  }
  return longest;
}

void BatchEngine::begin_step(Instant at) {
  const Duration idle = between(use_.steps > 0 ? ends_ : at, at);
  use_.idle +=
      static_cast<double>(ranks_.size()) * deployment_.devices() * deployment_.idle_power() * idle;
  began_ = at;
  const Duration time = plan_ranks(at);
  ends_ = std::max(after(at, time), Instant(at.nanoseconds() + 1));
  is_running_ = true;
  ++use_.steps;
  waiting_ = 0;
  held_ = 0;
  for (const EngineRank& rank : ranks_) {
    waiting_ += rank.waiting();
    const auto free = static_cast<double>(rank.free_blocks());
    held_ += 1 - free / static_cast<double>(settings_.cache_blocks);
  }
  held_ /= static_cast<double>(ranks_.size());
  use_.waiting_most = std::max(use_.waiting_most, waiting_);
  if (!wants_steps_) return;
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    const EngineRank& each = ranks_[rank];
    watcher_.step_begun({.replica = number_,
                         .rank = static_cast<int>(rank),
                         .begin = began_,
                         .end = ends_,
                         .decode_sequences = static_cast<int>(works_[rank].decode_sequences),
                         .prefill_tokens = static_cast<int>(works_[rank].prefill / token),
                         .waiting = each.waiting(),
                         .free_blocks = each.free_blocks(),
                         .power = powers_[rank]});
  }
}

void BatchEngine::end_step() {
  is_running_ = false;
  ready_ = ends_;
  const Duration time = between(began_, ends_);
  use_.busy += time;
  use_.waited += waiting_ * time;
  use_.cache_held += held_ * time;
  for (std::size_t rank = 0; rank < ranks_.size(); ++rank) {
    const Energy energy = powers_[rank] * time;
    use_.working += energy;
    if (ranks_[rank].is_in_step()) ranks_[rank].finish(ends_, energy, watcher_);
  }
}

}  // namespace islet
