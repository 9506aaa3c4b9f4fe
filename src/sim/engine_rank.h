// One rank of an engine: its queue, its paged cache, and what goes into each of its steps.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"
#include "perf/drafted_step.h"
#include "perf/step_time.h"
#include "sim/adapter_shelf.h"
#include "sim/engine_request.h"
#include "sim/prefix_cache.h"
#include "sim/urgent_rule.h"

namespace islet {

/// Tokens of one block of the cache.
inline constexpr int block_tokens = 16;

struct EngineSettings {
  int max_sequences = 256;                  ///< in work at one time in each rank
  int token_budget = 2048;                  ///< of one step of a rank; at least `max_sequences`
  std::int64_t cache_blocks = 0;            ///< of each rank, above 0
  int context_max = 0;                      ///< tokens of prompt and reply; 0: no limit
  bool keeps_prefixes = true;               ///< prompt blocks stay for prompts that begin alike
  int ranks = 1;                            ///< data parallel
  std::optional<UrgentRule> urgent_rule{};  ///< none: urgent requests are first in turn, no more
  std::size_t waiting_max = 1'000'000;
  Duration start_up{};                 ///< from time 0 to the first step: power on, weights read
  std::optional<Drafting> drafting{};  ///< of at most 15; none: every step gives one token
  std::optional<AdapterService> adapters{};  ///< none: the model as it is, whoever asks
  /// Tokens that one step gives each sequence in decoding, on average; follows from `drafting`.
  double round_tokens = 1;
  int round_width = 1;  ///< tokens of a sequence that such a step checks, likewise
};

/// Continuous batching as vLLM's scheduler does it, one step after the other.
///
/// In every step each sequence in decoding computes one token; what is left of the budget goes to
/// prompts, the one begun before first, then those that wait in order of arrival. A prompt that
/// does not fit is cut. Cache is taken by blocks as it is written; when there is none, the sequence
/// that started last gives all of its own back and goes to the front of the queue, to be computed
/// again. In such a step nothing new starts.
///
/// Beyond that: urgent requests have a queue of their own that goes first, take cache from the last
/// of the others and, by `UrgentRule`, meet short steps and have steps of their own. A sequence can
/// be parked: it gives up its place and keeps its cache while there is enough. The deployment says
/// what steps take and must outlive the rank.
///
/// Costs no more for many sequences than for few: what changes by one token in every step is kept
/// as sums.
///
/// Valid for   vLLM 0.6 and later with its defaults (first come, first served; chunked prefill)
/// Leaves out  blocks of a pre-empted sequence that are found again, waiting for the host's copy
/// Source      Kwon et al., "PagedAttention", SOSP 2023; Agrawal et al., "Sarathi-Serve", OSDI
///             2024; order of the steps as in vLLM 0.19, vllm/v1/core/sched/scheduler.py
class EngineRank {
 public:
  EngineRank(const EngineSettings& settings, const Deployment& deployment);

  /// True when it was taken; else `why` says why it never can be.
  bool takes(const EngineRequest& request, EndState& why) const;
  /// Only what it `takes`.
  void submit(EngineRequest request, Instant now);

  bool has_work() const { return running_ > 0 || waiting() > 0; }
  int running() const { return running_; }
  int waiting() const { return static_cast<int>(waiting_[0].size() + waiting_[1].size()); }
  std::int64_t free_blocks() const { return free_ + cache_.idle() * prefix_blocks; }
  std::int64_t preemptions() const { return preemptions_; }
  /// Different adapters among those in work.
  int adapters() const { return static_cast<int>(adapters_.size()); }

  /// Chooses what goes into the step that begins now. There must be work and no step under way.
  StepWork plan(Instant now);
  bool is_in_step() const { return in_step_; }

  /// The planned step has ended and took `energy`.
  void finish(Instant end, Energy energy, EngineWatcher& watcher);

  /// Sends a sequence back to the front of the queue; false when it is not running.
  bool preempt(std::int64_t number);
  /// Ends a request wherever it is; false when it is not here.
  bool cancel(std::int64_t number, Instant now, EngineWatcher& watcher);
  /// Takes it aside with its cache, out of the queue too; false when it is not here.
  bool park(std::int64_t number);
  /// To the front of its queue; false when it was not parked.
  bool resume(std::int64_t number);

 private:
  static constexpr int none = -1;
  static constexpr int prefix_blocks = prefix_block_tokens / block_tokens;

