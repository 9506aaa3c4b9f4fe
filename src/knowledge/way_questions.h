// The questions of how machines are run: under which software, at which power cap. Rows of the
// table in knowledge/questions.cc.
#pragma once

#include <span>
#include <string>

#include "knowledge/questions.h"

namespace islet {

/// `MODEL|SIZE PRECISION COUNT DEVICE`: what each software that runs the model there makes of it:
/// first token and tokens a second of a language model, inputs a second of a net. The first named
/// is the usual one there.
Result<Answer> ask_software(const QuestionContext& context, std::span<const std::string> operands);

/// `DEVICE`: the speed that prompts and decoding keep when its boards are held to 95 % .. 60 % of
/// their own power limit; whether they take one at all.
Result<Answer> ask_power_cap(const QuestionContext& context, std::span<const std::string> operands);

}  // namespace islet
