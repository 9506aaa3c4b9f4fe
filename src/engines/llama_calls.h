// How a step is cut into calls of the library. On processors its attention works through 64 tokens
// of one sequence at once; mixed with others, or fewer, they go one by one.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"
#include "engines/llama_sequence.h"

namespace islet {

struct CallLimits {
  std::size_t piece = 64;  ///< tokens of one sequence that are read best; 0: texts are not cut
  std::size_t most = 512;  ///< tokens of a call
};

/// Tasks that go through the model together, all with one adapter.
using LlamaCall = std::vector<LlamaTask>;

/// Whole pieces first, each by itself; then what is left of prompts; then those that speak. Between
/// two calls a step may stop without losing anything.
std::vector<LlamaCall> llama_calls(std::span<const LlamaTask> tasks, const CallLimits& limits);

/// How long calls of one kind take.
class CallPace {
 public:
  void learn(Duration took, std::size_t tokens) {
    constexpr double newest = 0.3;  // weight of the last call
    const Duration fresh = took / static_cast<double>(tokens);
    per_token_ = per_token_ <= Duration() ? fresh : newest * fresh + (1 - newest) * per_token_;
  }
  Duration time(std::size_t tokens) const {
    // Before the first nobody knows: as if it had a long way to go.
    if (per_token_ <= Duration()) return 1.0 * hour;
    return per_token_ * static_cast<double>(tokens);
  }

 private:
  Duration per_token_{};
};

}  // namespace islet
