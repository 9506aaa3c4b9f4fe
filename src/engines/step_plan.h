// Which sequences take part in an engine's next step, and how much of their prompts they read.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engines/engine_message.h"
#include "serving/work_class.h"

namespace islet {

struct StepCandidate {
  SequenceId id{};
  WorkClass work_class = WorkClass::normal;
  std::uint32_t prompt_left = 0;  ///< 0: it says its next token
};

struct StepLimits {
  std::uint32_t tokens = 512;       ///< of a step
  std::uint32_t routine = 512;      ///< of routine prompts in a step: it may be waited for
  std::uint32_t beside_acute = 64;  ///< of routine prompts in a step in which acute work speaks
  bool reads_in_turn = false;  ///< acute prompts one after the other: each takes all it can get
};

/// Candidates come in the order they were started. Whoever speaks takes part; what is left of the
/// step goes to prompts. Beside acute work that speaks, routine prompts are read in small pieces.
/// While an acute prompt is read all others wait: its first output is due, theirs are out.
std::vector<StepItem> step_plan(std::span<const StepCandidate> candidates,
                                const StepLimits& limits);

}  // namespace islet
