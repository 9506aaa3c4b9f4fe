// The assumed, disputed and old figures that a design rests on, out of the records it uses.
#pragma once

#include <string>
#include <vector>

#include "base/estimate.h"
#include "catalog/catalog.h"
#include "plan/plan.h"

namespace islet {

struct LedgerLine {
  std::string figure;  ///< "l4.idle_w"
  std::string value;
  Grade grade = Grade::d;
  bool assumed = false;  ///< grade D
  std::string disputed;  ///< what was stated instead, with the contradiction; empty when nobody did
  std::string source;
  std::string date;     ///< of a price
  bool is_old = false;  ///< a price older than `price_months_max` on the catalogue's day
};

/// Every figure of grade D, every one of which documents state another, and every old price, in the
/// records of the design's machines, models, gear and prices; each figure once, in the order of the
/// bill; then what is assumed of drafts.
std::vector<LedgerLine> ledger_of(const DesignOutcome& design, const Catalog& catalog);

}  // namespace islet
