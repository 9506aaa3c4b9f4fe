// The questions that a model on machines answers: precision, split, drafts, training, partitions,
// links, porting. Rows of the table in knowledge/questions.cc.
#pragma once

#include <span>
#include <string>

#include "knowledge/questions.h"

namespace islet {

/// `MODEL DEVICE [SEQUENCES]`: every precision, best first.
Result<Answer> ask_precision(const QuestionContext& context, std::span<const std::string> operands);

/// `MODEL PRECISION COUNT DEVICE`: every split over the devices, greatest total first.
Result<Answer> ask_split(const QuestionContext& context, std::span<const std::string> operands);

/// `ACCEPTANCE LENGTH SHARE`, the formula alone; or `TARGET DRAFT PRECISION COUNT DEVICE
/// SEQUENCES`.
Result<Answer> ask_drafts(const QuestionContext& context, std::span<const std::string> operands);

/// `full|lora|qlora MODEL COUNT DEVICE`: memory, whether it fits, and 1e9 tokens.
Result<Answer> ask_training(const QuestionContext& context, std::span<const std::string> operands);

/// `DEVICE [MODEL PRECISION]`: the parts it can be cut into.
Result<Answer> ask_partition(const QuestionContext& context, std::span<const std::string> operands);

/// `inference|full|lora|qlora BILLIONS DEVICES TENSOR PIPELINE [PRECISION]`: is NVLink needed.
Result<Answer> ask_nvlink(const QuestionContext& context, std::span<const std::string> operands);

/// `MODEL DEVICE [TIME]`: speed lost to an NPU before porting, and the gap that the measured time
/// of one input leaves.
Result<Answer> ask_porting(const QuestionContext& context, std::span<const std::string> operands);

}  // namespace islet
