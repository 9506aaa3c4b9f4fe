// Operands of the questions about models on machines: names of the catalogue, precisions, counts.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/estimate.h"
#include "knowledge/questions.h"

namespace islet {

/// D2 with that text.
Error refused_operand(std::string what, std::string hint);

/// V5 unless there are `low` to `high` operands.
std::optional<Error> wrong_count(std::span<const std::string> operands, std::size_t low,
                                 std::size_t high, const char* wanted);

/// D2 when the catalogue has none, or no figures of it.
Result<const Model*> model_named(const QuestionContext& context, const std::string& name);
/// A model of the catalogue, or a size alone ("70b"): the language model nearest to it, scaled to
/// just so many parameters.
Result<Model> model_or_size(const QuestionContext& context, const std::string& name);
Result<const Accelerator*> machine_named(const QuestionContext& context, const std::string& name);

Result<Precision> precision_operand(const std::string& text);

/// A plain number in [low, high], and the same without a fraction.
Result<double> number_operand(const std::string& text, double low, double high);
Result<int> whole_operand(const std::string& text, int low, int high);

/// A predicted rate in tokens a second, with the range of the device's class.
Estimate<double> rate_estimate(TokenRate rate, const Accelerator& device, std::string source);

/// Model, precision, count and device of a question, in that order.
struct Placed {
  Model model;
  const Accelerator* device = nullptr;
  Precision weights = Precision::fp16;
  int count = 1;
};

/// Of exactly four operands.
Result<Placed> placed(const QuestionContext& context, std::span<const std::string> operands);

}  // namespace islet
