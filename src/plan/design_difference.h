// What tells two designs apart, in words.
#pragma once

#include <string>

#include "plan/design.h"

namespace islet {

/// Software, drafts, power limits, models, computers, coolers and inverter-chargers that `other`
/// has in place of those of `one`: "llama_cpp instead of vllm, in a 1U server instead of a
/// carrier". Sizes, which the title tells, are left out. Empty where they are alike, or where the
/// machines are of other kinds or numbers, so that no part stands in another's place.
std::string difference_between(const Design& one, const Design& other);

/// "drafts of 4 by Qwen3-0.6B", "no drafts".
std::string draft_text(const Placement& placement);

/// The power limit of a group's boards, their own where they are held to none: "63 W".
std::string cap_text(const ComputeGroup& group);

/// "2 x Line-interactive 3 kVA", or "no UPS".
std::string ups_text(const PowerDesign& power);

}  // namespace islet
