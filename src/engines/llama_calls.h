// How a step is cut into calls of the library. On processors its attention works through 64 tokens
// of one sequence at once; mixed with others, or fewer, they go one by one.
#pragma once

#include <span>
#include <vector>

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

}  // namespace islet
