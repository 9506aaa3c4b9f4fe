#include "live/step_plan.h"

#include <algorithm>

namespace islet {

namespace {

/// A token for whoever already speaks, acute work first. Gives whether any acute work is there.
bool add_speaking(std::span<const StepCandidate> candidates, std::uint32_t& left,
                  std::vector<StepItem>& items) {
  bool has_acute = false;
  for (const bool acute : {true, false}) {
    for (const StepCandidate& one : candidates) {
      if (is_acute(one.work_class) != acute) continue;
      has_acute = has_acute || acute;
      if (one.prompt_left > 0 || left == 0) continue;
      items.push_back({one.id, 0});
      --left;
    }
  }
  return has_acute;
}

}  // namespace

std::vector<StepItem> step_plan(std::span<const StepCandidate> candidates,
                                const StepLimits& limits) {
  std::vector<StepItem> items;
  std::uint32_t left = limits.tokens;
  const bool has_acute = add_speaking(candidates, left, items);
  std::uint32_t routine_left = has_acute ? std::min(left, limits.beside_acute) : left;
  for (const bool acute : {true, false}) {
    for (const StepCandidate& one : candidates) {
      if (is_acute(one.work_class) != acute || one.prompt_left == 0) continue;
      const std::uint32_t share =
          std::min(one.prompt_left, acute ? left : std::min(left, routine_left));
      if (share == 0) continue;
      items.push_back({one.id, share});
      left -= share;
      if (!acute) routine_left -= share;
    }
  }
  return items;
}

}  // namespace islet
