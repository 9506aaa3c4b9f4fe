// What stands beside a plan in its reports: advice by the documents' rules, and the ledger.
#pragma once

#include <vector>

#include "knowledge/answer.h"
#include "report/ledger.h"

namespace islet {

struct PlanNotes {
  std::vector<Answer> advice;      ///< plan/advice.h
  std::vector<LedgerLine> ledger;  ///< of the first design, or the nearest
};

}  // namespace islet
