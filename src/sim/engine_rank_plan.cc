// What goes into the next step of an engine's rank: who decodes, whose prompt is read, how far, and
// who must give way. What comes of the step is in engine_rank.cc.
#include <algorithm>
#include <utility>

#include "base/check.h"
#include "sim/engine_rank.h"

namespace islet {

std::int64_t EngineRank::blocks_due(const Decoders& decoders) const {
  // A sequence whose tokens fill its blocks when one of the step's tokens comes needs one more.
  std::int64_t sum = 0;
  for (int token_of = 0; token_of < round_; ++token_of) {
    const std::int64_t at = (decoders.step + token_of) % block_tokens;
    sum += decoders.due[static_cast<std::size_t>((block_tokens - at) % block_tokens)];
  }
  return sum;
}

/// Who decodes in the step that begins.
void EngineRank::choose_decoders() {
  if (decoders_[urgent].count + decoders_[usual].count > 0) {
    over_ += settings_.round_tokens;
    round_ = static_cast<int>(over_);
    over_ -= round_;
  }
  has_urgent_prompts_ = partial_[urgent] != none || !waiting_[urgent].empty();
  let_all_decode();
  if (!settings_.urgent_rule || !has_urgent_prompts_) {
    urgent_misses_ = 0;
    return;
  }
  const UrgentRule& rule = *settings_.urgent_rule;
  decoders_[usual].in_step = false;
  const bool misses = urgent_misses_ < rule.misses_most && urgent_prompts_fill(rule.pause_from);
  urgent_misses_ = misses ? urgent_misses_ + 1 : 0;
  if (misses) decoders_[urgent].in_step = false;
}

void EngineRank::let_all_decode() {
  for (Decoders& decoders : decoders_) decoders.in_step = decoders.count > 0;
}

/// Whether so many tokens of urgent prompts are still to be computed.
bool EngineRank::urgent_prompts_fill(int tokens) const {
  std::int64_t due = 0;
  if (const int slot = partial_[urgent]; slot != none) {
    const Sequence& cut = slots_[static_cast<std::size_t>(slot)];
    due = cut.target - cut.computed;
  }
  for (auto each = waiting_[urgent].begin(); due < tokens && each != waiting_[urgent].end();
       ++each) {
    due += each->request.prompt_tokens + each->generated;
  }
  return due >= tokens;
}

void EngineRank::take_blocks(std::int64_t count) {
  while (free_ < count) {
    cache_.drop_oldest();
    free_ += prefix_blocks;
  }
  free_ -= count;
}

/// What the sequences that run would take in the step that begins.
std::int64_t EngineRank::blocks_wanted() const {
  std::int64_t need = 0;
  int budget = settings_.token_budget;
  for (const Decoders& decoders : decoders_) {
    if (!decoders.in_step) continue;
    need += blocks_due(decoders);
    budget -= settings_.round_width * decoders.count;
  }
  for (const Lane lane : lanes) {
    const int slot = partial_[lane];
    if (slot == none) continue;
    if (lane == usual) budget = std::min(budget, usual_most_);
    const Sequence& cut = slots_[static_cast<std::size_t>(slot)];
    const int chunk = std::min(budget, cut.target - cut.computed);
    need += blocks_for(cut.computed + chunk) - blocks_for(cut.computed);
    budget -= chunk;
  }
  return need;
}

/// Pre-empts until the sequences that run can take what they need. True when it had to.
bool EngineRank::make_room() {
  bool has_sent_back = false;
  while (blocks_wanted() > free_blocks()) {
    if (drop_kept()) continue;
    const int slot = last_of(usual);
    send_back(slot == none ? last_ : slot);
    has_sent_back = true;
  }
  return has_sent_back;
}

/// The one of that lane that started last; `none` when none runs.
int EngineRank::last_of(Lane lane) const {
  int slot = last_;
  while (slot != none && lane_of(slots_[static_cast<std::size_t>(slot)]) != lane) {
    slot = slots_[static_cast<std::size_t>(slot)].before;
  }
  return slot;
}

/// Takes the cache of one that does not run; false when none has any.
bool EngineRank::drop_kept() {
  const auto keeps = [](const Sequence& each) { return each.keeps_cache; };
  const auto parked = std::find_if(parked_.rbegin(), parked_.rend(), keeps);
  if (parked != parked_.rend()) {
    drop_cache(*parked);
    return true;
  }
  for (const Lane lane : {usual, urgent}) {
    // What was resumed stands in front: no more of them than there are places.
    const auto resumed = std::find_if(waiting_[lane].begin(), waiting_[lane].end(), keeps);
    if (resumed == waiting_[lane].end()) continue;
    drop_cache(*resumed);
    return true;
  }
  return false;
}

/// Tokens of prompts that are not urgent in the step that begins.
int EngineRank::usual_prompts_most(Instant now) const {
  if (!settings_.urgent_rule) return settings_.token_budget;
  if (has_urgent_prompts_) return 0;
  StepWork work;
  double context = 0;
  for (const Decoders& decoders : decoders_) {
    if (!decoders.in_step) continue;
    work.decode_sequences += decoders.count;
    context += static_cast<double>(decoders.context_sum);
  }
  if (work.decode_sequences > 0) work.mean_context = context / work.decode_sequences * token;
  const UrgentRule& rule = *settings_.urgent_rule;
  const Duration quantum = pace_.is_quiet(now) ? rule.quiet_quantum : rule.quantum;
  const int decoded = settings_.round_width * static_cast<int>(work.decode_sequences);
  return prompt_tokens_within(deployment_, work, quantum, settings_.token_budget - decoded);
}

/// Their blocks and their part of the step.
void EngineRank::take_decoders(StepWork& work) {
  double context = 0;
  for (const Decoders& decoders : decoders_) {
    if (!decoders.in_step) continue;
    if (const std::int64_t due = blocks_due(decoders); due > 0) take_blocks(due);
    work.decode_sequences += decoders.count;
    context += static_cast<double>(decoders.context_sum);
  }
  planned_decodes_ = static_cast<int>(work.decode_sequences);
  if (planned_decodes_ > 0) work.mean_context = context / work.decode_sequences * token;
}

StepWork EngineRank::plan(Instant now) {
  CHECK(has_work() && !in_step_);
  chunks_.clear();
  Prefill prefill;
  choose_decoders();
  usual_most_ = usual_prompts_most(now);
  const bool has_sent_back = make_room();
  StepWork work;
  take_decoders(work);
  int budget = settings_.token_budget - settings_.round_width * planned_decodes_;
  for (const Lane lane : lanes) {
    if (lane == usual) budget = std::min(budget, usual_most_);
    budget -= go_on(lane, budget, prefill);
    if (!has_sent_back) budget -= admit(lane, now, budget, prefill);
  }
  if (planned_decodes_ == 0 && !(prefill.tokens > 0)) {
    // Urgent prompts for which there is no room hold nobody up.
    let_all_decode();
    make_room();
    take_decoders(work);
  }

  in_step_ = true;
  planned_prefill_ = static_cast<int>(prefill.tokens);
  if (prefill.tokens > 0) {
    work.prefill = prefill.tokens * token;
    work.prompts = prefill.prompts;
    // The one number that gives the same pairs when all prompts are alike.
    work.prefill_cached =
        (prefill.pairs / prefill.tokens - 0.5 * prefill.tokens / prefill.prompts) * token;
  }
  return work;
}

/// Tokens of the lane's cut prompt that go into the step.
int EngineRank::go_on(Lane lane, int budget, Prefill& prefill) {
  const int slot = partial_[lane];
  if (slot == none) return 0;
  const Sequence& cut = slots_[static_cast<std::size_t>(slot)];
  // Urgent prompts may have taken what `make_room` made.
  const std::int64_t room =
      (free_blocks() + blocks_for(cut.computed)) * block_tokens - cut.computed;
  const std::int64_t most = std::min<std::int64_t>(budget, cut.target - cut.computed);
  const int chunk = static_cast<int>(std::min(most, room));
  if (chunk <= 0) return 0;
  compute_chunk(slot, chunk, prefill);
  return chunk;
}

/// Starts what waits, first come first; returns the tokens that went into the step.
int EngineRank::admit(Lane lane, Instant now, int budget, Prefill& prefill) {
  int sum = 0;
  // A prompt that is cut takes all of the budget: those behind it wait.
  while (sum < budget && !waiting_[lane].empty() && partial_[lane] == none) {
    int used = 0;
    const bool has_place = running_ < settings_.max_sequences;
    if (has_place && start_first(lane, now, budget - sum, prefill, used)) {
      sum += used;
    } else if (!force_room(lane)) {
      break;
    }
  }
  return sum;
}

/// An urgent request takes place and cache from the last of the others; false when it cannot.
bool EngineRank::force_room(Lane lane) {
  if (lane != urgent) return false;
  if (running_ < settings_.max_sequences && drop_kept()) return true;
  const int slot = last_of(usual);
  if (slot != none) send_back(slot);
  return slot != none;
}

/// Starts the first of the queue with at most `budget` tokens; false when there is no room.
bool EngineRank::start_first(Lane lane, Instant now, int budget, Prefill& prefill, int& used) {
  std::deque<Sequence>& queue = waiting_[lane];
  Sequence& first = queue.front();
  const int target = first.request.prompt_tokens + first.generated;
  PrefixCache::Hits hits;
  // The last token is always computed, or none would come out.
  const int most = std::min(first.shareable, (target - 1) / prefix_block_tokens);
  const bool may_share = most > 0 && !first.keeps_cache && first.request.cached == 0;
  if (may_share) hits = cache_.hits(first.request.prefix, most);
  int found = first.keeps_cache ? first.computed : hits.blocks * prefix_block_tokens;
  // What comes from another engine takes its room here.
  const bool comes_along = !first.keeps_cache && first.request.cached > 0;
  if (comes_along) found = std::min(first.request.cached, target - 1);
  used = std::min(budget, target - found);
  const std::int64_t room = free_ + (cache_.idle() - hits.idle) * prefix_blocks;
  if (blocks_for(target) - (comes_along ? 0 : blocks_for(found)) > room) return false;
  if (comes_along) take_blocks(blocks_for(found));

  const int slot = empty_slots_.back();
  empty_slots_.pop_back();
  Sequence& sequence = slots_[static_cast<std::size_t>(slot)];
  sequence = std::move(first);
  queue.pop_front();
  if (!sequence.has_started) {
    sequence.has_started = true;
    sequence.started = now;
    sequence.reused = found;
  }
  sequence.serial = ++serial_;
  sequence.target = target;
  sequence.computed = found;
  if (!sequence.keeps_cache) sequence.shared = hits.blocks;
  sequence.keeps_cache = false;
  sequence.request.cached = 0;
  if (sequence.request.adapter != 0) ++adapters_[sequence.request.adapter];
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
  partial_[lane_of(sequence)] = sequence.computed < sequence.target ? slot : none;
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

}  // namespace islet
