#include "sim/engine_rank.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace islet {

EngineRank::EngineRank(const EngineSettings& settings)
    : settings_(settings),
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
  } else if (tokens > settings_.cache_blocks * block_tokens) {
    why = EndState::refused_cache;
  } else if (waiting_.size() >= settings_.waiting_max) {
    why = EndState::refused_queue;
  } else {
    return true;
  }
  return false;
}

void EngineRank::submit(EngineRequest request, Instant now) {
  Sequence& sequence = waiting_.emplace_back();
  sequence.submitted = sequence.started = now;
  std::int64_t ids = 0;
  for (const PrefixRun& run : request.prefix) ids += run.last - run.first + 1;
  const std::int64_t whole = request.prompt_tokens / prefix_block_tokens;
  sequence.shareable = settings_.keeps_prefixes ? static_cast<int>(std::min(ids, whole)) : 0;
  sequence.request = std::move(request);
}

int EngineRank::blocks_due() const {
  // A sequence whose tokens fill its blocks when the step begins needs one more.
  const std::int64_t place = (block_tokens - step_ % block_tokens) % block_tokens;
  return due_[static_cast<std::size_t>(place)];
}

int EngineRank::tokens_held(const Sequence& sequence) const {
  if (!sequence.is_decoding) return sequence.computed;
  const std::int64_t decoded = step_ - sequence.joined + (in_step_ ? 1 : 0);
  return sequence.target + static_cast<int>(decoded);
}

void EngineRank::take_blocks(std::int64_t count) {
  while (free_ < count) {
    cache_.drop_oldest();
    free_ += prefix_blocks;
  }
  free_ -= count;
}

/// Pre-empts until the sequences that run can take what they need. True when it had to.
bool EngineRank::make_room() {
  bool has_sent_back = false;
  while (true) {
    std::int64_t need = blocks_due();
    if (partial_ != none) {
      const Sequence& cut = slots_[static_cast<std::size_t>(partial_)];
      const int chunk = std::min(settings_.token_budget - decoding_, cut.target - cut.computed);
      need += blocks_for(cut.computed + chunk) - blocks_for(cut.computed);
    }
    if (need <= free_blocks()) return has_sent_back;
    send_back(last_);
    has_sent_back = true;
  }
}

StepWork EngineRank::plan(Instant now) {
  CHECK(has_work() && !in_step_);
  chunks_.clear();
  Prefill prefill;
  const bool has_sent_back = make_room();
  if (const int due = blocks_due(); due > 0) take_blocks(due);
  int budget = settings_.token_budget - decoding_;
  if (partial_ != none) {
    const int slot = partial_;
    const Sequence& cut = slots_[static_cast<std::size_t>(slot)];
    const int chunk = std::min(budget, cut.target - cut.computed);
    compute_chunk(slot, chunk, prefill);
    budget -= chunk;
  }
  if (!has_sent_back) admit(now, budget, prefill);

  in_step_ = true;
  planned_decodes_ = decoding_;
  planned_prefill_ = static_cast<int>(prefill.tokens);
  StepWork work;
  work.decode_sequences = decoding_;
  if (decoding_ > 0) {
    work.mean_context = static_cast<double>(context_sum_) / decoding_ * token;
  }
  if (prefill.tokens > 0) {
    work.prefill = prefill.tokens * token;
    work.prompts = prefill.prompts;
    // The one number that gives the same pairs when all prompts are alike.
    work.prefill_cached =
        (prefill.pairs / prefill.tokens - 0.5 * prefill.tokens / prefill.prompts) * token;
  }
  return work;
}

void EngineRank::admit(Instant now, int budget, Prefill& prefill) {
  while (budget > 0 && !waiting_.empty() && running_ < settings_.max_sequences) {
    int used = 0;
    if (!start_first(now, budget, prefill, used)) return;
    budget -= used;
  }
}

/// Starts the first of the queue with at most `budget` tokens; false when there is no room.
bool EngineRank::start_first(Instant now, int budget, Prefill& prefill, int& used) {
  Sequence& first = waiting_.front();
  const int target = first.request.prompt_tokens + first.generated;
  PrefixCache::Hits hits;
  // The last token is always computed, or none would come out.
  const int most = std::min(first.shareable, (target - 1) / prefix_block_tokens);
  if (most > 0) hits = cache_.hits(first.request.prefix, most);
  const int found = hits.blocks * prefix_block_tokens;
  used = std::min(budget, target - found);
  const std::int64_t room = free_ + (cache_.idle() - hits.idle) * prefix_blocks;
  const int wanted = target;
  if (blocks_for(wanted) - blocks_for(found) > room) return false;

  const int slot = empty_slots_.back();
  empty_slots_.pop_back();
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  sequence = std::move(first);
  waiting_.pop_front();
  if (sequence.preemptions == 0) {
    sequence.started = now;
    sequence.reused = found;
  }
  sequence.serial = ++serial_;
  sequence.target = target;
  sequence.computed = found;
  sequence.shared = hits.blocks;
  if (hits.blocks > 0) cache_.take(sequence.request.prefix, 0, hits.blocks);
  sequence.before = last_;
  sequence.behind = none;
  if (last_ != none) slots_[static_cast<std::size_t>(last_)].behind = slot;
  last_ = slot;
  ++running_;
  compute_chunk(slot, used, prefill);
  return true;
}

