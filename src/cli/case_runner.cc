#include "cli/case_runner.h"

#include <optional>
#include <utility>

#include "report/json_find.h"

namespace islet {

CaseResult CaseRunner::tried(SystemCase one) {
  std::vector<std::string> arguments = one.arguments;
  arguments.insert(arguments.end(), {"--format", "json"});
  if (arguments != last_arguments_) {
    const Result<RunOutput> output = run_self(arguments);
    last_ = output ? *output : RunOutput{"", -1};
    last_arguments_ = std::move(arguments);
  }
  CaseResult result{std::move(one), std::nullopt, false};
  if (result.one.find == "exit") {
    result.found = std::to_string(last_.exit_code);
    result.pass = passes(result.one, result.found);
    return result;
  }
  result.found = found_in_result(last_.text, result.one.find);
  result.pass = last_.exit_code == result.one.exit_code && passes(result.one, result.found);
  return result;
}

}  // namespace islet
