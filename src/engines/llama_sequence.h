// One sequence of a language model: what it has read and said, and when it is over.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "engines/engine_message.h"

namespace islet {

struct LlamaSequence {
  SequenceId id{};
  std::vector<std::int32_t> tokens;  ///< prompt, then what was said
  std::size_t prompt = 0;            ///< of these
  std::size_t read = 0;              ///< of these, in the cache
  std::size_t most = 0;              ///< tokens in all
  Sampling sampling;
  int adapter = -1;
  bool ends_itself = true;
  bool is_over = false;              ///< goes when the step is done
  int place = -1;                    ///< -1: parked
  std::vector<std::uint8_t> parked;  ///< its part of the cache

  /// To be read before the next can be said.
  std::size_t pending() const { return tokens.size() - read; }
  /// It has read all but what it said last.
  bool speaks() const { return pending() == 1 && tokens.size() > prompt; }
};

/// What a step does with a sequence: reads `count` tokens and then says one, when those were all;
/// with guesses it may say more.
struct LlamaTask {
  LlamaSequence* sequence = nullptr;
  std::size_t count = 0;
  std::vector<std::int32_t> guesses{};
  int first_scores = -1;  ///< index in the batch of the first scores

  bool completes() const { return count == sequence->pending(); }
  std::size_t batch_tokens() const { return count + guesses.size(); }
};

}  // namespace islet