void EngineRank::compute_chunk(int slot, int tokens, Prefill& prefill) {
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  take_blocks(blocks_for(sequence.computed + tokens) - blocks_for(sequence.computed));
  prefill.tokens += tokens;
  prefill.prompts += 1;
  prefill.pairs += static_cast<double>(tokens) * (sequence.computed + 0.5 * tokens);
  sequence.computed += tokens;
  if (sequence.shareable > sequence.shared) share_blocks(sequence);
  partial_ = sequence.computed < sequence.target ? slot : none;
  chunks_.push_back({slot, sequence.serial, tokens});
}

/// Puts the whole blocks of the prompt that are computed now where later prompts find them.
void EngineRank::share_blocks(Sequence& sequence) {
  const int end = std::min(sequence.shareable, sequence.computed / prefix_block_tokens);
  if (end <= sequence.shared) return;
  const int added = cache_.take(sequence.request.prefix, sequence.shared, end);
  // Computed by another at the same time: one copy is enough.
  free_ += static_cast<std::int64_t>(end - sequence.shared - added) * prefix_blocks;
  sequence.shared = end;
}

/// Takes a sequence out of the running ones and gives its cache back.
void EngineRank::leave(int slot) {
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  free_ += blocks_for(tokens_held(sequence)) - sequence.shared * prefix_blocks;
  if (sequence.shared > 0) cache_.release(sequence.request.prefix, sequence.shared);
  if (sequence.is_decoding) {
    const std::int64_t phase = sequence.target - sequence.joined;
    --due_[static_cast<std::size_t>((phase % block_tokens + block_tokens) % block_tokens)];
    --decoding_;
    context_sum_ -= sequence.target + (step_ - sequence.joined);
    sequence.generated += static_cast<int>(step_ - sequence.joined);
    sequence.energy_j += energy_per_token_ - sequence.energy_mark;
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
  if (partial_ == slot) partial_ = none;
  sequence.serial = 0;
  --running_;
  empty_slots_.push_back(slot);
}

void EngineRank::send_back(int slot) {
  CHECK(slot != none);
  leave(slot);
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  ++sequence.preemptions;
  ++preemptions_;
  sequence.shared = 0;
  waiting_.push_front(std::move(sequence));
}

bool EngineRank::is_later(const Finish& a, const Finish& b) {
  return a.step != b.step ? a.step > b.step : a.serial > b.serial;
}

void EngineRank::push_finish(Finish finish) {
  // What was pre-empted leaves entries behind; they must not pile up.
  if (finishes_.size() >= 4 * slots_.size() + 64) {
    std::erase_if(finishes_, [&](const Finish& each) {
      return slots_[static_cast<std::size_t>(each.slot)].serial != each.serial;
    });
    std::make_heap(finishes_.begin(), finishes_.end(), is_later);
  }
  finishes_.push_back(finish);
  std::push_heap(finishes_.begin(), finishes_.end(), is_later);
}

void EngineRank::join_decoding(int slot) {
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  sequence.is_decoding = true;
  sequence.joined = step_;
  sequence.energy_mark = energy_per_token_;
  ++decoding_;
  context_sum_ += sequence.target;
  const std::int64_t phase = sequence.target - sequence.joined;
  ++due_[static_cast<std::size_t>((phase % block_tokens + block_tokens) % block_tokens)];
  const int left = sequence.request.output_tokens - sequence.generated;
  push_finish({step_ + left - 1, sequence.serial, slot});
}

void EngineRank::finish(Instant end, Energy energy, EngineWatcher& watcher) {
  CHECK(in_step_);
  in_step_ = false;
  const int tokens = planned_decodes_ + planned_prefill_;
  const double energy_each = tokens > 0 ? energy / joule / tokens : 0.0;
  energy_per_token_ += energy_each;
  ++step_;
  context_sum_ += decoding_;
  end_decoders(end, watcher);
  end_prompts(end, energy_each, watcher);
}

void EngineRank::end_decoders(Instant end, EngineWatcher& watcher) {
  while (!finishes_.empty() && finishes_.front().step < step_) {
    const Finish next = finishes_.front();
    std::pop_heap(finishes_.begin(), finishes_.end(), is_later);
    finishes_.pop_back();
    if (slots_[static_cast<std::size_t>(next.slot)].serial != next.serial) continue;
    leave(next.slot);
    report(slots_[static_cast<std::size_t>(next.slot)], EndState::finished, end, watcher);
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
      leave(chunk.slot);
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

bool EngineRank::cancel(std::int64_t number, Instant now, EngineWatcher& watcher) {
  if (const int slot = slot_of(number); slot != none) {
    leave(slot);
    report(slots_[static_cast<std::size_t>(slot)], EndState::cancelled, now, watcher);
    return true;
  }
  const auto found = std::find_if(waiting_.begin(), waiting_.end(), [&](const Sequence& each) {
    return each.request.number == number;
  });
  if (found == waiting_.end()) return false;
  report(*found, EndState::cancelled, now, watcher);
  waiting_.erase(found);
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
                         .energy = sequence.energy_j * joule});
}

}  // namespace islet
