#include "sim/engine_rank.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace islet {

EngineRank::EngineRank(const EngineSettings& settings, const Deployment& deployment)
    : settings_(settings),
      deployment_(deployment),
      slots_(static_cast<std::size_t>(settings.max_sequences)),
      free_(settings.cache_blocks) {
  CHECK(settings.max_sequences > 0 && settings.token_budget >= settings.max_sequences);
  CHECK(settings.cache_blocks > 0);
  for (int slot = settings.max_sequences - 1; slot >= 0; --slot) empty_slots_.push_back(slot);
}

bool EngineRank::takes(const EngineRequest& request, EndState& why) const {
  const std::int64_t tokens =
      static_cast<std::int64_t>(request.prompt_tokens) + request.output_tokens;
  if (request.prompt_tokens < 1 || request.output_tokens < 1) {
    why = EndState::refused_empty;
  } else if (settings_.context_max > 0 && tokens > settings_.context_max) {
    why = EndState::refused_context;
  } else if (tokens + settings_.round_width - 1 > settings_.cache_blocks * block_tokens) {
    why = EndState::refused_cache;
  } else if (static_cast<std::size_t>(waiting()) >= settings_.waiting_max) {
    why = EndState::refused_queue;
  } else {
    return true;
  }
  return false;
}

void EngineRank::submit(EngineRequest request, Instant now) {
  Sequence& sequence = waiting_[request.urgent ? urgent : usual].emplace_back();
  sequence.submitted = request.asked.value_or(now);
  if (request.urgent) pace_.came(now);
  sequence.started = now;
  std::int64_t ids = 0;
  for (const PrefixRun& run : request.prefix) ids += run.last - run.first + 1;
  const std::int64_t whole = request.prompt_tokens / prefix_block_tokens;
  sequence.shareable = settings_.keeps_prefixes ? static_cast<int>(std::min(ids, whole)) : 0;
  sequence.generated = request.generated;
  sequence.request = std::move(request);
}

int EngineRank::tokens_held(const Sequence& sequence) const {
  if (!sequence.is_decoding) return sequence.computed;
  const Decoders& decoders = decoders_[lane_of(sequence)];
  const std::int64_t decoded =
      decoders.step - sequence.joined + (in_step_ && decoders.in_step ? round_ : 0);
  return sequence.target + static_cast<int>(decoded);
}

void EngineRank::give_back_cache(Sequence& sequence, int tokens) {
  free_ += blocks_for(tokens) - sequence.shared * prefix_blocks;
  if (sequence.shared > 0) cache_.release(sequence.request.prefix, sequence.shared);
  sequence.shared = 0;
}

/// Of one that kept it without running: it will be computed again.
void EngineRank::drop_cache(Sequence& sequence) {
  give_back_cache(sequence, sequence.computed);
  sequence.computed = 0;
  sequence.keeps_cache = false;
  ++sequence.preemptions;
  ++preemptions_;
}

/// Takes a sequence out of the running ones; its cache stays its own. Returns the tokens in it.
int EngineRank::leave(int slot) {
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  const int held = tokens_held(sequence);
  if (sequence.is_decoding) {
    Decoders& decoders = decoders_of(sequence);
    const std::int64_t phase = sequence.target - sequence.joined;
    const std::int64_t decoded = decoders.step - sequence.joined;
    --decoders.due[static_cast<std::size_t>((phase % block_tokens + block_tokens) % block_tokens)];
    --decoders.count;
    decoders.context_sum -= sequence.target + decoded;
    sequence.generated += static_cast<int>(decoded);
    sequence.energy_j += decoders.energy_per_token - sequence.energy_mark;
    sequence.is_decoding = false;
  }
  if (sequence.before != none) {
    slots_[static_cast<std::size_t>(sequence.before)].behind = sequence.behind;
  }
  if (sequence.behind == none) {
    last_ = sequence.before;
  } else {
    slots_[static_cast<std::size_t>(sequence.behind)].before = sequence.before;
  }
  if (int& cut = partial_[lane_of(sequence)]; cut == slot) cut = none;
  const auto adapter = adapters_.find(sequence.request.adapter);
  if (adapter != adapters_.end() && --adapter->second == 0) adapters_.erase(adapter);
  sequence.serial = 0;
  --running_;
  empty_slots_.push_back(slot);
  return held;
}

