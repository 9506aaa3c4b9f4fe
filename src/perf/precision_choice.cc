#include "perf/precision_choice.h"

#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

namespace islet {
namespace {

constexpr std::array<Precision, 5> candidates = {Precision::fp16, Precision::fp8, Precision::int8,
                                                 Precision::fp4, Precision::int4};

void add_language_figures(const Model& model, const Accelerator& device,
                          const PrecisionQuestion& question, const Layout& layout,
                          PrecisionChoice& choice) {
  const Tokens context = question.prompt + question.reply;
  const MemoryNeed bare = memory_need(model, device, layout, {.sequences = 0});
  const BytesPerToken each = cache_bytes_per_token(model, layout);
  const Bytes room = std::max(Bytes{}, usable_memory(device, layout.engine_share) - bare.total());
  choice.cache_tokens = each > BytesPerToken{} ? room / each : Tokens{};
  choice.sequences = sequences_that_fit(model, device, layout, context);
  if (!choice.runs()) return;
  const Deployment deployment = question.language(model, device, layout);
  const StepCost step = deployment.step({.decode_sequences = question.sequences,
                                         .mean_context = question.prompt + 0.5 * question.reply});
  choice.first_token = deployment.prefill_time(question.prompt);
  choice.rate_per_user = 1.0 * token / step.time;
  choice.board_power = step.board_power;
  choice.energy_per_token =
      layout.devices() * step.board_power / (question.sequences * choice.rate_per_user);
  choice.is_fast_enough = choice.rate_per_user >= question.per_user_min;
}

void add_input_figures(const Model& model, const Accelerator& device,
                       const PrecisionQuestion& question, PrecisionChoice& choice) {
  if (!choice.runs()) return;
  const InputDeployment deployment = question.inputs(model, device, choice.weights);
  choice.sequences = deployment.batch_max();
  const int batch = std::clamp(static_cast<int>(question.sequences), 1, choice.sequences);
  const BatchCost cost = deployment.batch(batch);
  choice.first_token = cost.time;
  choice.input_rate = batch / cost.time;
  choice.board_power = cost.board_power;
  choice.energy_per_input = cost.board_power / choice.input_rate;
}

PrecisionChoice choice_at(const Model& model, const Accelerator& device,
                          const PrecisionQuestion& question, Precision weights) {
  Layout layout = question.layout;
  layout.weights = weights;
  PrecisionChoice choice;
  choice.weights = weights;
  choice.weight_memory = weight_bytes(model, weights);
  choice.saved = weight_bytes(model, Precision::fp16) - choice.weight_memory;
  choice.accuracy = accuracy_caveat(model, weights);
  choice.falls_back = compute_path(device, weights, model.kind).note;
  const Holding holding{.sequences = question.sequences,
                        .context = question.prompt + question.reply};
  if (const auto refused = refusal(model, device, layout)) {
    choice.obstacle = refused->why;
    return choice;
  }
  if (const auto refused = memory_refusal(model, device, layout, holding)) {
    choice.obstacle = refused->why;
  }
  if (model.shape) {
    add_language_figures(model, device, question, layout, choice);
  } else {
    add_input_figures(model, device, question, choice);
  }
  return choice;
}

}  // namespace

std::vector<PrecisionChoice> precision_choices(const Model& model, const Accelerator& device,
                                               const PrecisionQuestion& question) {
  std::vector<PrecisionChoice> choices;
  for (const Precision weights : candidates) {
    choices.push_back(choice_at(model, device, question, weights));
  }
  const auto order = [](const PrecisionChoice& choice) {
    const bool has_loss = choice.accuracy.loss_high > negligible_loss;
    const double energy =
        choice.energy_per_token.in_base_units() + choice.energy_per_input.in_base_units();
    return std::tuple(!choice.is_useful(), !choice.runs(), choice.is_useful() && has_loss, energy,
                      choice.weight_memory.in_base_units());
  };
  std::stable_sort(
      choices.begin(), choices.end(),
      [&](const PrecisionChoice& a, const PrecisionChoice& b) { return order(a) < order(b); });
  return choices;
}

}  // namespace islet
