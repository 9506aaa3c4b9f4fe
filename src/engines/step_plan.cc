#include "engines/step_plan.h"

#include <algorithm>

namespace islet {

namespace {

bool is_acute_one(const StepCandidate& one) { return is_acute(one.work_class); }
bool reads(const StepCandidate& one) { return one.prompt_left > 0; }

/// A token for whoever of these speaks.
void add_speaking(std::span<const StepCandidate> candidates, bool acute, std::uint32_t& left,
                  std::vector<StepItem>& items) {
  for (const StepCandidate& one : candidates) {
    if (is_acute_one(one) != acute || reads(one) || left == 0) continue;
    items.push_back({one.id, 0});
    --left;
  }
}

/// What is left goes to prompts of these, in turn.
void add_reading(std::span<const StepCandidate> candidates, bool acute, std::uint32_t left,
                 std::vector<StepItem>& items) {
  for (const StepCandidate& one : candidates) {
    if (is_acute_one(one) != acute || !reads(one) || left == 0) continue;
    const std::uint32_t share = std::min(one.prompt_left, left);
    items.push_back({one.id, share});
    left -= share;
  }
}

/// The most urgent acute prompt, of equals the one that was started first.
const StepCandidate* first_to_read(std::span<const StepCandidate> candidates) {
  const StepCandidate* first = nullptr;
  for (const StepCandidate& one : candidates) {
    if (!is_acute_one(one) || !reads(one)) continue;
    if (first == nullptr || one.work_class < first->work_class) first = &one;
  }
  return first;
}

}  // namespace

std::vector<StepItem> step_plan(std::span<const StepCandidate> candidates,
                                const StepLimits& limits) {
  std::vector<StepItem> items;
  std::uint32_t left = limits.tokens;
  const StepCandidate* first = first_to_read(candidates);
  if (first != nullptr && limits.reads_in_turn) {
    return {{first->id, std::min(first->prompt_left, left)}};
  }
  add_speaking(candidates, true, left, items);
  if (first != nullptr) {
    add_reading(candidates, true, left, items);
    return items;
  }
  const bool has_acute = !items.empty();
  add_speaking(candidates, false, left, items);
  left = std::min(left, limits.routine);
  if (has_acute) left = std::min(left, limits.beside_acute);
  add_reading(candidates, false, left, items);
  return items;
}

}  // namespace islet
