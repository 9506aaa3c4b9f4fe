#include "engines/llama_draft.h"

#include <algorithm>
#include <thread>

#include "engines/gguf_reader.h"
#include "engines/token_draw.h"

namespace islet {
namespace {

Error refused(const std::string& what) { return {{}, what, "", "", ""}; }

// With more sequences than this, a step is long enough by itself: guesses make it slower.
constexpr std::size_t most_guessed_for = 4;

int threads_for(const LoadOrder& order) {
  // Compute threads spin while they wait for each other; one core stays for everything else.
  const unsigned cores = std::max(2U, std::thread::hardware_concurrency());
  return static_cast<int>(std::clamp(order.threads, 1U, cores - 1));
}

}  // namespace

llama_context_params context_settings(const LoadOrder& order) {
  llama_context_params settings = llama_context_default_params();
  settings.n_ctx = order.cache_tokens;
  settings.n_batch = order.step_tokens;
  settings.n_ubatch = order.step_tokens;
  settings.n_seq_max = order.sequences;
  settings.n_threads = threads_for(order);
  settings.n_threads_batch = threads_for(order);
  settings.kv_unified = true;
  settings.no_perf = true;
  if (order.embeds) {
    settings.embeddings = true;
    settings.pooling_type = LLAMA_POOLING_TYPE_MEAN;
  }
  return settings;
}

Result<LlamaModelOwner> load_llama_file(const std::string& file) {
  const Result<GgufSummary> summary = read_gguf(file);
  if (!summary) return summary.error();
  LlamaModelOwner model(llama_model_load_from_file(file.c_str(), llama_model_default_params()));
  if (!model) return refused("llama.cpp cannot load `" + file + "`");
  return model;
}

Result<std::unique_ptr<LlamaDraft>> LlamaDraft::load(const LoadOrder& order,
                                                     const llama_model* target) {
  Result<LlamaModelOwner> model = load_llama_file(order.draft_file);
  if (!model) return model.error();
  if (llama_vocab_n_tokens(llama_model_get_vocab(model->get())) !=
      llama_vocab_n_tokens(llama_model_get_vocab(target))) {
    return refused("the draft `" + order.draft_file + "` has other words than the model");
  }
  LlamaContextOwner context(llama_init_from_model(model->get(), context_settings(order)));
  if (!context) return refused("no memory for the draft's cache");
  return std::unique_ptr<LlamaDraft>(new LlamaDraft(std::move(*model), std::move(context), order));
}

LlamaDraft::LlamaDraft(LlamaModelOwner model, LlamaContextOwner context, const LoadOrder& order)
    : model_(std::move(model)),
      context_(std::move(context)),
      batch_(order.step_tokens),
      words_(static_cast<std::uint32_t>(llama_vocab_n_tokens(llama_model_get_vocab(model_.get())))),
      ahead_(std::clamp(order.draft_tokens, 1U, 16U)),
      held_(order.sequences) {}

void LlamaDraft::forget(int place) {
  llama_memory_seq_rm(llama_get_memory(context_.get()), place, -1, -1);
  held_[static_cast<std::size_t>(place)].clear();
}

/// Reads what the sequence holds and the draft does not, all but the last token.
bool LlamaDraft::catch_up(const LlamaTask& task) {
  const LlamaSequence& sequence = *task.sequence;
  std::vector<std::int32_t>& held = held_[static_cast<std::size_t>(sequence.place)];
  const auto ends =
      std::mismatch(held.begin(), held.end(), sequence.tokens.begin(), sequence.tokens.end() - 1);
  held.erase(ends.first, held.end());
  llama_memory_seq_rm(llama_get_memory(context_.get()), sequence.place,
                      static_cast<llama_pos>(held.size()), -1);
  while (held.size() + 1 < sequence.tokens.size()) {
    batch_.clear();
    while (!batch_.is_full() && held.size() + 1 < sequence.tokens.size()) {
      batch_.add(sequence.tokens[held.size()], held.size(), sequence.place, false);
      held.push_back(sequence.tokens[held.size()]);
    }
    if (llama_decode(context_.get(), batch_.raw()) != 0) return forget(sequence.place), false;
  }
  return true;
}

void LlamaDraft::guess(std::span<LlamaTask> tasks) {
  std::vector<LlamaTask*> speaking;
  for (LlamaTask& task : tasks) {
    if (task.sequence->speaks() && task.sequence->adapter < 0) speaking.push_back(&task);
  }
  if (speaking.size() > most_guessed_for) return;
  std::erase_if(speaking, [&](const LlamaTask* task) { return !catch_up(*task); });
  for (std::uint32_t step = 0; step < ahead_; ++step) {
    // The last guess of all would be one too many: the target says one by itself.
    std::erase_if(speaking, [&](const LlamaTask* task) {
      return task->sequence->tokens.size() + task->guesses.size() + 1 >= task->sequence->most;
    });
    if (speaking.empty()) return;
    batch_.clear();
    for (const LlamaTask* task : speaking) {
      std::vector<std::int32_t>& held = held_[static_cast<std::size_t>(task->sequence->place)];
      const std::int32_t last =
          task->guesses.empty() ? task->sequence->tokens.back() : task->guesses.back();
      batch_.add(last, held.size(), task->sequence->place, true);
      held.push_back(last);
    }
    if (llama_decode(context_.get(), batch_.raw()) != 0) {
      for (const LlamaTask* task : speaking) forget(task->sequence->place);
      return;
    }
    for (std::size_t i = 0; i < speaking.size(); ++i) {
      LlamaTask& task = *speaking[i];
      task.guesses.push_back(drawn_token(scores_at(context_.get(), static_cast<int>(i), words_),
                                         task.sequence->sampling,
                                         task.sequence->tokens.size() + task.guesses.size()));
    }
  }
}

}  // namespace islet
