#include "knowledge/scenario_check.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace islet {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// What the question of a case answers; none where the case expects a refusal and gets one.
Result<CaseResult> asked(const QuestionContext& context, const Fact& scenario, SystemCase one) {
  const std::vector<std::string>& words = one.arguments;
  const Question* question = words.size() > 1 ? question_named(words[1]) : nullptr;
  if (question == nullptr) {
    return Error{scenario.node.place, scenario.id + ": `" + one.command() + "` asks no question",
                 "islet explain --help lists the questions.", "V5", ""};
  }
  const std::vector<std::string> operands(words.begin() + 2, words.end());
  const Result<Answer> answer = question->ask(context, operands);
  CaseResult result{std::move(one), std::nullopt, false};
  if (answer) {
    result.found = figure_of_answer(*answer, result.one.find);
  } else if (result.one.find == "error") {
    result.found = answer.error().what;
  }
  result.pass = passes(result.one, result.found);
  return result;
}

ScenarioState state_of(const Fact& scenario, const std::vector<CaseResult>& cases) {
  const bool all =
      std::all_of(cases.begin(), cases.end(), [](const CaseResult& one) { return one.pass; });
  if (!all) return ScenarioState::fails;
  if (!scenario.word("not_reproducible").empty()) return ScenarioState::not_reproducible;
  if (cases.empty()) return ScenarioState::not_tried;
  return scenario.word("corrected").empty() ? ScenarioState::reproduced : ScenarioState::corrected;
}

}  // namespace

std::string_view name_of(ScenarioState state) {
  switch (state) {
    case ScenarioState::not_tried:
      return "not tried";
    case ScenarioState::reproduced:
      return "reproduced";
    case ScenarioState::corrected:
      return "corrected";
    case ScenarioState::not_reproducible:
      return "not reproducible";
    case ScenarioState::fails:
      return "fails";
  }
  return "fails";
}

std::optional<std::string> figure_of_answer(const Answer& answer, std::string_view name) {
  if (name == "verdict") return answer.verdict;
  if (name == "reasons") return joined(answer.reasons);
  for (const AnswerItem& item : answer.items) {
    if (item.name != name) continue;
    return item.number ? fmt::format("{:.10g}", *item.number) : item.text;
  }
  return std::nullopt;
}

Result<ScenarioCheck> scenario_check(const QuestionContext& context, const Fact& scenario,
                                     const CaseRun& other) {
  Result<std::vector<SystemCase>> cases =
      cases_of(context.knowledge, scenario, context.catalog.folder);
  if (!cases) return cases.error();
  ScenarioCheck check;
  for (SystemCase& one : *cases) {
    if (one.arguments.front() != "explain") {
      if (other) check.cases.push_back(other(std::move(one)));
      continue;
    }
    Result<CaseResult> result = asked(context, scenario, std::move(one));
    if (!result) return result.error();
    check.cases.push_back(std::move(*result));
  }
  check.state = state_of(scenario, check.cases);
  const std::string lacking = scenario.word("not_reproducible");
  check.why = lacking.empty() ? scenario.word("corrected") : lacking;
  return check;
}

}  // namespace islet
