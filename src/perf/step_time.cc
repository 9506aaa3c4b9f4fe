#include "perf/step_time.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "perf/class_constants.h"
#include "perf/evidence.h"
#include "perf/memory.h"
#include "perf/model_shape.h"
#include "perf/power.h"

namespace islet {
namespace {

/// Reads and writes of norms, rotary embedding, activation and residual, per token and layer.
///
///     bytes = (8 hidden + 3 intermediate / tensor) * 2
///
/// Valid for   16-bit activations, kernels fused as usual: 4 % of a prefill on A100, against 3-15 %
///             measured on one device
/// Leaves out  launch gaps, which make it 20-40 % for small models on eight devices
/// Source      counted per layer; checked on Vidur's timings (MIT), Islet, 2026-11
double vector_bytes_per_token(const LanguageShape& shape, int tensor) {
  const double wide =
      shape.experts > 0 ? shape.moe_intermediate * shape.experts_per_token : shape.intermediate;
  return shape.layers * (8.0 * shape.hidden + 3.0 * wide / tensor) * 2.0;
}

/// Seconds of one all-reduce: a fixed part and a part per token of `bytes_per_token`.
struct Collective {
  double fixed = 0;
  double per_token = 0;
};

/// Ring all-reduce among the devices of a tensor split.
///
///     time = start + 2 (p - 1) * hop + 2 (p - 1) / p * bytes / link rate
///
/// Valid for   one machine; large messages, and small ones as a floor
/// Leaves out  reduction in the switch (NVLS), which halves the traffic where it is used
/// Source      Thakur, Rabenseifner, Gropp, "Optimization of collective communication operations in
///             MPICH", 2005; constants in perf/class_constants.h
Collective all_reduce(const Accelerator& device, int tensor, double bytes_per_token) {
  if (tensor == 1) return {};
  const bool nvlink =
      device.link.kind == LinkKind::nvlink_bridge || device.link.kind == LinkKind::nvswitch;
  const Bandwidth raw =
      device.link.kind == LinkKind::none ? device.host_link : device.link.each_way;
  const double rate = raw.in_base_units() * (nvlink ? collective_link : collective_pcie);
  CHECK(rate > 0);
  const double hops = 2.0 * (tensor - 1);
  const double start = nvlink ? collective_start : collective_start_pcie;
  return {start + hops * collective_hop, hops / tensor * bytes_per_token / rate};
}

/// What data-parallel copies tell each other in one layer of experts: each gathers the tokens of
/// all before, and the results go back to whom they belong.
///
///     time = 2 * (start + (d - 1) * hop + (d - 1) / d * bytes of all tokens / link rate)
///
/// Valid for   gather and reduce-scatter, which vLLM takes where nothing faster is installed
/// Leaves out  kernels that send a token only where its experts are (DeepEP)
/// Source      as all_reduce, which is one of each; vLLM 0.19, expert-parallel deployment guide
Collective expert_exchange(const Accelerator& device, int copies, double bytes_per_token) {
  // An all-reduce among them is one gather and one scatter of the same bytes.
  Collective both = all_reduce(device, copies, bytes_per_token);
  if (copies > 1) both.fixed *= 2.0;  // two calls start where the all-reduce is one
  return both;
}

Bound largest(const StepCost& cost) {
  const Duration most = std::max({cost.compute, cost.memory, cost.collective, cost.host});
  if (most == cost.memory) return Bound::memory;
  if (most == cost.compute) return Bound::compute;
  return most == cost.host ? Bound::host : Bound::link;
}

/// Engines that keep 8-bit whole numbers of language models and compute in 16 bit.
bool only_stores(std::string_view engine, Precision weights) {
  return weights == Precision::int8 && (engine == "llama_cpp" || engine == "openvino_genai");
}

}  // namespace

std::string_view name_of(Bound bound) {
  switch (bound) {
    case Bound::compute:
      return "compute";
    case Bound::memory:
      return "memory";
    case Bound::link:
      return "link";
    case Bound::host:
      return "host";
  }
  return "compute";
}

Deployment::Deployment(const Model& model, const Accelerator& device, const Layout& layout,
                       const Tuning& tuning)
    : pipeline_(layout.pipeline),
      devices_(layout.devices()),
      idle_(device.idle_power.typical),
      limit_(device.board_power.typical) {
  CHECK(model.shape.has_value());
  CHECK(compute_path(device, layout.weights, model.kind).peak > ComputeRate{});
  CHECK(device.memory_bandwidth > Bandwidth{});
  range_ = completed(tuning.range, language_range_factor(device.device_class));
  prompt_ = tuning.prompt;
  decode_ = tuning.decode;
  draw_ = tuning.draw;
  has_whole_ = !(prompt_.is_plain() && decode_.is_plain() && draw_.is_plain());
  cap_ = tuning.limit > Power{} ? std::min(tuning.limit, limit_) : limit_;
  const ParameterSplit split = parameter_split(model);
  // What is only stored narrow is unpacked and computed as 4-bit weights are.
  Layout computed = layout;
  if (only_stores(tuning.engine, layout.weights)) computed.weights = Precision::int4;
  fold_compute(*model.shape, split, device, computed, tuning.engine);
  fold_weights(*model.shape, split, device, layout, weight_bytes(model, layout.weights));
  fold_cache(model, *model.shape, device, layout);
  fold_links(*model.shape, device, layout);
  fold_host(*model.shape, device, tuning);
  correct(tuning.factors);
  slow_down(clock_effect(tuning.clock));

  name_ =
      fmt::format("{} {} on {}x {} (tensor {}, pipeline {})", model.name, name_of(layout.weights),
                  devices_, device.name, layout.tensor, layout.pipeline);
  const ComputePath path = compute_path(device, layout.weights, model.kind, tuning.engine);
  if (!path.note.empty()) name_ += ", " + path.note;
}

void Deployment::fold_compute(const LanguageShape& shape, const ParameterSplit& split,
                              const Accelerator& device, const Layout& layout,
                              std::string_view engine) {
  const ClassConstants constants = constants_of(device.device_class);
  const ComputePath path = compute_path(device, layout.weights, ModelKind::language, engine);
  const ComputePath wide = compute_path(device, Precision::fp16, ModelKind::language, engine);
  const double peak = path.peak.in_base_units() * layout.tensor;
  // Output layer and attention stay in 16 bit where the chip has it.
  const double wide_peak =
      wide.peak > ComputeRate{} ? wide.peak.in_base_units() * layout.tensor : peak;
  const double unpacked = layout.weights == Precision::int4 ? constants.quantised_matrix : 1.0;
  const double grouped = shape.experts > 0 ? expert_compute_loss : 1.0;
  seconds_per_linear_token_ =
      2.0 * split.active_body * grouped / (peak * constants.matrix * unpacked);
  if (layout.data_parallel > 1) {
    // What is used beyond the body are the experts of one token.
    const double of_experts = std::max(0.0, 1.0 - split.body / split.active_body);
    seconds_per_expert_token_ = seconds_per_linear_token_ * of_experts / layout.data_parallel;
    seconds_per_linear_token_ *= 1.0 - of_experts;
  }
  seconds_per_head_token_ = 2.0 * split.output / (wide_peak * constants.matrix);
  least_per_linear_token_ = 2.0 * split.active_body / peak;

  const double score_width = static_cast<double>(shape.heads) * shape.head_width;
  const double decode_width =
      shape.latent_attention ? static_cast<double>(shape.heads) * shape.latent_width : score_width;
  const double rate = wide_peak * attention_efficiency;
  attention_seconds_per_pair_ = 4.0 * score_width * shape.layers / rate;
  attention_seconds_per_context_ = 4.0 * decode_width * shape.layers / rate;
}

void Deployment::fold_weights(const LanguageShape& shape, const ParameterSplit& split,
                              const Accelerator& device, const Layout& layout, Bytes weights) {
  const ClassConstants constants = constants_of(device.device_class);
  const double tensor = layout.tensor;
  const double one = device.memory_bandwidth.in_base_units() * constants.stream;
  double stream = one * tensor / (1.0 + slice_loss * (tensor - 1));
  if (layout.weights == Precision::int4) stream *= constants.quantised_stream;
  // The embedding table is looked up, not read.
  const double read_parameters = split.all() - split.embedding;
  const double read = weights / byte * read_parameters / split.all();
  const double expert_part = split.experts / read_parameters;
  seconds_fixed_weights_ = read * (1.0 - expert_part) / stream;
  seconds_all_experts_ = read * expert_part / stream / layout.data_parallel;
  const double bandwidth = device.memory_bandwidth.in_base_units() * stream_most * tensor;
  least_fixed_weights_ = read * (1.0 - expert_part) / bandwidth;
  least_all_experts_ = read * expert_part / bandwidth / layout.data_parallel;
  if (shape.experts > 0) {
    const double chosen = shape.experts_per_token / static_cast<double>(shape.experts);
    constexpr double none_missed = -1e3;
    log_expert_missed_ = chosen < 1.0 ? std::log1p(-chosen) : none_missed;
  }
  seconds_per_vector_token_ = vector_bytes_per_token(shape, layout.tensor) / one;
}

void Deployment::fold_cache(const Model& model, const LanguageShape& shape,
                            const Accelerator& device, const Layout& layout) {
  const ClassConstants constants = constants_of(device.device_class);
  cache_per_token_ = cache_bytes_per_token(model, layout);
  // All stages of the pipeline, one device of each. The first token counts in every layer, the one
  // after the window in full layers only.
  window_ = shape.window_layers > 0 ? shape.window : 0;
  const auto read = [&](double tokens) {
    return cache_bytes(model, layout, tokens * token) / byte * layout.pipeline;
  };
  const double stream = device.memory_bandwidth.in_base_units() * constants.cache_stream;
  const double first = read(1) * length_skew / stream;
  seconds_per_cache_token_ = (read(window_ + 1) - read(window_)) * length_skew / stream;
  seconds_per_window_token_ = first - seconds_per_cache_token_;
  const MemoryNeed need = memory_need(model, device, layout, {.sequences = 0});
  cache_room_ = std::max(Bytes{}, usable_memory(device, layout.engine_share) - need.total());
  step_tokens_ = constants.step_tokens;
}

void Deployment::fold_host(const LanguageShape& shape, const Accelerator& device,
                           const Tuning& tuning) {
  const ClassConstants constants = constants_of(device.device_class);
  const auto engine = engine_constants(tuning.engine);
  host_fixed_ = engine ? engine->step_host : constants.step_host;
  host_per_sequence_ = engine ? engine->step_sequence : constants.step_sequence;
  if (!engine) return;
  const bool fast = device.device_class == DeviceClass::datacenter_gpu ||
                    device.device_class == DeviceClass::workstation_gpu;
  layers_launch_ = shape.layers * engine->layer_launch *
                   (shape.experts > 0 ? expert_launch_factor : 1.0) *
                   (fast ? 1.0 : slow_launch_factor);
}

void Deployment::correct(const LogFactors& factors) {
  const double compute = factors.factor(Component::compute);
  seconds_per_linear_token_ *= compute;
  seconds_per_expert_token_ *= compute;
  seconds_per_head_token_ *= compute;
  attention_seconds_per_pair_ *= compute;
  const double weights = factors.factor(Component::weights);
  seconds_fixed_weights_ *= weights;
  seconds_all_experts_ *= weights;
  const double cache = factors.factor(Component::cache);
  seconds_per_cache_token_ *= cache;
  seconds_per_window_token_ *= cache;
  attention_seconds_per_context_ *= cache;
  const double link = factors.factor(Component::links);
  collective_fixed_ *= link;
  collective_per_token_ *= link;
  exchange_fixed_ *= link;
  exchange_per_token_ *= link;
  host_fixed_ *= factors.factor(Component::host);
  host_per_sequence_ *= factors.factor(Component::sequence_host);
  layers_launch_ *= factors.factor(Component::launches);
  board_factor_ = factors.factor(Component::board_power);
}

void Deployment::slow_down(const ClockEffect& clock) {
  clock_ = clock;
  for (double* seconds : {&seconds_per_linear_token_, &seconds_per_head_token_,
                          &attention_seconds_per_pair_, &attention_seconds_per_context_}) {
    *seconds *= clock.compute;
  }
  for (double* seconds :
       {&seconds_fixed_weights_, &seconds_all_experts_, &seconds_per_vector_token_,
        &seconds_per_cache_token_, &seconds_per_window_token_}) {
    *seconds *= clock.memory;
  }
}

double Deployment::cache_seconds(double context) const {
  return context * seconds_per_cache_token_ +
         std::min(context, window_) * seconds_per_window_token_;
}

void Deployment::fold_links(const LanguageShape& shape, const Accelerator& device,
                            const Layout& layout) {
  const double token_bytes = 2.0 * shape.hidden;  // 16-bit activations
  const Collective reduce = all_reduce(device, layout.tensor, token_bytes);
  collective_fixed_ = 2.0 * shape.layers * reduce.fixed;
  collective_per_token_ = 2.0 * shape.layers * reduce.per_token;
  const Collective exchange = expert_exchange(device, layout.data_parallel, token_bytes);
  exchange_fixed_ = (shape.layers - shape.dense_layers) * exchange.fixed;
  exchange_per_token_ = (shape.layers - shape.dense_layers) * exchange.per_token;
  if (pipeline_ == 1) return;
  const Bandwidth link = std::max(device.link.each_way, device.host_link);
  CHECK(link.in_base_units() > 0);
  const double sends = pipeline_ - 1.0;
  collective_fixed_ += sends * collective_start_pcie;
  collective_per_token_ += sends * token_bytes / (link.in_base_units() * collective_pcie);
}

/// One micro-batch through all stages of the pipeline.
///
///     linear    = soft knee of 2 n active / (F e_f)  and  weights read / (W e_w)
///     experts   = E (1 - (1 - k / E)^n)                  distinct experts read for n tokens
///     attention = 4 H h c (k + c / 2) L / (F e_a)        prefill: c new tokens after k cached
///               + sum of max(context * cache bytes / (W e_c), 4 H h context L / (F e_a))
///     time      = linear + vector + attention + 2 L all-reduce + host
///
/// Valid for   decoder-only transformers served by an engine with fused kernels
/// Leaves out  skewed routing of experts, sliding windows, cost of starting a new shape
/// Source      Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009; Yuan et al., "LLM
///             inference unveiled", arXiv 2402.16363; constants in perf/class_constants.h
StepCost Deployment::micro_step(const StepWork& work, double parts) const {
  const double prefill = std::max(0.0, work.prefill / token) / parts;
  const double prompts = std::max(1.0, work.prompts / parts);
  const double cached = work.prefill_cached / token;
  const double decode = std::max(0.0, work.decode_sequences) / parts;
  const double context = work.mean_context / token;
  const double tokens = prefill + decode;
  const double group = std::max(tokens, work.group_tokens / parts);
  const double heads = decode + (prefill > 0 ? prompts : 0.0);
  const double linear_memory = weight_seconds(group);
  const double linear_compute = tokens * seconds_per_linear_token_ +
                                group * seconds_per_expert_token_ + heads * seconds_per_head_token_;
  const double vector = tokens * seconds_per_vector_token_;
  const double prefill_attention =
      prefill * (cached + 0.5 * prefill / prompts) * attention_seconds_per_pair_;
  const double cache_read =
      decode * cache_seconds(context) + (prefill > 0 ? prompts * cache_seconds(cached) : 0.0);
  const double decode_compute = decode * context * attention_seconds_per_context_;
  const double collective = collective_fixed_ + tokens * collective_per_token_ + exchange_fixed_ +
                            group * exchange_per_token_;
  const double busy = soft_knee(linear_compute, linear_memory) + vector + prefill_attention +
                      std::max(cache_read, decode_compute);
  const double host = host_fixed_ + decode * host_per_sequence_ + layers_launch_;

  StepCost cost;
  cost.compute = (linear_compute + prefill_attention + decode_compute) * second;
  cost.memory = (linear_memory + vector + cache_read) * second;
  cost.collective = collective * second;
  cost.host = host * second;
  cost.time = (busy + collective + host) * second;
  return cost;
}

/// A step in steady work: with a pipeline the batch goes as up to `pipeline` micro-batches that
/// follow each other through the stages, so a sequence gets its token after one of them has
/// passed all stages.
///
/// Valid for   stages of equal length
/// Leaves out  bubbles between unlike micro-batches
/// Source      Narayanan et al., "Memory-efficient pipeline-parallel DNN training", ICML 2021
StepCost Deployment::step(const StepWork& work) const {
  double parts = 1.0;
  if (pipeline_ > 1) {
    const double prefill = std::max(0.0, work.prefill / token);
    const double decode = std::max(0.0, work.decode_sequences);
    parts = std::clamp(std::floor(decode + prefill / pipeline_chunk_tokens), 1.0,
                       static_cast<double>(pipeline_));
  }
  StepCost cost = micro_step(work, parts);
  cost.binds = largest(cost);
  // Of one device: it works on `parts` of `pipeline` stages at a time.
  const double active = parts / pipeline_;
  cost.board_power =
      board_power(idle_, limit_,
                  {.compute = active * (cost.compute / cost.time) * clock_.compute_draw,
                   .memory = active * (cost.memory / cost.time) * clock_.memory_draw},
                  board_factor_);
  if (has_whole_) correct_whole(work, parts, cost);
  cost.board_power = std::min(cost.board_power, cap_);
  return cost;
}

/// Share of the weights that a step of so many tokens reads, as time: all but experts, and the
/// experts that are chosen.
double Deployment::weight_seconds(double tokens) const {
  if (seconds_all_experts_ <= 0) return seconds_fixed_weights_;
  return seconds_fixed_weights_ + seconds_all_experts_ * -std::expm1(tokens * log_expert_missed_);
}

double Deployment::least_weight_seconds(double tokens) const {
  if (least_all_experts_ <= 0) return least_fixed_weights_;
  return least_fixed_weights_ + least_all_experts_ * -std::expm1(tokens * log_expert_missed_);
}

/// Factors on whole figures, of what decoding takes and of what prompts add to it.
///
///     decoding = max(decode(n) * weights, weights at 0.93 W) + decode(n) * (the rest of the step)
///     time     = decoding + prompt(length) * (what prompts add), at least 2 n active / F
///     watts    = draw(n) * watts, from idle to the limit
///
/// Valid for   tunings that calibration made (accuracy/run_tuning.h)
/// Leaves out  what drifts with anything but the count
/// Source      effects on whole figures in data/calibration.csv
void Deployment::correct_whole(const StepWork& work, double parts, StepCost& cost) const {
  const double sequences = std::max(0.0, work.decode_sequences);
  const double prefill = std::max(0.0, work.prefill / token);
  const Duration whole = cost.time;
  Duration decoding{};
  cost.time = Duration{};
  if (sequences > 0) {
    StepWork alone{.decode_sequences = sequences, .mean_context = work.mean_context};
    alone.group_tokens = work.group_tokens * sequences / (sequences + prefill);
    decoding = prefill > 0 ? micro_step(alone, parts).time : whole;
    const double factor = decode_.at(sequences);
    const double weights = weight_seconds(sequences / parts);
    const double read = std::max(factor * weights, least_weight_seconds(sequences / parts));
    cost.time = (read + factor * (decoding / second - weights)) * second;
  }
  if (prefill > 0) {
    const double length = prefill / std::max(1.0, work.prompts) + work.prefill_cached / token;
    cost.time += prompt_.at(length) * (whole - decoding);
  }
  const double least = (prefill + sequences) / parts * least_per_linear_token_;
  cost.time = std::max(cost.time, least * second);
  const double count = sequences > 0 ? sequences : work.prompts;
  cost.board_power = std::max(idle_, std::min(draw_.at(count) * cost.board_power, limit_));
}

Duration Deployment::prefill_time(Tokens prompt) const {
  double parts = 1.0;
  if (pipeline_ > 1) {
    parts = std::max(1.0, std::floor(prompt / token / pipeline_chunk_tokens));
  }
  // All but the first part read what came before: the mean cached context is half the prompt.
  const double part = prompt / token / parts;
  const double cached = 0.5 * (prompt / token - part);
  const Duration through =
      micro_step({.prefill = part * token, .prefill_cached = cached * token}, 1.0).time;
  return prompt_.at(prompt / token) * through * ((parts - 1.0 + pipeline_) / pipeline_);
}

/// Share of one prompt in steps that prompts fill together.
///
///     share = step of k prompts / k,  k = step tokens / prompt, at least 1
///
/// Valid for   engines that batch prompts up to their token budget
/// Leaves out  decoding in the same step, whose weights are then read once for both
/// Source      Agrawal et al., "Sarathi-Serve", OSDI 2024, for prompts in shared steps
StepCost Deployment::prompt_share(Tokens prompt) const {
  const double length = std::max(1.0, prompt / token);
  const double prompts = std::max(1.0, std::floor(step_tokens_ / length));
  StepCost cost = step({.prefill = prompts * length * token, .prompts = prompts});
  cost.time = cost.time / prompts;
  return cost;
}

TokenRate Deployment::decode_rate_per_user(double batch, Tokens context) const {
  const StepCost cost = step({.decode_sequences = std::max(1.0, batch), .mean_context = context});
  return 1.0 * token / cost.time;
}

/// Greatest reply rate in steady work.
///
///     rate = B reply / (reply * step(B) + B * prefill)
///
/// Valid for   every slot filled again at once; B from memory, at most 1,024
/// Leaves out  the tail of long replies
/// Source      a batch's own time account: each of B sequences is prefilled once and decoded along
///             with the others
TokenRate Deployment::greatest_rate(Tokens prompt, Tokens reply) const {
  const Tokens context = prompt + reply;
  const double batch = sequences_that_fit(context);
  if (batch < 1) return TokenRate{};
  const double length = std::max(1.0, reply / token);
  const Duration decode =
      step({.decode_sequences = batch, .mean_context = prompt + 0.5 * reply}).time;
  const Duration prefill = prefill_time(prompt) - host_fixed_ * second;
  return batch * length * token / (length * decode + batch * prefill);
}

int Deployment::sequences_that_fit(Tokens context, int most) const {
  const Bytes each = cache_per_token_ * context;
  if (each <= Bytes{}) return most;
  return static_cast<int>(std::min(static_cast<double>(most), cache_room_ / each));
}

Estimate<Duration> step_time_estimate(const Deployment& deployment, const StepWork& work) {
  const TunedRange& range = deployment.range();
  const double factor = work.decode_sequences > 0 ? range.decode : range.prompt;
  return within_factor(deployment.step(work).time, factor, range.grade,
                       "step model: " + deployment.name());
}

Estimate<TokenRate> decode_rate_estimate(const Deployment& deployment, double batch,
                                         Tokens context) {
  return within_factor(deployment.decode_rate_per_user(batch, context), deployment.range().decode,
                       deployment.range().grade, "step model: " + deployment.name());
}

}  // namespace islet
