// The questions of serving a model: what it takes of memory, how fast it is by batch, what the link
// between its devices costs. Rows of the table in knowledge/questions.cc.
#pragma once

#include <span>
#include <string>

#include "knowledge/questions.h"

namespace islet {

/// `MODEL|SIZE PRECISION COUNT DEVICE [SHARE]`: weights, cache and what is left, and whether it
/// fits: as usual, with the engine's share raised and the cache capped, or not at all.
Result<Answer> ask_memory(const QuestionContext& context, std::span<const std::string> operands);

/// `MODEL|SIZE PRECISION COUNT DEVICE [TOKENS_PER_S]`: bound and speed by batch, what sets the
/// pace, and the streams that a total rate takes.
Result<Answer> ask_speed(const QuestionContext& context, std::span<const std::string> operands);

/// `prefill|train MODEL|SIZE PRECISION COUNT DEVICE [TOKENS]`: time and share of the exchange over
/// the device's own link, over PCIe, and through the host's memory.
Result<Answer> ask_links(const QuestionContext& context, std::span<const std::string> operands);

}  // namespace islet
