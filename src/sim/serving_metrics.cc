#include "sim/serving_metrics.h"

#include <algorithm>

namespace islet {

/// One word more into the fingerprint.
///
/// Source      Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014:
///             the finisher of SplitMix64
void ServingMetrics::mix(std::uint64_t word) {
  std::uint64_t x = fingerprint_ + word + 0x9e3779b97f4a7c15U;
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
  fingerprint_ = x ^ (x >> 31U);
}

void ServingMetrics::request_ended(const RequestOutcome& outcome) {
  ++counts_.requests;
  ++counts_.ended[static_cast<std::size_t>(outcome.state)];
  mix(static_cast<std::uint64_t>(outcome.number));
  mix(static_cast<std::uint64_t>(outcome.state));
  mix(static_cast<std::uint64_t>(outcome.first_token.nanoseconds()));
  mix(static_cast<std::uint64_t>(outcome.ended.nanoseconds()));
  if (also_ != nullptr) also_->request_ended(outcome);
  if (by_class_) count_class(outcome);
  if (outcome.tenant != 0) count_tenant(outcome);
  if (outcome.state != EndState::finished) return;
  counts_.prompt_tokens += outcome.prompt_tokens;
  counts_.output_tokens += outcome.output_tokens;
  counts_.reused_tokens += outcome.reused_tokens;
  counts_.preemptions += outcome.preemptions;
  counts_.in_time += outcome.is_late ? 0 : 1;
  counts_.tokens_in_time += outcome.is_late ? 0 : outcome.prompt_tokens + outcome.output_tokens;
  counts_.last_end = std::max(counts_.last_end, outcome.ended);
  if (outcome.submitted < warm_up_) return;
  first_token_.record(between(outcome.submitted, outcome.first_token) / second);
  end_to_end_.record(between(outcome.submitted, outcome.ended) / second);
  waiting_.record(between(outcome.submitted, outcome.started) / second);
  energy_.record(outcome.energy / joule);
  if (outcome.output_tokens < 2) return;
  per_token_.record(between(outcome.first_token, outcome.ended) / second /
                    (outcome.output_tokens - 1));
}

namespace {

/// Adds an outcome to the sums; true when its times count as well.
bool count_in(ClassFigures& figures, const RequestOutcome& outcome, Instant warm_up) {
  ++figures.requests;
  if (outcome.state == EndState::turned_away) ++figures.turned_away;
  if (outcome.state != EndState::finished) return false;
  ++figures.finished;
  figures.late += outcome.is_late ? 1 : 0;
  figures.preemptions += outcome.preemptions;
  figures.output_tokens += outcome.output_tokens;
  return outcome.submitted >= warm_up;
}

}  // namespace

void ServingMetrics::count_class(const RequestOutcome& outcome) {
  const std::size_t at = index_of(outcome.work_class);
  if (!count_in(counts_.classes[at], outcome, warm_up_)) return;
  class_first_token_[at].record(between(outcome.submitted, outcome.first_token) / second);
  class_end_to_end_[at].record(between(outcome.submitted, outcome.ended) / second);
}

void ServingMetrics::count_tenant(const RequestOutcome& outcome) {
  const bool has_room = tenants_.size() < tenants_shown || tenant_rows_.contains(outcome.tenant);
  const std::uint64_t tenant = has_room ? outcome.tenant : 0;
  const auto [row, is_new] = tenant_rows_.emplace(tenant, tenants_.size());
  if (is_new) {
    tenants_.emplace_back().tenant = tenant;
    tenant_first_token_.emplace_back();
    tenant_end_to_end_.emplace_back();
  }
  const std::size_t at = row->second;
  tenants_[at].energy += outcome.energy;
  if (!count_in(tenants_[at].of, outcome, warm_up_)) return;
  tenant_first_token_[at].record(between(outcome.submitted, outcome.first_token) / second);
  tenant_end_to_end_[at].record(between(outcome.submitted, outcome.ended) / second);
}

void ServingMetrics::step_begun(const StepRecord& step) { also_->step_begun(step); }

ServingSummary ServingMetrics::summary() const {
  ServingSummary out = counts_;
  out.first_token_s = first_token_.summary();
  out.per_token_s = per_token_.summary();
  out.end_to_end_s = end_to_end_.summary();
  out.waiting_s = waiting_.summary();
  out.energy_j = energy_.summary();
  for (std::size_t at = 0; at < work_class_count; ++at) {
    out.classes[at].first_token_s = class_first_token_[at].summary();
    out.classes[at].end_to_end_s = class_end_to_end_[at].summary();
  }
  out.tenants = tenants_;
  for (std::size_t at = 0; at < tenants_.size(); ++at) {
    out.tenants[at].of.first_token_s = tenant_first_token_[at].summary();
    out.tenants[at].of.end_to_end_s = tenant_end_to_end_[at].summary();
  }
  out.fingerprint = fingerprint_;
  return out;
}

}  // namespace islet
