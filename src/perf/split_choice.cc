#include "perf/split_choice.h"

#include <algorithm>

#include "base/check.h"
#include "perf/memory.h"
#include "perf/split_traffic.h"

namespace islet {
namespace {

constexpr int devices_max = 4096;

void add_speed(const Model& model, const Accelerator& device, const SplitQuestion& question,
               SplitChoice& choice) {
  const Deployment deployment = question.maker(model, device, choice.layout);
  const Tokens context = question.prompt + 0.5 * question.reply;
  choice.one_user = deployment.decode_rate_per_user(1, context);
  choice.first_token = deployment.prefill_time(question.prompt);
  choice.total = choice.copies * deployment.greatest_rate(question.prompt, question.reply);
  const int held = deployment.sequences_that_fit(question.prompt + question.reply);
  choice.sequences = choice.copies * held;
  const StepCost full =
      deployment.step({.decode_sequences = std::max(1.0, 1.0 * held), .mean_context = context});
  choice.board_power = choice.copies * deployment.devices() * full.board_power;
  // Tokens that a copy computes for each reply token: the prompt's share comes with it.
  const double computed = (question.prompt + question.reply) / question.reply;
  choice.link_traffic =
      link_bytes_per_token(model, choice.layout) * choice.total * computed / choice.copies;
}

/// The device on its host's bus alone.
Accelerator without_link(Accelerator device) {
  device.link = DeviceLink{};
  return device;
}

void add_rate_over_pcie(const Model& model, const Accelerator& device,
                        const SplitQuestion& question, SplitChoice& choice) {
  const Accelerator bare = without_link(device);
  const bool held = fits(model, bare, choice.layout,
                         {.sequences = 1, .context = question.prompt + question.reply});
  if (!held || device.host_link <= Bandwidth{}) return;
  choice.total_over_pcie =
      choice.copies *
      question.maker(model, bare, choice.layout).greatest_rate(question.prompt, question.reply);
}

SplitChoice choice_of(const Model& model, const Accelerator& device, const SplitQuestion& question,
                      int tensor, int pipeline) {
  SplitChoice choice;
  choice.layout = {
      .tensor = tensor, .pipeline = pipeline, .weights = question.weights, .cache = question.cache};
  choice.copies = question.devices / choice.layout.devices();
  choice.link = link_advice({.work = JointWork::inference,
                             .parameters = model.parameters,
                             .weights = question.weights,
                             .devices = question.devices,
                             .tensor = tensor,
                             .pipeline = pipeline,
                             .realtime = question.realtime});
  choice.refused = refusal(model, device, choice.layout);
  if (!choice.refused) {
    choice.refused = memory_refusal(model, device, choice.layout,
                                    {.sequences = 1, .context = question.prompt + question.reply});
  }
  const bool has_nvlink =
      device.link.kind == LinkKind::nvlink_bridge || device.link.kind == LinkKind::nvswitch;
  if (!choice.refused && choice.link.need == LinkNeed::required && !has_nvlink) {
    choice.refused = Refusal{choice.link.rule, choice.link.why + ", " + device.name + " has none"};
  }
  if (!choice.refused) add_speed(model, device, question, choice);
  if (choice.refused && choice.refused->rule == "R021") {
    add_rate_over_pcie(model, device, question, choice);
  }
  return choice;
}

}  // namespace

std::vector<SplitChoice> split_choices(const Model& model, const Accelerator& device,
                                       const SplitQuestion& question) {
  CHECK(question.devices >= 1 && question.devices <= devices_max);
  CHECK(question.reply > Tokens{});
  std::vector<SplitChoice> choices;
  if (!model.shape) return choices;
  for (int tensor = 1; tensor <= question.devices; ++tensor) {
    for (int pipeline = 1; tensor * pipeline <= question.devices; ++pipeline) {
      if (question.devices % (tensor * pipeline) != 0) continue;
      choices.push_back(choice_of(model, device, question, tensor, pipeline));
    }
  }
  std::stable_sort(choices.begin(), choices.end(), [](const SplitChoice& a, const SplitChoice& b) {
    if (a.refused.has_value() != b.refused.has_value()) return !a.refused.has_value();
    return a.total > b.total;
  });
  return choices;
}

const SplitChoice* fastest_for_one(const std::vector<SplitChoice>& choices) {
  const SplitChoice* best = nullptr;
  for (const SplitChoice& one : choices) {
    if (!one.refused && (best == nullptr || one.one_user > best->one_user)) best = &one;
  }
  return best;
}

}  // namespace islet
