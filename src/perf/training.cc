#include "perf/training.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "perf/class_constants.h"
#include "perf/link_need.h"
#include "perf/model_shape.h"
#include "perf/power.h"

namespace islet {
namespace {

// Bytes of one trained parameter: 16-bit weight and gradient; two moments and a copy in 32 bit.
constexpr double weight_width = 2;
constexpr double gradient_width = 2;
constexpr double optimiser_width = 12;
// NF4 with its scales quantised once more: 4.127 bits. QLoRA, arXiv 2305.14314, section 3.
constexpr double nf4_width = 4.127 / 8.0;
// Logits in 16 bit and once more in 32 bit for the loss.
constexpr double logit_width = 6;
// Runtime, kernels and fragments. Assumption, grade D, 2026-11.
constexpr double runtime_bytes = 0.6e9;
// Training reaches this share of what inference's large matrix products reach: 0.42 of dense peak
// for A100 from the GPU hours of Llama 2 (arXiv 2307.09288, table 2), over 0.72.
constexpr double training_share = 0.58;
// LoRA runs 15 % faster than QLoRA on A100 (rule R064): unpacking of 4-bit weights.
constexpr double unpacking = 1.15;
// The part of an exchange that hides behind arithmetic. Assumption; with 4,096 tokens a
// pass it gives the 20 to 40 % that PCIe costs at 7B (rule R025). Grade D, 2026-11.
constexpr double hidden_exchange = 0.5;
constexpr int devices_max = 16384;

bool trains_all(const TrainingSetup& setup) { return setup.method == TrainingMethod::full; }

double trained_parameters(const Model& model, const TrainingSetup& setup) {
  return trains_all(setup) ? model.parameters : adapter_parameters(model, setup.adapter);
}

/// Weights of the model itself: 16 bit, or 4 bit with output layer and embedding kept in 16 bit.
Bytes base_weights(const Model& model, TrainingMethod method) {
  if (method != TrainingMethod::qlora) return weight_width * model.parameters * byte;
  const ParameterSplit split = parameter_split(model);
  return (nf4_width * (split.body + split.experts) +
          weight_width * (split.output + split.embedding)) *
         byte;
}

bool has_nvlink(const Accelerator& device) {
  return device.link.kind == LinkKind::nvlink_bridge || device.link.kind == LinkKind::nvswitch;
}

JointTask joint_task(const Model& model, const TrainingSetup& setup) {
  JointTask task{.parameters = model.parameters, .devices = setup.devices};
  task.work = trains_all(setup)                      ? JointWork::full_training
              : setup.method == TrainingMethod::lora ? JointWork::lora
                                                     : JointWork::qlora;
  return task;
}

bool is_shared_out(const Model& model, const Accelerator& device, const TrainingSetup& setup) {
  TrainingSetup alone = setup;
  alone.devices = 1;
  return training_memory(model, alone).total() > training_room(device);
}

}  // namespace

std::string_view name_of(TrainingMethod method) {
  switch (method) {
    case TrainingMethod::full:
      return "full training";
    case TrainingMethod::lora:
      return "LoRA";
    case TrainingMethod::qlora:
      return "QLoRA";
  }
  return "full training";
}

namespace {

/// Activations that the backward pass needs.
///
///     kept  = tokens * layers * 2 hidden                                    with checkpoints
///     layer = tokens * 2 (4 hidden + 2 queries + 2 keys + m intermediate)   16 bit
///     bytes = kept + layer + logits, or layers * layer + logits             without checkpoints
///     logits = 6 * tokens * vocabulary
///
/// m is 4 with a gate and 2 without; for 4 hidden and no gate the layer is the 34 bytes a value of
/// the source without its two dropout masks.
///
/// Valid for   attention kernels that do not keep the scores
/// Leaves out  dropout, fused kernels that keep less; frozen layers, which need a little less
/// Source      Korthikanti et al., "Reducing activation recomputation", arXiv 2205.05198, section 4
Bytes activation_memory(const LanguageShape& shape, const TrainingSetup& setup) {
  const double tokens = setup.sequence / token * setup.sequences;
  const double queries = static_cast<double>(shape.heads) * shape.head_width;
  const double keys = static_cast<double>(shape.kv_heads) * shape.head_width;
  const double wide = shape.experts > 0
                          ? static_cast<double>(shape.moe_intermediate) * shape.experts_per_token
                          : shape.intermediate;
  const double matrices = shape.feed_forward_matrices > 2 ? 4.0 : 2.0;
  const double layer = 2.0 * (4.0 * shape.hidden + 2.0 * queries + 2.0 * keys + matrices * wide);
  const double kept =
      setup.checkpoints ? shape.layers * 2.0 * shape.hidden + layer : shape.layers * layer;
  return tokens * (kept + logit_width * shape.vocabulary) * byte;
}

/// Arithmetic of training on one token.
///
///     full     = 6 active + 6 layers * queries * sequence
///     adapters = 4 active + the same attention + 6 adapter
///     with checkpoints, 2 active more for the second forward pass
///
/// Valid for   causal attention
/// Leaves out  embedding look-ups
/// Source      Kaplan et al., arXiv 2001.08361; attention term of PaLM, arXiv 2204.02311, appendix
///             B, halved for causal masks
Flops training_work_per_token(const Model& model, const TrainingSetup& setup) {
  CHECK(model.shape.has_value());
  const double active = model.active_parameters > 0 ? model.active_parameters : model.parameters;
  double passes = trains_all(setup) ? 6.0 : 4.0;
  if (setup.checkpoints) passes += 2.0;
  const LanguageShape& shape = *model.shape;
  const double attention = 6.0 * shape.layers * static_cast<double>(shape.heads) *
                           shape.head_width * (setup.sequence / token);
  Flops work = (passes * active + attention) * flop;
  if (!trains_all(setup)) work += 3.0 * adapter_work_per_token(model, setup.adapter);
  return work;
}

/// Bytes that each device sends between two updates of one pass's share.
///
///     copies      = 2 (N - 1) / N * gradients / accumulation
///     shared out  = (N - 1) / N * (2 gathers of weights + 1 sum of gradients)
///
/// Source      Rajbhandari et al., "ZeRO", SC 2020 (arXiv 1910.02054), section 7
Bytes exchange_per_pass(const Model& model, const Accelerator& device, const TrainingSetup& setup) {
  if (setup.devices <= 1) return Bytes{};
  const double part = (setup.devices - 1.0) / setup.devices;
  const Bytes gradients = gradient_width * trained_parameters(model, setup) * byte;
  if (!is_shared_out(model, device, setup)) {
    return 2.0 * part / std::max(1.0, setup.accumulation) * gradients;
  }
  return part * (2.0 * base_weights(model, setup.method) + gradients);
}

}  // namespace

/// States of training on one device.
///
///     full   = 16 bytes a parameter: weight 2, gradient 2, moments and copy 12
///     LoRA   = 2 bytes a parameter + 16 bytes a parameter of the adapter
///     QLoRA  = 4.127 bits a parameter of the layers, 16 bits of the rest + the adapter
///     each over the number of devices; activations are every device's own
///
/// Valid for   mixed precision with Adam, states shared out evenly (ZeRO stage 3, FSDP)
/// Leaves out  offload to the host, 8-bit optimisers, layers gathered ahead of their use
/// Source      Rajbhandari et al., as above, section 3.1; QLoRA, arXiv 2305.14314; rule R049 with
///             correction CM05
TrainingMemory training_memory(const Model& model, const TrainingSetup& setup) {
  CHECK(model.shape.has_value() && setup.devices >= 1);
  const double share = 1.0 / setup.devices;
  const double trained = trained_parameters(model, setup) * share;
  TrainingMemory need;
  need.weights = share * base_weights(model, setup.method);
  if (!trains_all(setup)) need.weights += weight_width * trained * byte;
  need.gradients = gradient_width * trained * byte;
  need.optimiser = optimiser_width * trained * byte;
  need.activations = activation_memory(*model.shape, setup);
  need.work_space = runtime_bytes * byte;
  return need;
}

Bytes training_room(const Accelerator& device) {
  // Where memory is unified the system's share and reserve stay out of it.
  const bool unified = device.unified_memory || device.device_class == DeviceClass::cpu;
  return unified ? usable_memory(device) : device.memory;
}

int least_training_devices(const Model& model, const Accelerator& device,
                           const TrainingSetup& setup) {
  TrainingSetup alone = setup;
  alone.devices = 1;
  const TrainingMemory need = training_memory(model, alone);
  const Bytes room = training_room(device) - need.activations - need.work_space;
  if (room <= Bytes{}) return 0;
  const double count = std::ceil(need.states() / room);
  return count <= devices_max ? std::max(1, static_cast<int>(count)) : 0;
}

std::optional<Refusal> training_refusal(const Model& model, const Accelerator& device,
                                        const TrainingSetup& setup) {
  if (!model.shape) {
    return Refusal{"shape", fmt::format("the shape of {} is not known", model.name)};
  }
  if (compute_path(device, Precision::fp16, ModelKind::language).peak <= ComputeRate{}) {
    return Refusal{"precision",
                   fmt::format("{} has no 16-bit arithmetic to train with", device.name)};
  }
  const TrainingMemory need = training_memory(model, setup);
  if (need.total() > training_room(device)) {
    const int enough = least_training_devices(model, device, setup);
    const std::string instead =
        enough > 0 ? fmt::format("{} together would do", enough) : "no number of them would do";
    return Refusal{"memory",
                   fmt::format("{} of {} needs {:.1f} GB on each of {} devices ({:.1f} weights, "
                               "{:.1f} gradients, {:.1f} optimiser, {:.1f} activations), {} has "
                               "{:.1f} GB; {}",
                               name_of(setup.method), model.name, need.total() / gigabyte,
                               setup.devices, need.weights / gigabyte, need.gradients / gigabyte,
                               need.optimiser / gigabyte, need.activations / gigabyte, device.name,
                               training_room(device) / gigabyte, instead)};
  }
  const LinkAdvice link = link_advice(joint_task(model, setup));
  if (link.need == LinkNeed::required && !has_nvlink(device)) {
    return Refusal{link.rule, fmt::format("{}, {} has no NVLink", link.why, device.name)};
  }
  if (setup.devices > 1 && std::max(device.link.each_way, device.host_link) <= Bandwidth{}) {
    return Refusal{"link", fmt::format("the link of {} to others is not known", device.name)};
  }
  return std::nullopt;
}

/// Time to train on a number of tokens.
///
///     compute  = tokens * work / (N * 0.58 * e_f * F)          times 1.15 for QLoRA
///     exchange = passes * bytes a pass / (e_l * link)
///     time     = max(compute, exchange) + 0.5 * min(compute, exchange)      for N > 1
///
/// Valid for   one machine, or several with links as good
/// Leaves out  reading the data, saving, failures; stragglers
/// Source      utilisation from the GPU hours of Llama 2, arXiv 2307.09288, table 2; the overlap is
///             an assumption
TrainingRun training_run(const Model& model, const Accelerator& device, const TrainingSetup& setup,
                         Tokens tokens) {
  CHECK(!training_refusal(model, device, setup).has_value());
  const double count = setup.devices;
  const ComputeRate peak = compute_path(device, Precision::fp16, ModelKind::language).peak;
  const double reached = training_share * constants_of(device.device_class).matrix;
  const double slower = setup.method == TrainingMethod::qlora ? unpacking : 1.0;
  TrainingRun run;
  run.compute =
      slower * (tokens / token) * training_work_per_token(model, setup) / (count * reached * peak);
  run.time = run.compute;
  if (setup.devices > 1) {
    const bool fast = has_nvlink(device);
    const Bandwidth link = std::max(device.link.each_way, device.host_link) *
                           (fast ? collective_link : collective_pcie);
    const double passes = tokens / (count * setup.sequences * setup.sequence);
    run.exchange = passes * exchange_per_pass(model, device, setup) / link;
    run.time =
        std::max(run.compute, run.exchange) + hidden_exchange * std::min(run.compute, run.exchange);
  }
  run.board_power = board_power(device.idle_power.typical, device.board_power.typical,
                                {.compute = run.compute / run.time});
  run.energy = count * run.time * run.board_power;
  return run;
}

}  // namespace islet
