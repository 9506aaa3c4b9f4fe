#include "sim/urgent_rule.h"

#include <algorithm>

namespace islet {
namespace {

constexpr int least_tokens = 16;
constexpr int looks_most = 4;
constexpr double gaps_until_quiet = 20;
constexpr double gap_weight = 1.0 / 16;

Duration time_with(const Deployment& deployment, StepWork work, double tokens) {
  work.prefill += tokens * token;
  work.prompts = std::max(work.prompts, 1.0);
  return deployment.step(work).time;
}

}  // namespace

int prompt_tokens_within(const Deployment& deployment, StepWork work, Duration quantum, int most) {
  if (most <= 0) return 0;
  double high = most;
  Duration high_time = time_with(deployment, work, high);
  if (high_time <= quantum) return most;
  const bool is_empty = !(work.decode_sequences > 0) && !(work.prefill > Tokens());
  double low = 0;
  Duration low_time = is_empty ? Duration() : deployment.step(work).time;
  if (low_time >= quantum) return 0;
  for (int look = 0; look < looks_most && high - low >= 1; ++look) {
    const double share = (quantum - low_time) / (high_time - low_time);
    const double tokens = std::max(1.0, low + share * (high - low));
    const Duration time = time_with(deployment, work, tokens);
    (time > quantum ? high : low) = tokens;
    (time > quantum ? high_time : low_time) = time;
  }
  const int found = static_cast<int>(low);
  return is_empty ? std::clamp(found, std::min(least_tokens, most), most) : found;
}

void UrgentPace::came(Instant now) {
  if (any_) {
    const Duration gap = std::min(between(last_, now), minute);
    mean_gap_ = has_gap_ ? mean_gap_ + gap_weight * (gap - mean_gap_) : gap;
    has_gap_ = true;
  }
  any_ = true;
  last_ = now;
}

bool UrgentPace::is_quiet(Instant now) const {
  return !any_ || between(last_, now) > std::min(gaps_until_quiet * mean_gap_, minute);
}

}  // namespace islet
