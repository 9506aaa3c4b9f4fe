// How well a design meets what was asked of it, in a word and in sentences.
#pragma once

#include <string>
#include <vector>

#include "plan/plan.h"
#include "report/document.h"

namespace islet {

/// "ok": met by the whole range; "likely": by the expected value; "barring failures": as long as
/// the generator does not fail; "MISSED".
Cell verdict_on(const Requirement& requirement);

/// Met in years in which the generator does not fail, missed in the mean year that counts failures.
bool is_barring_failures(const Requirement& requirement);

/// What the verdicts that occur among these mean; "ok" and "MISSED" need no words.
std::vector<std::string> verdict_meanings(const std::vector<Requirement>& requirements);

/// "120 h (assumed)", "48 h": how long a repair of the generator takes. `given`: of the site, which
/// may state it.
std::string repair_text(Duration repair, const std::vector<GivenValue>& given);

/// How often the generator fails, and what is served where that is counted: the workloads that
/// lose anything. Empty where none does. `given`: as above.
std::string failures_text(const DesignOutcome& design, const std::vector<GivenValue>& given);

}  // namespace islet
