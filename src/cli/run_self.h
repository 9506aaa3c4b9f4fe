// Runs this program again and catches what it prints.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace islet {

struct RunOutput {
  std::string text;   ///< stdout; what goes to stderr is dropped
  int exit_code = 0;  ///< 128 + signal when one ended it
};

/// Waits for it to end. D1 when it cannot be started or prints more than 64 MiB.
Result<RunOutput> run_self(const std::vector<std::string>& arguments);

}  // namespace islet