void EngineRank::leave_for_good(int slot) {
  const int held = leave(slot);
  give_back_cache(slots_[static_cast<std::size_t>(slot)], held);
}

void EngineRank::send_back(int slot) {
  CHECK(slot != none);
  leave_for_good(slot);
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  ++sequence.preemptions;
  ++preemptions_;
  waiting_[lane_of(sequence)].push_front(std::move(sequence));
}

bool EngineRank::is_later(const Finish& a, const Finish& b) {
  return a.step != b.step ? a.step > b.step : a.serial > b.serial;
}

void EngineRank::push_finish(Decoders& decoders, Finish finish) const {
  std::vector<Finish>& heap = decoders.finishes;
  // What was pre-empted leaves entries behind; they must not pile up.
  if (heap.size() >= 4 * slots_.size() + 64) {
    std::erase_if(heap, [&](const Finish& each) {
      return slots_[static_cast<std::size_t>(each.slot)].serial != each.serial;
    });
    std::make_heap(heap.begin(), heap.end(), is_later);
  }
  heap.push_back(finish);
  std::push_heap(heap.begin(), heap.end(), is_later);
}

void EngineRank::join_decoding(int slot) {
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  Decoders& decoders = decoders_of(sequence);
  sequence.is_decoding = true;
  sequence.joined = decoders.step;
  sequence.energy_mark = decoders.energy_per_token;
  ++decoders.count;
  decoders.context_sum += sequence.target;
  const std::int64_t phase = sequence.target - sequence.joined;
  ++decoders.due[static_cast<std::size_t>((phase % block_tokens + block_tokens) % block_tokens)];
  const int left = sequence.request.output_tokens - sequence.generated;
  push_finish(decoders, {decoders.step + left - 1, sequence.serial, slot});
}

void EngineRank::finish(Instant end, Energy energy, EngineWatcher& watcher) {
  CHECK(in_step_);
  in_step_ = false;
  const int tokens = settings_.round_width * planned_decodes_ + planned_prefill_;
  const double energy_each = tokens > 0 ? energy / joule / tokens : 0.0;
  for (Decoders& decoders : decoders_) {
    if (!decoders.in_step) continue;
    decoders.energy_per_token += settings_.round_width * energy_each;
    decoders.step += round_;
    decoders.context_sum += std::int64_t{round_} * decoders.count;
    end_decoders(decoders, end, watcher);
  }
  end_prompts(end, energy_each, watcher);
}

void EngineRank::end_decoders(Decoders& decoders, Instant end, EngineWatcher& watcher) {
  std::vector<Finish>& heap = decoders.finishes;
  while (!heap.empty() && heap.front().step < decoders.step) {
    const Finish next = heap.front();
    std::pop_heap(heap.begin(), heap.end(), is_later);
    heap.pop_back();
    if (slots_[static_cast<std::size_t>(next.slot)].serial != next.serial) continue;
    leave_for_good(next.slot);
    Sequence& sequence = slots_[static_cast<std::size_t>(next.slot)];
    // The last round may have given more than was asked for.
    sequence.generated = std::min(sequence.generated, sequence.request.output_tokens);
    report(sequence, EndState::finished, end, watcher);
  }
}

