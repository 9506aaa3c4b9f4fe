// The question that the core asks its driver: what will this request cost there?
#pragma once

#include "serving/engine.h"

namespace islet {

/// A pure function of its arguments during a run. The simulator and the live site answer from
/// `perf`; a replay answers from the log.
class CostEstimate {
 public:
  virtual ~CostEstimate() = default;
  /// All figures finite and >= 0.
  virtual Cost cost(const Request& request, const EngineSpec& engine) const = 0;
};

}  // namespace islet
