#include "live/heat_stages.h"

#include <algorithm>

namespace islet {
namespace {

constexpr Duration ahead = 5.0 * minute;
constexpr Duration rate_over = 1.0 * minute;

}  // namespace

Temperature HeatStages::expected(Instant now, Temperature inlet) {
  if (!before_) {
    before_ = inlet;
    before_at_ = now;
  }
  const Duration span = between(before_at_, now);
  if (span >= rate_over) {
    rate_ = (inlet - *before_) / kelvin / (span / second);
    before_ = inlet;
    before_at_ = now;
  }
  return inlet + std::max(0.0, rate_) * (ahead / second) * kelvin;
}

double HeatStages::follow(Instant now, Temperature inlet) {
  const double below_k = (limit_ - expected(now, inlet)) / kelvin;
  // Stage k of n from n - k + 1 steps below the limit on.
  const auto stage_at = [this](double below) {
    int stage = 0;
    while (stage < rule_.stages && below < rule_.step_k * (rule_.stages - stage)) ++stage;
    return stage;
  };
  int wanted = stage_at(below_k);
  if (wanted > stage_ && rule_.settles_in > Duration()) {
    const bool has_settled = now >= after(lowered_, rule_.settles_in);
    const int next = std::min(wanted, has_settled ? stage_ + 1 : stage_);
    wanted = std::max(next, stage_at((limit_ - inlet) / kelvin));
  }
  if (wanted > stage_) lowered_ = now;
  if (wanted >= stage_) {
    stage_ = wanted;
    cool_since_ = never;
  }
  if (stage_ > 0 && stage_at(below_k - rule_.back_k) < stage_) {
    if (cool_since_ == never) cool_since_ = now;
    if (now >= after(cool_since_, rule_.back_after)) {
      --stage_;
      cool_since_ = never;
    }
  } else {
    cool_since_ = never;
  }
  return 1.0 - static_cast<double>(stage_) / rule_.stages;
}

}  // namespace islet
