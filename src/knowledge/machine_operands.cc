#include "knowledge/machine_operands.h"

#include <utility>

#include <fmt/format.h>

#include "knowledge/operands.h"

namespace islet {

Error refused_operand(std::string what, std::string hint) {
  return Error{{}, std::move(what), std::move(hint), "D2", ""};
}

std::optional<Error> wrong_count(std::span<const std::string> operands, std::size_t low,
                                 std::size_t high, const char* wanted) {
  if (operands.size() >= low && operands.size() <= high) return std::nullopt;
  return Error{{},
               fmt::format("{} operands, must be {}", operands.size(), wanted),
               "islet explain --help shows the order.",
               "V5",
               ""};
}

Result<const Model*> model_named(const QuestionContext& context, const std::string& name) {
  const Model* model = find_model(context.catalog, name);
  if (model == nullptr) {
    return refused_operand("`" + name + "` is no model of the catalogue",
                           "islet catalog list models names them.");
  }
  return model;
}

Result<const Accelerator*> machine_named(const QuestionContext& context, const std::string& name) {
  const Accelerator* device = find_accelerator(context.catalog, name);
  if (device == nullptr || device->named_only) {
    return refused_operand("`" + name + "` is no device with figures in the catalogue",
                           "islet catalog list accelerators names them.");
  }
  return device;
}

Result<Precision> precision_operand(const std::string& text) {
  const auto precision = precision_named(text);
  if (!precision) {
    return refused_operand("`" + text + "` is no precision",
                           "One of fp32, fp16, fp8, int8, fp4, int4.");
  }
  return *precision;
}

Result<double> number_operand(const std::string& text, double low, double high) {
  const Result<ParsedValue> value = parse_value(text);
  if (!value) return value.error();
  if (value->form != ValueForm::known || value->has_unit || !(value->typical >= low) ||
      !(value->typical <= high)) {
    return Error{{},
                 fmt::format("`{}` must be a number from {:g} to {:g}", text, low, high),
                 "Write it without a unit.",
                 "V5",
                 ""};
  }
  return value->typical;
}

Result<int> whole_operand(const std::string& text, int low, int high) {
  const Result<double> number = number_operand(text, low, high);
  if (!number) return number.error();
  const int whole = static_cast<int>(*number);
  if (static_cast<double>(whole) != *number) {
    return Error{{}, "`" + text + "` must be a whole number", "Write it as `4`.", "V5", ""};
  }
  return whole;
}

Result<Placed> placed(const QuestionContext& context, std::span<const std::string> operands) {
  const auto model = model_named(context, operands[0]);
  if (!model) return model.error();
  const auto weights = precision_operand(operands[1]);
  if (!weights) return weights.error();
  const auto count = whole_operand(operands[2], 1, 1024);
  if (!count) return count.error();
  const auto device = machine_named(context, operands[3]);
  if (!device) return device.error();
  return Placed{*model, *device, *weights, *count};
}

}  // namespace islet
