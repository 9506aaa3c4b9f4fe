// Whether a scenario of the documents comes out of Islet: its cases asked and held against the
// figures stated, or against those that must stand in their place.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/answer.h"
#include "knowledge/questions.h"
#include "knowledge/system_case.h"

namespace islet {

enum class ScenarioState {
  not_tried,         ///< no case of it is written yet
  reproduced,        ///< the stated figures come out
  corrected,         ///< other figures come out, and the record says why the stated ones cannot
  not_reproducible,  ///< it lacks what would be needed; what can be checked is
  fails              ///< a case does not come out
};

/// "not tried", "reproduced", "corrected", "not reproducible", "fails".
std::string_view name_of(ScenarioState state);

struct ScenarioCheck {
  ScenarioState state = ScenarioState::not_tried;
  std::vector<CaseResult> cases;
  std::string why;  ///< of a correction, or of what is lacking
};

/// Runs a case that is no question: `islet plan`, `islet energy`, ...
using CaseRun = std::function<CaseResult(SystemCase)>;

/// Asks every case of the scenario: questions of `islet explain` here, other commands through
/// `other`; without it they are left out. An error when a case cannot be read or asks a question
/// that there is not.
Result<ScenarioCheck> scenario_check(const QuestionContext& context, const Fact& scenario,
                                     const CaseRun& other = {});

/// "verdict", "reasons", or a figure of the answer with all its digits.
std::optional<std::string> figure_of_answer(const Answer& answer, std::string_view name);

}  // namespace islet
