// The questions of several machines: few big or many small, what would do in place of what is
// there, and the network between them. Rows of the table in knowledge/questions.cc.
#pragma once

#include <span>
#include <string>

#include "knowledge/questions.h"

namespace islet {

/// `MODEL PRECISION RATE DEVICE DEVICE...`: fleets of machines with four of a device each; RATE in
/// tokens a second.
Result<Answer> ask_fleet(const QuestionContext& context, std::span<const std::string> operands);

/// `MACHINES DEVICES [training]`: InfiniBand or Ethernet.
Result<Answer> ask_fabric(const QuestionContext& context, std::span<const std::string> operands);

/// `MODEL|SIZE PRECISION RATE COUNT PRESENT DEVICE...`: the cheapest of the devices that serves
/// RATE tokens a second, beside COUNT of the present one.
Result<Answer> ask_right_size(const QuestionContext& context,
                              std::span<const std::string> operands);

}  // namespace islet
