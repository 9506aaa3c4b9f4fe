// How one batch serves urgent requests before others: how long its other steps may get, and when
// urgent work has stopped coming.
#pragma once

#include "base/instant.h"
#include "base/quantity.h"
#include "perf/step_time.h"

namespace islet {

/// Without an urgent prompt a step takes no more of other prompts than it can within the quantum:
/// so long does an urgent request wait for it at most. With one in it, it takes no others, and
/// those in decoding that are not urgent miss it.
struct UrgentRule {
  Duration quantum{};
  Duration quiet_quantum{};  ///< in its place while no urgent request is expected
  /// Urgent sequences in decoding miss the step too while so many tokens of urgent prompts, or
  /// more, are still to be computed; `misses_most` steps in a row at most.
  int pause_from = 1;
  int misses_most = 8;
};

/// Tokens of a prompt that a step can take beside the work that it has, within the quantum.
///
///     most n <= `most` with step time(work + n prompt tokens) <= quantum, by false position;
///     0 when the work alone takes longer, one block when there is no work
///
/// Valid for   step times that grow with the tokens no slower than in a straight line
/// Leaves out  drafts, adapters and the tokens of other data-parallel ranks
/// Source      own; a bound in time for the token budget of Sarathi-Serve (OSDI 2024)
int prompt_tokens_within(const Deployment& deployment, StepWork work, Duration quantum, int most);

/// Whether urgent requests still come, by the gaps between those that came.
class UrgentPace {
 public:
  void came(Instant now);
  /// None is expected.
  ///
  ///     quiet when nothing came for min(20 mean gaps, a minute); mean over the last 16 or so
  ///
  /// Valid for   arrivals by chance at a rate that changes slowly: one gap in e^20 is so long
  /// Leaves out  what is known of the hours of the day
  /// Source      exponential gaps of a Poisson process
  bool is_quiet(Instant now) const;

 private:
  Instant last_;
  Duration mean_gap_ = minute;
  bool any_ = false;
  bool has_gap_ = false;
};

}  // namespace islet
