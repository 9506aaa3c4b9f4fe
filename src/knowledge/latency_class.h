// Latency classes: by budget, stage by stage, never by workload as a whole.
#pragma once

#include <string>
#include <vector>

#include "base/quantity.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"

namespace islet {

/// The class of one budget: "ultra_low", "interactive", "near_real_time" or "batch".
///
/// Formula     the class whose [min, max) holds the budget; 100 ms is interactive
/// Valid for   budgets from 0
/// Leaves out  the metric: a P99 and a mean of 50 ms are in one class
/// Source      rule R116 with CL02: four classes; R117: ultra-low is below 100 ms
std::string latency_class(const Knowledge& knowledge, Duration budget);

/// One budget of a workload, and its class. A range has the class of its upper end, because that
/// is what may still be met.
struct StageClass {
  std::string stage;
  Duration budget;
  std::string latency_class;
};

/// Every budget of a workload in milliseconds; a budget in words only ("minutes") is left out.
std::vector<StageClass> stage_classes(const Knowledge& knowledge, const Fact& workload);

Answer latency_class_answer(const Knowledge& knowledge, Duration budget);
Answer stage_class_answer(const Knowledge& knowledge, const Fact& workload);

}  // namespace islet
