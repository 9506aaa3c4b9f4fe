// Owners of what llama.cpp hands out, and small questions to it. Only its worker includes this.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <llama.h>

#include "base/error.h"
#include "engines/engine_message.h"

namespace islet {

struct FreeLlama {
  void operator()(llama_model* model) const { llama_model_free(model); }
  void operator()(llama_context* context) const { llama_free(context); }
};
using LlamaModelOwner = std::unique_ptr<llama_model, FreeLlama>;
using LlamaContextOwner = std::unique_ptr<llama_context, FreeLlama>;

/// The prompt in tokens: as given, or from the turns by the model's template, or from the text.
Result<std::vector<std::int32_t>> prompt_tokens(const llama_model* model,
                                                const StartSequence& start);

/// The bytes of a token; nothing for marks.
std::string token_text(const llama_vocab* vocabulary, std::int32_t token);

/// Tokens of one call, each at its place in its sequence.
class LlamaBatch {
 public:
  explicit LlamaBatch(std::uint32_t tokens)
      : batch_(llama_batch_init(static_cast<int>(tokens), 0, 1)), most_(tokens) {}
  LlamaBatch(const LlamaBatch&) = delete;
  LlamaBatch& operator=(const LlamaBatch&) = delete;
  ~LlamaBatch() { llama_batch_free(batch_); }

  void clear() { batch_.n_tokens = 0; }
  bool is_full() const { return size() >= most_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(batch_.n_tokens); }
  /// Returns its index, by which its scores are asked for.
  int add(std::int32_t token, std::size_t place, int sequence, bool wants_scores);
  llama_batch& raw() { return batch_; }

 private:
  llama_batch batch_;
  std::uint32_t most_;
};

std::span<const float> scores_at(llama_context* context, int index, std::uint32_t vocabulary);

}  // namespace islet
