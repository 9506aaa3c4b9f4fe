#include "cli/exit_code.h"

#include <fmt/format.h>

namespace islet {

ExitCode exit_code_for(const std::vector<Error>& list) {
  bool any = false;
  bool only_names = true;
  for (const Error& error : list) {
    if (error.severity != Severity::error) continue;
    any = true;
    only_names &= error.code == "D2" || error.code == "D5";
  }
  if (!any) return ExitCode::done;
  return only_names ? ExitCode::data_missing : ExitCode::wrong_input;
}

std::string exit_code_text() {
  struct Row {
    ExitCode code;
    const char* meaning;
  };
  constexpr Row rows[] = {
      {ExitCode::done, "done"},
      {ExitCode::our_fault, "our fault: something that should not happen"},
      {ExitCode::wrong_use, "wrong use: an option or command that is not known"},
      {ExitCode::wrong_input, "the input is wrong: faults in the site file or beside it"},
      {ExitCode::no_answer, "no design meets the requirements; the nearest is shown"},
      {ExitCode::warnings, "done, but with warnings, under --strict"},
      {ExitCode::data_missing, "data missing: the catalogue does not know a name"},
      {ExitCode::outside_failed, "something outside did not answer, such as a full disk"},
      {ExitCode::check_failed, "a check failed"},
      {ExitCode::not_allowed, "not allowed"},
      {ExitCode::stopped_early, "time limit or interrupt, with the best so far"},
      {ExitCode::interrupted, "interrupted before there was anything to show"}};
  std::string text = "Exit codes:\n";
  for (const Row& row : rows) {
    text += fmt::format("  {:>3}  {}\n", static_cast<int>(row.code), row.meaning);
  }
  return text;
}

}  // namespace islet
