// What a customer must know of a design, in a few lines: what to buy, what it costs, what it
// promises, what is not certain. Internal to the reports.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/estimate.h"
#include "report/html.h"
#include "report/plan_record.h"

namespace islet {

/// A word in front and a sentence behind it.
using BriefLines = std::vector<std::pair<std::string, std::string>>;

void add_brief(const BriefLines& lines, Html& html);

/// Of the design that a report shows.
BriefLines brief_of(const PlanRecord& plan, const DesignOutcome& design);

/// Share of a bill's cost, 0..1, whose prices are assumptions (grade D).
template <class Items>
double assumed_share(const Items& bill) {
  double all = 0;
  double assumed = 0;
  for (const auto& item : bill) {
    const double cost = item.cost.value / dollar;
    all += cost;
    if (item.cost.grade == Grade::d) assumed += cost;
  }
  return all > 0 ? assumed / all : 0;
}

/// "54 % of the purchase is priced by assumption: ask for offers"; empty where less than a tenth.
std::string assumed_text(double share);

}  // namespace islet
