#include "engines/llama_calls.h"

#include <algorithm>

namespace islet {
namespace {

/// Adds calls of tasks that have one adapter, at most so many tokens each.
void add_together(std::vector<LlamaTask> tasks, std::size_t most, std::vector<LlamaCall>& calls) {
  std::stable_sort(tasks.begin(), tasks.end(), [](const LlamaTask& a, const LlamaTask& b) {
    return a.sequence->adapter < b.sequence->adapter;
  });
  std::size_t tokens = 0;
  bool is_first = true;
  for (LlamaTask& task : tasks) {
    if (task.batch_tokens() > most) task.guesses.clear();  // beyond what a call may hold
    const bool fits = !is_first && tokens + task.batch_tokens() <= most &&
                      calls.back().front().sequence->adapter == task.sequence->adapter;
    if (!fits) {
      calls.emplace_back();
      tokens = 0;
    }
    is_first = false;
    tokens += task.batch_tokens();
    calls.back().push_back(std::move(task));
  }
}

}  // namespace

std::vector<LlamaCall> llama_calls(std::span<const LlamaTask> tasks, const CallLimits& limits) {
  std::vector<LlamaCall> calls;
  std::vector<LlamaTask> rests;
  std::vector<LlamaTask> speaking;
  for (const LlamaTask& task : tasks) {
    if (task.sequence->speaks()) {
      speaking.push_back(task);
      continue;
    }
    std::size_t left = task.count;
    for (; limits.piece > 0 && left >= limits.piece; left -= limits.piece) {
      calls.push_back({{task.sequence, limits.piece, {}, -1}});
    }
    if (left > 0) rests.push_back({task.sequence, left, {}, -1});
  }
  const std::size_t together = limits.piece > 0 ? std::min(limits.piece, limits.most) : limits.most;
  add_together(std::move(rests), together, calls);
  add_together(std::move(speaking), limits.most, calls);
  return calls;
}

}  // namespace islet
