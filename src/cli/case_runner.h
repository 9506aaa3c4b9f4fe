// Runs the cases of systems and scenarios by running this program again.
#pragma once

#include <string>
#include <vector>

#include "cli/run_self.h"
#include "knowledge/system_case.h"

namespace islet {

/// Keeps the output of the last run: cases that look at one run stand together.
class CaseRunner {
 public:
  CaseResult tried(SystemCase one);

 private:
  std::vector<std::string> last_arguments_;
  RunOutput last_;
};

}  // namespace islet
