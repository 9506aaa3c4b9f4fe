// The questions of judgement that can be asked by name, each with its operands, in one table.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "catalog/catalog.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"
#include "perf/deployment_maker.h"

namespace islet {

struct QuestionContext {
  const Knowledge& knowledge;
  const Catalog& catalog;
  DeploymentMakers makers{};  ///< that machines are compared by; calibrated ones for people
};

struct Question {
  const char* name;      ///< "latency-class"
  const char* operands;  ///< "BUDGET | WORKLOAD"
  const char* what;      ///< one line
  const char* example;   ///< operands of an example that works
  /// Error V5 or D2 when an operand is none of those asked for; too few or too many are V5.
  Result<Answer> (*ask)(const QuestionContext& context, std::span<const std::string> operands);
};

/// In the order of --help.
std::span<const Question> questions();
const Question* question_named(std::string_view name);

}  // namespace islet
