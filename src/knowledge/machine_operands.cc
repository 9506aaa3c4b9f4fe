#include "knowledge/machine_operands.h"

#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "knowledge/fact.h"
#include "knowledge/operands.h"
#include "perf/evidence.h"

namespace islet {
namespace {

constexpr double billions_min = 0.01;
constexpr double billions_max = 10000;

/// "Did you mean l4, l40?", of devices alone or of models alone; else where all are listed.
std::string near_hint(const Catalog& catalog, const std::string& name, bool devices,
                      const char* list) {
  std::string near;
  for (const std::string& word : names_like(catalog, name)) {
    const bool fits =
        devices ? find_accelerator(catalog, word) != nullptr
                : find_model(catalog, word) != nullptr || find_choice(catalog, word) != nullptr;
    if (fits) near += (near.empty() ? "" : ", ") + word;
  }
  if (!near.empty()) return "Did you mean " + near + "?";
  return fmt::format("islet catalog list {} names them.", list);
}

/// 70 of "70b" and "70B"; none for any other word.
std::optional<double> size_in_billions(const std::string& text) {
  if (text.size() < 2 || (text.back() != 'b' && text.back() != 'B')) return std::nullopt;
  return number_of(text.substr(0, text.size() - 1));
}

/// The shape of the language model that is nearest in parameters, with exactly `parameters`.
Model model_of_size(const Catalog& catalog, double parameters) {
  const Model* nearest = nullptr;
  double least = 0;
  for (const Model& model : catalog.models) {
    if (!model.shape) continue;
    const double miss = std::abs(std::log(model.parameters / parameters));
    if (nearest == nullptr || miss < least) {
      nearest = &model;
      least = miss;
    }
  }
  CHECK(nearest != nullptr);
  Model sized = *nearest;
  const double scale = parameters / nearest->parameters;
  sized.name = fmt::format("a {:g}B model", parameters / 1e9);
  sized.parameters = parameters;
  sized.active_parameters *= scale;
  return sized;
}

}  // namespace

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
  const ModelChoice* choice = find_choice(context.catalog, name);
  const Model* model = find_model(context.catalog, choice != nullptr ? choice->model : name);
  if (model != nullptr) return model;
  return refused_operand("`" + name + "` is no model of the catalogue",
                         near_hint(context.catalog, name, false, "models"));
}

Result<Model> model_or_size(const QuestionContext& context, const std::string& name) {
  if (const auto billions = size_in_billions(name);
      billions && find_model(context.catalog, name) == nullptr) {
    if (*billions < billions_min || *billions > billions_max) {
      return refused_operand(
          fmt::format("`{}` must be from {:g}b to {:g}b", name, billions_min, billions_max),
          "b stands for billions of parameters.");
    }
    return model_of_size(context.catalog, *billions * 1e9);
  }
  const auto model = model_named(context, name);
  if (!model) return model.error();
  return **model;
}

Result<const Accelerator*> machine_named(const QuestionContext& context, const std::string& name) {
  const Accelerator* device = find_accelerator(context.catalog, name);
  if (device != nullptr && !device->named_only) return device;
  if (device != nullptr) {
    return refused_operand("only the name of " + device->name + " is known",
                           "Add its figures to a catalogue of your own: islet catalog add.");
  }
  return refused_operand("`" + name + "` is no device of the catalogue",
                         near_hint(context.catalog, name, true, "accelerators"));
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

Estimate<double> rate_estimate(TokenRate rate, const Accelerator& device, std::string source) {
  return within_factor(rate / (token / second), language_range_factor(device.device_class),
                       Grade::c, "step model: " + std::move(source));
}

Result<Placed> placed(const QuestionContext& context, std::span<const std::string> operands) {
  auto model = model_or_size(context, operands[0]);
  if (!model) return model.error();
  const auto weights = precision_operand(operands[1]);
  if (!weights) return weights.error();
  const auto count = whole_operand(operands[2], 1, 1024);
  if (!count) return count.error();
  const auto device = machine_named(context, operands[3]);
  if (!device) return device.error();
  return Placed{std::move(*model), *device, *weights, *count};
}

}  // namespace islet
