#include "perf/lora_serving.h"

#include <algorithm>

#include "base/check.h"
#include "perf/class_constants.h"

namespace islet {
namespace {

// Start of one small kernel inside a captured graph: 3 us an operation in AIConfigurator's
// formulas. Two kernels (down to the rank and up again) for each adapted matrix.
constexpr double kernel_start = 3e-6;
constexpr double kernels_per_matrix = 2;
// Small kernels that gather factors of several adapters stream less well than dense layers.
// Assumption, grade D, 2026-11.
constexpr double gather_stream = 0.7;
// Book-keeping of a load beside the transfer. Middle of what engines log, grade D, 2026-11.
constexpr double load_start = 1.5e-3;
constexpr double load_link = 0.75;
constexpr int slots_max = 4096;

/// Widths (input plus output) of the adapted matrices of one layer, and how many there are.
struct AdaptedMatrices {
  double attention_widths = 0;
  double feed_forward_widths = 0;  ///< of one expert, or of the dense layer
  double count = 0;
};

AdaptedMatrices matrices_of_layer(const LanguageShape& shape, const Adapter& adapter) {
  const double hidden = shape.hidden;
  const double queries = static_cast<double>(shape.heads) * shape.head_width;
  const double keys = shape.latent_attention
                          ? static_cast<double>(shape.latent_width)
                          : static_cast<double>(shape.kv_heads) * shape.head_width;
  const double wide = shape.experts > 0 ? shape.moe_intermediate : shape.intermediate;
  AdaptedMatrices found;
  if (adapter.on_queries_and_values) {
    found.attention_widths += (hidden + queries) + (hidden + keys);
    found.count += 2;
  }
  if (adapter.on_keys_and_outputs) {
    found.attention_widths += (hidden + keys) + (queries + hidden);
    found.count += 2;
  }
  if (adapter.on_feed_forward) {
    found.feed_forward_widths = shape.feed_forward_matrices * (hidden + wide);
    found.count += shape.feed_forward_matrices;
  }
  return found;
}

}  // namespace

/// Parameters of an adapter.
///
///     parameters = layers * rank * sum of (inputs + outputs) over the adapted matrices
///
/// Valid for   transformers; each expert counts as matrices of its own
/// Leaves out  adapters of embedding and output layer; the inner widths of latent attention, for
///             which the width of its cache stands
/// Source      Hu et al., "LoRA", ICLR 2022 (arXiv 2106.09685), section 4.1
double adapter_parameters(const Model& model, const Adapter& adapter) {
  CHECK(model.shape.has_value() && adapter.rank > 0);
  const AdaptedMatrices found = matrices_of_layer(*model.shape, adapter);
  const double experts = std::max(1, model.shape->experts);
  return static_cast<double>(model.shape->layers) * adapter.rank *
         (found.attention_widths + experts * found.feed_forward_widths);
}

Bytes adapter_bytes(const Model& model, const Adapter& adapter) {
  return adapter_parameters(model, adapter) * bytes_per_value(adapter.precision);
}

/// Arithmetic of an adapter.
///
///     work = 2 * layers * rank * sum of (inputs + outputs) over the matrices that a token passes
///
/// Valid for   as above
/// Source      multiply and add of the two factors, Hu et al., as above
Flops adapter_work_per_token(const Model& model, const Adapter& adapter) {
  CHECK(model.shape.has_value() && adapter.rank > 0);
  const AdaptedMatrices found = matrices_of_layer(*model.shape, adapter);
  const double experts = std::max(1, model.shape->experts_per_token);
  return 2.0 * model.shape->layers * adapter.rank *
         (found.attention_widths + experts * found.feed_forward_widths) * flop;
}

/// Memory of slots on one device.
///
///     bytes = slots * adapter * (1 + 1 / tensor) / 2 / pipeline
///
/// Valid for   engines that book slots of one size at their start
/// Leaves out  engines that split both factors (vLLM's fully sharded layers)
/// Source      vLLM's LoRA configuration: half of the adapter's computation is split by default,
///             slots have the largest rank allowed
Bytes slot_memory(const Model& model, const Layout& layout, const Adapter& largest, int slots) {
  const double split = 0.5 * (1.0 + 1.0 / layout.tensor) / layout.pipeline;
  return slots * split * adapter_bytes(model, largest);
}

int slots_that_fit(const Model& model, const Accelerator& device, const Layout& layout,
                   const Adapter& largest, const Holding& holding) {
  const Bytes room = usable_memory(device, layout.engine_share) -
                     memory_need(model, device, layout, holding).total();
  if (room <= Bytes{}) return 0;
  const double slots = room / slot_memory(model, layout, largest, 1);
  return static_cast<int>(std::min(slots, static_cast<double>(slots_max)));
}

/// Time to load one adapter.
///
///     time = 1.5 ms + bytes / (0.75 * host link)
///
/// Valid for   adapters in the host's memory; unified memory copies at its own rate
/// Leaves out  reading it from a disk or over a network
/// Source      Punica (arXiv 2310.18547) and S-LoRA (arXiv 2311.03285) load over PCIe in the same
///             way; constants as named above
Duration adapter_load_time(const Model& model, const Accelerator& device, const Adapter& adapter) {
  const Bandwidth link = device.unified_memory ? device.memory_bandwidth : device.host_link;
  CHECK(link > Bandwidth{});
  return load_start * second + adapter_bytes(model, adapter) / (load_link * link);
}

/// What adapters add to a step.
///
///     time = max(tokens * work / (F e_f), distinct * bytes / (W e_w * 0.7))
///            + 2 kernels * adapted matrices * 3 us
///
/// Valid for   engines that gather the adapters of a batch in one kernel (SGMV, BGMV)
/// Leaves out  kernels that run beside the dense layer's; padding of mixed ranks beyond the largest
/// Source      Chen et al., "Punica", MLSys 2024 (arXiv 2310.18547): about 2 ms a token in all;
///             mixed ranks cost as the largest, arXiv 2511.22880
Duration adapter_step_time(const Model& model, const Accelerator& device, const Layout& layout,
                           const Adapter& largest, const AdapterUse& use) {
  const ClassConstants constants = constants_of(device.device_class);
  const ComputePath path = compute_path(device, largest.precision, ModelKind::language);
  CHECK(path.peak > ComputeRate{} && device.memory_bandwidth > Bandwidth{});
  CHECK(model.shape.has_value());
  const double devices = layout.tensor;
  const Duration compute = use.tokens * adapter_work_per_token(model, largest) /
                           (devices * constants.matrix * path.peak);
  // A token of a mixture passes a few experts; the factors of the others are not read.
  const double passed = std::min(1.0, use.tokens * adapter_work_per_token(model, largest) /
                                          (2.0 * adapter_parameters(model, largest) * flop));
  const Bytes read = passed * std::min(use.distinct, use.tokens) *
                     slot_memory(model, {.tensor = layout.tensor}, largest, 1);
  const Duration memory = read / (constants.stream * gather_stream * device.memory_bandwidth);
  const double matrices = model.shape->layers * matrices_of_layer(*model.shape, largest).count;
  return std::max(compute, memory) + kernels_per_matrix * matrices * kernel_start * second;
}

}  // namespace islet
