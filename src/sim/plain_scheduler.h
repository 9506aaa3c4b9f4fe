// The scheduler of an engine written down step by step and sequence by sequence, as slow as it is
// plain: what `EngineRank` is held against. For tests only.
#pragma once

#include <algorithm>
#include <deque>
#include <limits>
#include <list>
#include <map>
#include <set>
#include <vector>

#include "base/check.h"
#include "perf/step_time.h"
#include "sim/engine_rank.h"
#include "sim/trace.h"

namespace islet {

struct PlainResult {
  std::vector<RequestOutcome> ended;
  std::int64_t steps = 0;
  std::int64_t preemptions = 0;
};

/// One rank, all requests of a trace.
class PlainScheduler {
 public:
  PlainScheduler(const Deployment& deployment, const EngineSettings& settings)
      : deployment_(deployment), settings_(settings), free_(settings.cache_blocks) {}

  PlainResult run(std::vector<TraceRequest> trace) {
    for (std::size_t at = 0; at < trace.size(); ++at) all_.push_back({trace[at], at});
    std::size_t next = 0;
    Instant now;
    while (next < all_.size() || !waiting_.empty() || !running_.empty()) {
      if (waiting_.empty() && running_.empty()) now = std::max(now, all_[next].request.arrival);
      while (next < all_.size() && all_[next].request.arrival <= now) {
        waiting_.push_back(&all_[next++]);
      }
      now = step(now);
    }
    return result_;
  }

 private:
  struct One {
    TraceRequest request;
    std::size_t number = 0;
    int computed = 0;
    int generated = 0;
    int scheduled = 0;      ///< tokens of the step under way
    int own_blocks = 0;     ///< of 16 tokens
    int shared_blocks = 0;  ///< of 512 tokens
    bool has_started = false;
    RequestOutcome outcome{};

    int target() const { return request.prompt_tokens + generated; }
    std::vector<std::int64_t> ids() const {
      std::vector<std::int64_t> all;
      for (const PrefixRun& run : request.prefix) {
        for (std::int64_t id = run.first; id <= run.last; ++id) all.push_back(id);
      }
      all.resize(std::min(all.size(),
                          static_cast<std::size_t>(request.prompt_tokens / prefix_block_tokens)));
      return all;
    }
  };

  static constexpr int large = prefix_block_tokens / block_tokens;
  static int blocks(int tokens) { return (tokens + block_tokens - 1) / block_tokens; }

  std::int64_t room() const { return free_ + static_cast<std::int64_t>(idle_.size()) * large; }

  void take(std::int64_t count) {
    while (free_ < count) {
      uses_.erase(idle_.front());
      idle_.pop_front();
      free_ += large;
    }
    free_ -= count;
  }

  void use(std::int64_t id) {
    if (uses_[id]++ == 0) idle_.remove(id);
  }

  void give_back(One& one) {
    free_ += one.own_blocks;
    const std::vector<std::int64_t> ids = one.ids();
    for (int at = one.shared_blocks - 1; at >= 0; --at) {
      const std::int64_t id = ids[static_cast<std::size_t>(at)];
      if (--uses_[id] == 0) idle_.push_back(id);
    }
    one.own_blocks = one.shared_blocks = one.computed = one.scheduled = 0;
  }

  /// False when there is no room for that many tokens more.
  bool allocate(One& one, int tokens) {
    const int need = blocks(one.computed + tokens) - blocks(one.computed);
    if (need > room()) return false;
    take(need);
    one.own_blocks += need;
    one.scheduled = tokens;
    return true;
  }

  void share(One& one) {
    const std::vector<std::int64_t> ids = one.ids();
    while (one.shared_blocks < static_cast<int>(ids.size()) &&
           (one.shared_blocks + 1) * prefix_block_tokens <= one.computed + one.scheduled) {
      const std::int64_t id = ids[static_cast<std::size_t>(one.shared_blocks++)];
      const bool is_there = uses_.contains(id);
      use(id);
      one.own_blocks -= large;
      if (is_there) free_ += large;
    }
  }

