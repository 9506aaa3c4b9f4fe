// The questions of jobs that are no chat: cameras on a device, a fixed engine for hard real time,
// protein folding, pictures and clips, made-up data. Rows of the table in knowledge/questions.cc.
#pragma once

#include <span>
#include <string>

#include "knowledge/questions.h"

namespace islet {

/// `MODEL|FRAMES DEVICE FRAMES_EACH`: cameras that a device carries, by a model of the catalogue or
/// by the rate that was measured on it.
Result<Answer> ask_cameras(const QuestionContext& context, std::span<const std::string> operands);

/// `DEVICE`: where perception in hard real time runs on it.
Result<Answer> ask_engine(const QuestionContext& context, std::span<const std::string> operands);

/// `RESIDUES DEVICE HOST_MEMORY`: whether a protein of that length folds there.
Result<Answer> ask_folding(const QuestionContext& context, std::span<const std::string> operands);

/// `sdxl|flux|video DEVICE`: memory, time of a picture, and how it suits a site off the grid.
Result<Answer> ask_media(const QuestionContext& context, std::span<const std::string> operands);

/// `BILLIONS BILLION_TOKENS`: compute of made-up training data beside that of the training.
Result<Answer> ask_synthetic(const QuestionContext& context, std::span<const std::string> operands);

}  // namespace islet
