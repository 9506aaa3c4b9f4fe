#include "perf/memory.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "perf/class_constants.h"
#include "perf/model_shape.h"

namespace islet {
namespace {

// The operating system's part where memory is unified: a Jetson or CPU node without a desktop uses
// 1 to 1.8 GB; Apple and integrated GPUs let their graphics side take three quarters. Assumption
// from vendor notes, grade D, 2026-11.
constexpr Bytes system_share_small = 1.5 * gigabyte;
constexpr double graphics_share = 0.75;
// What an engine and its runtime hold beside activations, and the buffers of collectives:
// AIConfigurator reports 0.34-0.41 GB of NCCL buffers; 0.3 GB of the engine is an assumption.
constexpr double engine_bytes = 0.3e9;
constexpr double collective_bytes = 0.4e9;
// Sequences for which an engine keeps logits, and most that it runs at one time (vLLM: 256; 1,024).
constexpr double logit_sequences = 256;
constexpr int sequences_max = 1024;
// Bytes a parameter of the 4-bit formats: 4 bits and one 16-bit scale for 32 weights (GGUF Q4_0),
// or one 8-bit scale for 16 (NVFP4): both 4.5 bits. Output layer in 6 bits (GGUF Q6_K: 6.5625
// bits).
constexpr double four_bit_bytes = 0.5625;
constexpr double six_bit_bytes = 0.8203125;

double body_bytes(Precision precision) {
  if (precision == Precision::int4 || precision == Precision::fp4) return four_bit_bytes;
  return bytes_per_value(precision) / byte;
}

double output_bytes(Precision precision) {
  switch (precision) {
    case Precision::int4:
      return six_bit_bytes;
    case Precision::fp4:
    case Precision::fp8:
    case Precision::int8:
      return 2.0;
    case Precision::fp16:
    case Precision::fp32:
      break;
  }
  return bytes_per_value(precision) / byte;
}

double embedding_bytes(Precision precision) {
  return precision == Precision::int4 ? four_bit_bytes : output_bytes(precision);
}

/// Activations, logits and buffers of one step.
///
///     bytes = tokens * (4 hidden + 2 intermediate / tensor) * 2 + 256 * vocabulary / tensor * 4
///             + engine + collectives
///
/// Valid for   engines that cut prompts into steps of `tokens` (2,048; small devices 512)
/// Leaves out  fragmentation, captured graphs
/// Source      terms counted from the layer; sizes of buffers as named at the constants
Bytes language_work_space(const LanguageShape& shape, const Accelerator& device,
                          const Layout& layout) {
  const double tensor = layout.tensor;
  const double wide =
      std::max(shape.intermediate, shape.moe_intermediate * shape.experts_per_token);
  const double tokens = constants_of(device.device_class).step_tokens;
  const double activations = tokens * (4.0 * shape.hidden + 2.0 * wide / tensor) * 2.0;
  const double logits = logit_sequences * shape.vocabulary / tensor * 4.0;
  const double buffers = layout.devices() > 1 ? collective_bytes : 0.0;
  return (activations + logits + engine_bytes + buffers) * byte;
}

/// Work space of a model with inputs: activations grow with the work of one input.
///
///     bytes = engine + inputs * work / 500
///
/// Valid for   convolutional nets and vision transformers, within a factor of 3: ResNet-50 (8.2
///             GFLOP) holds about 10 MB of live 16-bit activations, YOLOv8m (79 GFLOP) about 160 MB
/// Leaves out  the reuse of buffers by compilers, which is better on large nets
/// Source      layer sizes of the two nets counted by hand, Islet, 2026-11; grade D
Bytes input_work_space(const Model& model, double inputs) {
  const double one = std::min(model.work_per_input / flop / 500.0, 4e9);
  return (engine_bytes + inputs * one) * byte;
}

/// Cache of one token in one layer on one device of a split.
Bytes layer_cache(const LanguageShape& shape, const Layout& layout) {
  const double heads = std::max(1.0, static_cast<double>(shape.kv_heads) / layout.tensor);
  const double values =
      shape.latent_attention ? shape.latent_width : 2.0 * heads * shape.head_width;
  // Attention in data parallel: whole caches, but of a share of the sequences.
  const double whole =
      shape.latent_attention ? shape.latent_width : 2.0 * shape.kv_heads * shape.head_width;
  const double here = layout.own_sequences ? whole / layout.tensor : values;
  return here * bytes_per_value(layout.cache);
}

double layers_on_device(int layers, const Layout& layout) {
  return std::ceil(static_cast<double>(layers) / layout.pipeline);
}

bool keeps_no_memory(const Accelerator& device) { return device.memory <= Bytes{}; }

}  // namespace

/// Weights of a model in memory.
///
///     bytes = body * b + output * b_out + embedding * b_emb
///
/// b is 4, 2, 1, 1 for FP32, FP16, FP8, INT8 and 0.5625 for 4 bits with scales. At 8 bits, and
/// in FP4, output layer and embedding stay in 16 bit; in INT4 the output layer has 6.5625 bits.
///
/// Valid for   files as published: Llama-3-70B 141 GB FP16, 72.7 GB FP8, 40.0 GB in 4 bit (Q4_0)
/// Leaves out  formats with other groups (0.53-0.60 B a parameter), sparse formats
/// Source      GGUF block formats, llama.cpp; rule R001 with correction CM10
Bytes weight_bytes(const Model& model, Precision precision) {
  if (!model.shape) return model.parameters * body_bytes(precision) * byte;
  const ParameterSplit split = parameter_split(model);
  return ((split.body + split.experts) * body_bytes(precision) +
          split.output * output_bytes(precision) + split.embedding * embedding_bytes(precision)) *
         byte;
}

/// Cache of one token over all layers.
///
///     bytes = 2 * layers * kv_heads * head_width * bytes_per_value      (shared or full heads)
///     bytes = layers * latent_width * bytes_per_value                   (latent attention)
///
/// Valid for   decoder-only transformers with one kind of attention in all layers
/// Leaves out  sliding windows (see `cache_bytes`), blocks of the engine, scales of 8-bit caches
/// Source      Kwon et al., "PagedAttention", SOSP 2023, section 3; DeepSeek-V2, arXiv 2405.04434
BytesPerToken cache_bytes_per_token(const Model& model, Precision precision) {
  return cache_bytes_per_token(model, Layout{.cache = precision});
}

/// On one device of a split: heads are divided as far as there are heads, a latent cache is copied.
///
/// Source      as above; the copy for fewer heads than devices is what vLLM and Megatron do
BytesPerToken cache_bytes_per_token(const Model& model, const Layout& layout) {
  if (!model.shape) return BytesPerToken{};
  const int all = model.shape->cache_layers > 0 ? model.shape->cache_layers : model.shape->layers;
  return layers_on_device(all, layout) * layer_cache(*model.shape, layout) / token;
}

/// Cache of one sequence.
///
///     bytes = (full layers * context + window layers * min(context, window)) * bytes of one layer
///
/// Valid for   attention in all or some layers, over everything or over a window
/// Leaves out  blocks of the engine (16 tokens), the constant state of Mamba and linear attention
/// Source      as above; Beltagy, Peters, Cohan, "Longformer", arXiv 2004.05150, for windows
Bytes cache_bytes(const Model& model, const Layout& layout, Tokens context) {
  if (!model.shape) return Bytes{};
  const LanguageShape& shape = *model.shape;
  const int all = shape.cache_layers > 0 ? shape.cache_layers : shape.layers;
  const int windowed = shape.window > 0 ? std::min(all, shape.window_layers) : 0;
  const double tokens = context / token;
  const double seen = std::min(tokens, static_cast<double>(shape.window));
  return layer_cache(shape, layout) * (layers_on_device(all - windowed, layout) * tokens +
                                       layers_on_device(windowed, layout) * seen);
}

MemoryNeed memory_need(const Model& model, const Accelerator& device, const Layout& layout,
                       const Holding& holding) {
  MemoryNeed need;
  need.weights = weight_bytes(model, layout.weights) / layout.devices();
  if (model.shape && layout.data_parallel > 1) {
    const ParameterSplit split = parameter_split(model);
    const double elsewhere = 1.0 - 1.0 / layout.data_parallel;
    need.weights = need.weights * (1.0 - elsewhere * split.experts / split.all());
  }
  if (model.shape) {
    need.cache = holding.sequences * cache_bytes(model, layout, holding.context);
    need.work_space = language_work_space(*model.shape, device, layout);
  } else {
    need.work_space = input_work_space(model, holding.sequences);
  }
  return need;
}

/// Memory for one engine.
///
///     usable = share * (memory - system),  share 0.9 where nothing else is set
///
/// Valid for   one engine to a device
/// Leaves out  other programs on the host of a unified memory
/// Source      vLLM's default; the system's share as named at the constants
Bytes usable_memory(const Accelerator& device, double engine_share) {
  Bytes free = device.memory;
  if (device.unified_memory || device.device_class == DeviceClass::cpu) {
    const bool graphics = device.device_class == DeviceClass::apple ||
                          device.device_class == DeviceClass::integrated_gpu;
    free = graphics ? graphics_share * free : free - system_share_small;
  }
  return std::max(Bytes{}, engine_share * free);
}

int sequences_that_fit(const Model& model, const Accelerator& device, const Layout& layout,
                       Tokens context) {
  if (keeps_no_memory(device)) return model.shape ? 0 : sequences_max;
  const MemoryNeed none = memory_need(model, device, layout, {.sequences = 0, .context = context});
  const MemoryNeed one = memory_need(model, device, layout, {.sequences = 1, .context = context});
  const Bytes room = usable_memory(device, layout.engine_share) - none.total();
  const Bytes each = one.total() - none.total();
  if (room < Bytes{}) return 0;
  if (each <= Bytes{}) return sequences_max;
  return static_cast<int>(std::min(room / each, static_cast<double>(sequences_max)));
}

bool fits(const Model& model, const Accelerator& device, const Layout& layout,
          const Holding& holding) {
  if (keeps_no_memory(device)) return !model.shape;
  return memory_need(model, device, layout, holding).total() <=
         usable_memory(device, layout.engine_share);
}

std::optional<double> engine_share_for(const Model& model, const Accelerator& device,
                                       const Layout& layout, const Holding& holding) {
  if (keeps_no_memory(device)) {
    return model.shape ? std::nullopt : std::optional<double>(usual_engine_share);
  }
  const Bytes need = memory_need(model, device, layout, holding).total();
  const Bytes whole = usable_memory(device, 1.0);
  if (need <= usual_engine_share * whole) return usual_engine_share;
  const double share = std::ceil(100.0 * (need / whole)) / 100.0;
  return share <= greatest_engine_share ? std::optional<double>(share) : std::nullopt;
}

std::optional<Refusal> memory_refusal(const Model& model, const Accelerator& device,
                                      const Layout& layout, const Holding& holding) {
  if (fits(model, device, layout, holding)) return std::nullopt;
  if (keeps_no_memory(device)) {
    return Refusal{"memory", fmt::format("{} has no memory for {}", device.name, model.name)};
  }
  const MemoryNeed need = memory_need(model, device, layout, holding);
  return Refusal{"memory",
                 fmt::format("{} needs {:.1f} GB on each device ({:.1f} weights, {:.1f} cache, "
                             "{:.1f} work space), {} gives {:.1f} GB",
                             model.name, need.total() / gigabyte, need.weights / gigabyte,
                             need.cache / gigabyte, need.work_space / gigabyte, device.name,
                             usable_memory(device, layout.engine_share) / gigabyte)};
}

}  // namespace islet