  bool start(One& one, Instant now, int budget) {
    const std::vector<std::int64_t> ids = one.ids();
    std::size_t hits = 0;
    std::int64_t idle_hits = 0;
    const int most = (one.target() - 1) / prefix_block_tokens;
    while (hits < ids.size() && static_cast<int>(hits) < most && uses_.contains(ids[hits])) {
      idle_hits += uses_[ids[hits++]] == 0 ? 1 : 0;
    }
    const int found = static_cast<int>(hits) * prefix_block_tokens;
    if (blocks(one.target()) - blocks(found) > room() - idle_hits * large) return false;
    for (std::size_t at = 0; at < hits; ++at) use(ids[at]);
    one.computed = found;
    one.shared_blocks = static_cast<int>(hits);
    if (!one.has_started) {
      one.outcome.started = now;
      one.outcome.reused_tokens = found;
      one.has_started = true;
    }
    CHECK(allocate(one, std::min(budget, one.target() - found)));
    share(one);
    return true;
  }

  StepWork plan(Instant now) {
    int budget = settings_.token_budget;
    bool has_sent_back = false;
    for (One* one : running_) one->scheduled = 0;
    for (std::size_t at = 0; at < running_.size(); ++at) {
      One& one = *running_[at];
      const int tokens = std::min(budget, one.target() - one.computed);
      bool is_gone = false;
      while (!allocate(one, tokens)) {
        One* last = running_.back();
        running_.pop_back();
        give_back(*last);
        ++last->outcome.preemptions;
        ++result_.preemptions;
        waiting_.push_front(last);
        has_sent_back = true;
        is_gone = last == &one;
        if (is_gone) break;
      }
      if (is_gone) break;
      share(one);
      budget -= tokens;
    }
    while (!has_sent_back && budget > 0 && !waiting_.empty() &&
           static_cast<int>(running_.size()) < settings_.max_sequences) {
      One* one = waiting_.front();
      if (!start(*one, now, budget)) break;
      waiting_.pop_front();
      running_.push_back(one);
      budget -= one->scheduled;
    }
    return work();
  }

  StepWork work() const {
    StepWork out;
    double context = 0;
    double prefill = 0;
    double prompts = 0;
    double pairs = 0;
    for (const One* one : running_) {
      if (decoding_.contains(one->number)) {
        out.decode_sequences += 1;
        context += one->computed;
      } else if (one->scheduled > 0) {
        prefill += one->scheduled;
        prompts += 1;
        pairs += static_cast<double>(one->scheduled) * (one->computed + 0.5 * one->scheduled);
      }
    }
    if (out.decode_sequences > 0) out.mean_context = context / out.decode_sequences * token;
    if (prefill > 0) {
      out.prefill = prefill * token;
      out.prompts = prompts;
      out.prefill_cached = (pairs / prefill - 0.5 * prefill / prompts) * token;
    }
    return out;
  }

  Instant step(Instant now) {
    const StepWork planned = plan(now);
    CHECK(!running_.empty());
    const Instant end =
        std::max(after(now, deployment_.step(planned).time), Instant(now.nanoseconds() + 1));
    ++result_.steps;
    std::vector<One*> left;
    for (One* one : running_) {
      one->computed += one->scheduled;
      if (one->computed == one->target()) {
        if (one->generated++ == 0) one->outcome.first_token = end;
        decoding_.insert(one->number);
      }
      if (one->generated < one->request.output_tokens) {
        left.push_back(one);
        continue;
      }
      give_back(*one);
      decoding_.erase(one->number);
      one->outcome.number = static_cast<std::int64_t>(one->number);
      one->outcome.ended = end;
      result_.ended.push_back(one->outcome);
    }
    running_ = left;
    for (One* one : waiting_) decoding_.erase(one->number);
    return end;
  }

  const Deployment& deployment_;
  EngineSettings settings_;
  std::int64_t free_;
  std::deque<One> all_;
  std::deque<One*> waiting_;
  std::vector<One*> running_;
  std::set<std::size_t> decoding_;    ///< numbers of those with a token out and a whole cache
  std::map<std::int64_t, int> uses_;  ///< prefix blocks that are here
  std::list<std::int64_t> idle_;
  PlainResult result_;
};

}  // namespace islet
