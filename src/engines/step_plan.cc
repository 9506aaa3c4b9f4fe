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

}  // namespace

std::vector<StepItem> step_plan(std::span<const StepCandidate> candidates,
                                const StepLimits& limits) {
  std::vector<StepItem> items;
  std::uint32_t left = limits.tokens;
  add_speaking(candidates, true, left, items);
  const bool has_acute = std::any_of(candidates.begin(), candidates.end(), is_acute_one);
  const bool reads_acute =
      std::any_of(candidates.begin(), candidates.end(),
                  [](const StepCandidate& one) { return is_acute_one(one) && reads(one); });
  if (reads_acute) {
    add_reading(candidates, true, left, items);
    return items;
  }
  add_speaking(candidates, false, left, items);
  const auto speaking = static_cast<std::uint32_t>(items.size());
  left = std::min(left, limits.routine > speaking ? limits.routine - speaking : 1U);
  if (has_acute) left = std::min(left, limits.beside_acute);
  add_reading(candidates, false, left, items);
  return items;
}

}  // namespace islet
