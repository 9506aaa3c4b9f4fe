// What a trace's requests cost on an engine, as the scheduler asks.
#pragma once

#include "perf/step_time.h"
#include "serving/cost_estimate.h"
#include "sim/engine_rank.h"

namespace islet {

/// What the scheduler knows of the requests before they come: how long they are on average.
struct UsualLengths {
  Tokens prompt = 500 * token;
  Tokens reply = 250 * token;
};

class TraceCosts final : public CostEstimate {
 public:
  TraceCosts(const Deployment& deployment, const EngineSettings& settings,
             const UsualLengths& usual);
  Cost cost(const Request& request, const EngineSpec& engine) const override;

  /// Sequences that usually run in one rank: as many as it takes or as its cache holds.
  double batch() const { return batch_; }

 private:
  double batch_ = 1;
  Duration per_prompt_;  ///< a token
  Duration per_reply_;   ///< a token, that is a step
  Energy prompt_energy_;
  Energy reply_energy_;
};

}  // namespace islet
