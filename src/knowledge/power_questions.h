// The questions of sums about a site's power: panels for a load, a generator's size, what stands
// between a supply and a machine, which servers bear the air. Rows of the table in questions.cc.
#pragma once

#include <span>
#include <string>

#include "knowledge/questions.h"

namespace islet {

/// `LOAD SUN_HOURS [SHARE]`: panels that carry that share of a steady load.
Result<Answer> ask_panels(const QuestionContext& context, std::span<const std::string> operands);

/// `LOAD [RATING]`: the diesel set for a load, or whether one that is there suits it.
Result<Answer> ask_generator(const QuestionContext& context, std::span<const std::string> operands);

/// `VOLTAGE ac|dc`: what stands between that supply and the machines.
Result<Answer> ask_converter(const QuestionContext& context, std::span<const std::string> operands);

/// `TEMPERATURE`: whether standard and rugged servers bear it.
Result<Answer> ask_ambient(const QuestionContext& context, std::span<const std::string> operands);

/// HOST DEVICE COUNT: what a server draws idle, serving and at full load.
Result<Answer> ask_server(const QuestionContext& context, std::span<const std::string> operands);

}  // namespace islet
