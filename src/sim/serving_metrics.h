// What a run of requests gives: latencies, tokens, energy, ends, and a fingerprint of it all.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"
#include "sim/engine_request.h"
#include "sim/sample_summary.h"

namespace islet {

/// What became of the requests of one class.
struct ClassFigures {
  std::int64_t requests = 0;
  std::int64_t finished = 0;
  std::int64_t late = 0;  ///< of those finished
  std::int64_t turned_away = 0;
  std::int64_t preemptions = 0;
  std::int64_t output_tokens = 0;
  SampleSummary first_token_s;
  SampleSummary end_to_end_s;
};

/// Tenants with figures of their own; the others are one sum.
inline constexpr std::size_t tenants_shown = 64;

/// What became of the requests of one tenant.
struct TenantFigures {
  std::uint64_t tenant = 0;  ///< 0: all beyond the first `tenants_shown`
  ClassFigures of;
  Energy energy;  ///< of the boards, its share of the steps its requests were in
};

/// Of finished requests that came after the warm-up. Latencies in seconds from arrival.
struct ServingSummary {
  std::int64_t requests = 0;  ///< all, however they ended
  std::array<std::int64_t, end_state_count> ended{};
  SampleSummary first_token_s;
  SampleSummary per_token_s;  ///< from the first token to the last, for each after the first
  SampleSummary end_to_end_s;
  SampleSummary waiting_s;         ///< from arrival to the first step
  SampleSummary energy_j;          ///< of the boards, its share of the steps it was in
  std::int64_t prompt_tokens = 0;  ///< of all finished ones
  std::int64_t output_tokens = 0;
  std::int64_t reused_tokens = 0;
  std::int64_t preemptions = 0;
  std::int64_t in_time = 0;         ///< finished and not late
  std::int64_t tokens_in_time = 0;  ///< of their prompts and replies
  PerClass<ClassFigures> classes{};
  std::vector<TenantFigures> tenants;  ///< where requests name any, in the order of their ends
  Instant last_end;
  std::uint64_t fingerprint = 0;

  std::int64_t in(EndState state) const { return ended[static_cast<std::size_t>(state)]; }
};

/// Takes what engines report. Its memory does not grow with the requests.
class ServingMetrics : public EngineWatcher {
 public:
  /// Requests that arrive before `warm_up` count, but not in the distributions. `also` hears all
  /// that this hears; may be null.
  /// `by_class`: figures of each class too.
  explicit ServingMetrics(Instant warm_up = Instant(), EngineWatcher* also = nullptr,
                          bool by_class = false)
      : warm_up_(warm_up), also_(also), by_class_(by_class) {}

  void request_ended(const RequestOutcome& outcome) override;
  void step_begun(const StepRecord& step) override;
  bool wants_steps() const override { return also_ != nullptr && also_->wants_steps(); }

  ServingSummary summary() const;

 private:
  void mix(std::uint64_t word);
  void count_class(const RequestOutcome& outcome);
  void count_tenant(const RequestOutcome& outcome);

  Instant warm_up_;
  EngineWatcher* also_;
  bool by_class_;
  ServingSummary counts_;
  SampleCollector first_token_;
  SampleCollector per_token_;
  SampleCollector end_to_end_;
  SampleCollector waiting_;
  SampleCollector energy_;
  PerClass<SampleCollector> class_first_token_;
  PerClass<SampleCollector> class_end_to_end_;
  std::map<std::uint64_t, std::size_t> tenant_rows_;
  std::vector<TenantFigures> tenants_;
  std::vector<SampleCollector> tenant_first_token_;
  std::vector<SampleCollector> tenant_end_to_end_;
  std::uint64_t fingerprint_ = 0x9e3779b97f4a7c15U;
};

}  // namespace islet