void EngineRank::end_prompts(Instant end, double energy_each, EngineWatcher& watcher) {
  for (const Chunk& chunk : chunks_) {
    Sequence& sequence = slots_[static_cast<std::size_t>(chunk.slot)];
    if (sequence.serial != chunk.serial) continue;  // taken out while the step ran
    sequence.energy_j += energy_each * chunk.tokens;
    if (sequence.computed < sequence.target) continue;
    if (sequence.generated++ == 0) sequence.first_token = end;
    if (sequence.generated < sequence.request.output_tokens) {
      join_decoding(chunk.slot);
    } else {
      leave_for_good(chunk.slot);
      report(sequence, EndState::finished, end, watcher);
    }
  }
  chunks_.clear();
}

int EngineRank::slot_of(std::int64_t number) const {
  for (int slot = last_; slot != none; slot = slots_[static_cast<std::size_t>(slot)].before) {
    if (slots_[static_cast<std::size_t>(slot)].request.number == number) return slot;
  }
  return none;
}

bool EngineRank::preempt(std::int64_t number) {
  const int slot = slot_of(number);
  if (slot != none) send_back(slot);
  return slot != none;
}

/// Out of the queue, or from where it is parked; false when it is in neither.
bool EngineRank::take_idle(std::int64_t number, Sequence& out) {
  const auto is_it = [&](const Sequence& each) { return each.request.number == number; };
  const auto parked = std::find_if(parked_.begin(), parked_.end(), is_it);
  if (parked != parked_.end()) {
    out = std::move(*parked);
    parked_.erase(parked);
    return true;
  }
  for (std::deque<Sequence>& queue : waiting_) {
    const auto found = std::find_if(queue.begin(), queue.end(), is_it);
    if (found == queue.end()) continue;
    out = std::move(*found);
    queue.erase(found);
    return true;
  }
  return false;
}

bool EngineRank::cancel(std::int64_t number, Instant now, EngineWatcher& watcher) {
  if (const int slot = slot_of(number); slot != none) {
    leave_for_good(slot);
    report(slots_[static_cast<std::size_t>(slot)], EndState::cancelled, now, watcher);
    return true;
  }
  Sequence idle;
  if (!take_idle(number, idle)) return false;
  if (idle.keeps_cache) give_back_cache(idle, idle.computed);
  report(idle, EndState::cancelled, now, watcher);
  return true;
}

bool EngineRank::park(std::int64_t number) {
  const int slot = slot_of(number);
  if (slot == none) {
    Sequence idle;
    if (!take_idle(number, idle)) return false;
    parked_.push_back(std::move(idle));
    return true;
  }
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  const bool was_decoding = sequence.is_decoding;
  const int held = leave(slot);
  // What the step under way computes for it is lost, and the last token is always computed anew.
  const int target = sequence.request.prompt_tokens + sequence.generated;
  sequence.computed = std::min(was_decoding ? target - 1 : held, target - 1);
  free_ += blocks_for(held) - blocks_for(sequence.computed);
  sequence.keeps_cache = sequence.computed > 0;
  parked_.push_back(std::move(sequence));
  return true;
}

bool EngineRank::resume(std::int64_t number) {
  const auto found = std::find_if(parked_.begin(), parked_.end(), [&](const Sequence& each) {
    return each.request.number == number;
  });
  if (found == parked_.end()) return false;
  Sequence sequence = std::move(*found);
  parked_.erase(found);
  std::deque<Sequence>& queue = waiting_[lane_of(sequence)];
  if (sequence.has_started) {
    queue.push_front(std::move(sequence));
  } else {
    queue.push_back(std::move(sequence));
  }
  return true;
}

void EngineRank::report(const Sequence& sequence, EndState state, Instant end,
                        EngineWatcher& watcher) const {
  watcher.request_ended({.number = sequence.request.number,
                         .state = state,
                         .submitted = sequence.submitted,
                         .started = sequence.started,
                         .first_token = sequence.first_token,
                         .ended = end,
                         .prompt_tokens = sequence.request.prompt_tokens,
                         .output_tokens = sequence.generated,
                         .reused_tokens = sequence.reused,
                         .preemptions = sequence.preemptions,
                         .energy = sequence.energy_j * joule,
                         .tenant = sequence.request.tenant});
}

}  // namespace islet
