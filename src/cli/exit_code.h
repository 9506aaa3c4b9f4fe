// How the program ends. The list is a promise: scripts rely on it, new codes take new numbers.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace islet {

enum class ExitCode {
  done = 0,
  our_fault = 1,
  wrong_use = 2,
  wrong_input = 3,
  no_answer = 4,
  warnings = 5,
  data_missing = 6,
  outside_failed = 7,
  check_failed = 8,
  not_allowed = 9,
  stopped_early = 10,
  interrupted = 130
};

/// What a faulty input ends with: `data_missing` when every error is a name that the catalogue does
/// not know (D2) or a gap in the data folder (D5), else `wrong_input`. `done` without errors.
ExitCode exit_code_for(const std::vector<Error>& list);

/// Every code with its meaning, for `islet help exit-codes`.
std::string exit_code_text();

}  // namespace islet