  struct Sequence {
    EngineRequest request;
    Instant submitted;
    Instant started;
    Instant first_token;
    int generated = 0;  ///< tokens; while decoding: when it began to
    int reused = 0;     ///< tokens found in the prefix cache at its first start
    int preemptions = 0;
    int target = 0;     ///< tokens to compute before the next one comes out
    int computed = 0;   ///< of these; the same as `target` while decoding
    int shareable = 0;  ///< blocks of the prefix that are whole
    int shared = 0;     ///< of these, held in the prefix cache
    int before = none;  ///< in the order of starting
    int behind = none;
    std::int64_t joined = 0;  ///< step from which on it decodes
    std::int64_t serial = 0;  ///< differs for every start
    double energy_j = 0;
    double energy_mark = 0;
    bool is_decoding = false;
    bool has_started = false;
    bool keeps_cache = false;  ///< while it does not run
  };
  struct Chunk {
    int slot = 0;
    std::int64_t serial = 0;
    int tokens = 0;
  };
  struct Finish {
    std::int64_t step = 0;
    std::int64_t serial = 0;
    int slot = 0;
  };
  /// The sequences of one lane that decode. They go in step; what each has is kept as sums.
  struct Decoders {
    int count = 0;
    std::int64_t step = 0;         ///< that they were in
    std::int64_t context_sum = 0;  ///< tokens in the cache of all of them
    double energy_per_token = 0;   ///< sum over these steps
    std::vector<Finish> finishes;  ///< a heap, the next on top; may hold some that no longer are
    std::array<int, block_tokens> due{};  ///< by the step that needs a block
    bool in_step = false;
  };
  struct Prefill {
    double tokens = 0;
    double prompts = 0;
    double pairs = 0;  ///< of a query and a key it attends to
  };

  static int blocks_for(int tokens) { return (tokens + block_tokens - 1) / block_tokens; }
  static bool is_later(const Finish& a, const Finish& b);

  /// One after the other in the queue and in the step.
  enum Lane : std::size_t { urgent, usual };
  static constexpr std::array<Lane, 2> lanes = {urgent, usual};
  static Lane lane_of(const Sequence& sequence) { return sequence.request.urgent ? urgent : usual; }

  bool make_room();
  bool urgent_prompts_fill(int tokens) const;
  void let_all_decode();
  void take_decoders(StepWork& work);
  bool drop_kept();
  int last_of(Lane lane) const;
  void choose_decoders();
  std::int64_t blocks_wanted() const;
  std::int64_t blocks_due(const Decoders& decoders) const;
  int usual_prompts_most(Instant now) const;
  Decoders& decoders_of(const Sequence& sequence) { return decoders_[lane_of(sequence)]; }
  void take_blocks(std::int64_t count);
  int go_on(Lane lane, int budget, Prefill& prefill);
  int admit(Lane lane, Instant now, int budget, Prefill& prefill);
  bool force_room(Lane lane);
  bool start_first(Lane lane, Instant now, int budget, Prefill& prefill, int& used);
  void compute_chunk(int slot, int tokens, Prefill& prefill);
  void share_blocks(Sequence& sequence);
  void send_back(int slot);
  void give_back_cache(Sequence& sequence, int tokens);
  void drop_cache(Sequence& sequence);
  int leave(int slot);
  void leave_for_good(int slot);
  void join_decoding(int slot);
  void end_decoders(Decoders& decoders, Instant end, EngineWatcher& watcher);
  void end_prompts(Instant end, double energy_each, EngineWatcher& watcher);
  void push_finish(Decoders& decoders, Finish finish) const;
  int tokens_held(const Sequence& sequence) const;
  int slot_of(std::int64_t number) const;
  bool take_idle(std::int64_t number, Sequence& out);
  void report(const Sequence& sequence, EndState state, Instant end, EngineWatcher& watcher) const;

  EngineSettings settings_;
  const Deployment& deployment_;
  std::vector<Sequence> slots_;
  std::vector<int> empty_slots_;
  std::array<std::deque<Sequence>, 2> waiting_;
  std::vector<Sequence> parked_;  ///< oldest first
  PrefixCache cache_;
  std::vector<Chunk> chunks_;  ///< prompts in the step under way
  std::array<Decoders, 2> decoders_;
  int last_ = none;                            ///< started last
  std::array<int, 2> partial_ = {none, none};  ///< the prompt of each lane that was cut
  int running_ = 0;
  bool has_urgent_prompts_ = false;  ///< when the step is planned
  int usual_most_ = 0;               ///< tokens of other prompts in that step
  int urgent_misses_ = 0;            ///< steps in a row that urgent decoding has missed
  UrgentPace pace_;
  int round_ = 1;                          ///< tokens that the step gives each sequence in decoding
  double over_ = 0;                        ///< of the mean, not given yet
  std::map<std::uint64_t, int> adapters_;  ///< in work, with how many sequences
  int planned_decodes_ = 0;
  int planned_prefill_ = 0;
  bool in_step_ = false;
  std::int64_t free_ = 0;
  std::int64_t serial_ = 0;
  std::int64_t preemptions_ = 0;
};

}  // namespace islet
