// A request as an engine sees it, and how it ended there.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"
#include "sim/trace.h"

namespace islet {

struct EngineRequest {
  std::int64_t number = 0;  ///< given by the caller, its own for each request
  int prompt_tokens = 0;
  int output_tokens = 0;
  std::vector<PrefixRun> prefix;   ///< see TraceRequest
  bool urgent = false;             ///< before all others in the queue, the budget and the cache
  int generated = 0;               ///< of its output, before it was taken out; to be computed anew
  int cached = 0;                  ///< of its tokens, whose cache comes along from another engine
  std::uint64_t adapter = 0;       ///< 0: the model as it is
  std::optional<Instant> asked{};  ///< when it came to the site; else when it is submitted
  std::uint64_t tenant = 0;        ///< 0: none is named
};

/// Every request reaches exactly one of these.
enum class EndState {
  finished,
  cancelled,
  expired,          ///< ended by its own deadline
  turned_away,      ///< not admitted by the scheduler
  refused_empty,    ///< no prompt, or no reply asked for
  refused_context,  ///< prompt and reply are longer than the model's context
  refused_cache,    ///< longer than the whole cache
  refused_queue     ///< the queue is full
};
inline constexpr int end_state_count = 8;

/// "finished", "refused_context".
std::string_view name_of(EndState state);

struct RequestOutcome {
  std::int64_t number = 0;
  EndState state = EndState::finished;
  Instant submitted;
  Instant started;      ///< first time in a step; of a refused one the same as `ended`
  Instant first_token;  ///< end of the step that gave it
  Instant ended;
  int prompt_tokens = 0;
  int output_tokens = 0;  ///< generated
  int reused_tokens = 0;  ///< of the prompt, found in the prefix cache when it first started
  int preemptions = 0;
  Energy energy;  ///< its share of the steps it was in, by tokens
  WorkClass work_class = WorkClass::normal;
  std::uint64_t tenant = 0;
  bool is_late = false;  ///< finished after one of its goals
};

/// One step of one rank, as it begins.
struct StepRecord {
  int replica = 0;
  int rank = 0;
  Instant begin;
  Instant end;
  int decode_sequences = 0;
  int prefill_tokens = 0;
  int waiting = 0;
  std::int64_t free_blocks = 0;
  Power power;  ///< all boards of the rank
};

/// Where engines report to.
class EngineWatcher {
 public:
  virtual ~EngineWatcher() = default;
  virtual void request_ended(const RequestOutcome& outcome) = 0;
  /// Called only where `wants_steps`.
  virtual void step_begun(const StepRecord& step) = 0;
  virtual bool wants_steps() const = 0;
};

}  // namespace islet
