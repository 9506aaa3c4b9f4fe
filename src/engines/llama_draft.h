// A small model that guesses what a large one will say next; the large one checks all guesses in
// one step and keeps those that it would have said itself, so its output is the same without them.
#pragma once

#include <span>

#include "engines/llama_parts.h"
#include "engines/llama_sequence.h"

namespace islet {

class LlamaDraft {
 public:
  /// Error when the two models do not have the same words.
  static Result<std::unique_ptr<LlamaDraft>> load(const LoadOrder& order,
                                                  const llama_model* target);

  /// Fills the guesses of tasks that speak; those of a place, whose draft cache it keeps, must be
  /// told of by `forget` when another sequence takes it.
  void guess(std::span<LlamaTask> tasks);
  void forget(int place);

 private:
  LlamaDraft(LlamaModelOwner model, LlamaContextOwner context, const LoadOrder& order);
  bool catch_up(const LlamaTask& task);

  LlamaModelOwner model_;
  LlamaContextOwner context_;
  LlamaBatch batch_;
  std::uint32_t words_;
  std::uint32_t ahead_;
  std::vector<std::vector<std::int32_t>> held_;  ///< by place
};

/// Settings of a context for this order; the draft's and the target's differ in the model alone.
llama_context_params context_settings(const LoadOrder& order);

/// Reads the header first: a file that is damaged does not reach the library.
Result<LlamaModelOwner> load_llama_file(const std::string& file);

}  // namespace islet
