// The table of systems S01 to S79: what works, shown by runs of the program itself.
#pragma once

#include <string>
#include <vector>

#include "knowledge/system_case.h"
#include "report/document.h"

namespace islet {

struct SystemResult {
  const Fact* system = nullptr;
  std::vector<CaseResult> cases;

  /// "missing" without a case that passes, "works" when all pass and nothing is said to be left,
  /// else "partly".
  std::string state() const;
};

/// One row a system.
Table systems_table(const std::vector<SystemResult>& results);
/// Every command with the expected and the found figure.
Document systems_page(const std::vector<SystemResult>& results);
/// Schema islet/verify-systems/1.
std::string systems_json(const std::vector<SystemResult>& results);

}  // namespace islet
