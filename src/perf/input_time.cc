#include "perf/input_time.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "base/check.h"
#include "perf/class_constants.h"
#include "perf/dataflow_chip.h"
#include "perf/evidence.h"
#include "perf/memory.h"
#include "perf/net_work.h"
#include "perf/power.h"

namespace islet {
namespace {

// Batches beyond this add nothing on a chip that streams from its host.
constexpr int streaming_batch_max = 8;

struct Decoder {
  double parameters = 0;
  double steps = 0;
};

/// Text decoder of a speech model: what its encoder's work does not explain.
///
///     encoder = work / (2 * 1,500 frames),  decoder = max(parameters - encoder, parameters / 5)
///
/// Valid for   Whisper: large has 0.91 B in the decoder (found 0.79), turbo 0.17 B (found 0.16)
/// Leaves out  beam search (a factor of its width), the cross-attention cache
/// Source      shape of Whisper, Radford et al., arXiv 2212.04356
Decoder decoder_of(const Model& model) {
  if (model.kind != ModelKind::speech) return {};
  const double encoder = model.work_per_input / flop / (2.0 * frames_per_audio_window);
  return {std::max(model.parameters - encoder, 0.2 * model.parameters), tokens_per_audio_window};
}

/// Whether weights that its own store cannot hold come over the host link for every batch. A
/// processor reads its host's memory as its own; the memory beside an Edge TPU is its host's.
bool reads_from_host(const Accelerator& device) {
  if (device.device_class == DeviceClass::cpu) return false;
  return device.memory <= Bytes{} || device.architecture == "edge_tpu";
}

/// Weights that stay on a chip without memory of its own.
double on_chip_bytes(const Accelerator& device) {
  const double tops = device.peak_at(Precision::int8) / teraflop_per_second;
  return std::max(on_chip_bytes_min, tops * on_chip_bytes_per_tops);
}

/// What a batch and each of its inputs read, seconds.
struct Reading {
  double batch = 0;
  double input = 0;
};

Reading reading_from_host(const Accelerator& device, double bytes) {
  const double missing = std::max(0.0, bytes - on_chip_bytes(device));
  if (missing <= 0 || device.host_link <= Bandwidth{}) return {};
  return {missing / device.host_link.in_base_units(), 0};
}

/// `values`: numbers that layers read and write; a framework that runs layer by layer moves each
/// of them, others only what the chip's own store does not keep.
Reading reading_from_memory(const Accelerator& device, Precision precision, double bytes,
                            double values, bool is_eager) {
  if (device.memory_bandwidth <= Bandwidth{}) return {};
  const ClassConstants constants = constants_of(device.device_class);
  const double stream = device.memory_bandwidth.in_base_units() * constants.stream;
  const double value = std::min(2.0, bytes_per_value(precision) / byte);
  const double traffic = is_eager ? eager_traffic : constants.input_traffic;
  return {bytes / stream, traffic * values * value / stream};
}

}  // namespace

InputDeployment::InputDeployment(const Model& model, const Accelerator& device, Precision precision,
                                 const Tuning& tuning)
    : idle_(device.idle_power.typical),
      limit_(device.board_power.typical),
      kind_(model.kind),
      name_(fmt::format("{} {} on {}", model.name, name_of(precision), device.name)) {
  CHECK(model.work_per_input > Flops{});
  const ClassConstants constants = constants_of(device.device_class);
  const ComputePath path = compute_path(device, precision, model.kind, tuning.engine);
  CHECK(path.peak > ComputeRate{});
  if (!path.note.empty()) name_ += ", " + path.note;
  const auto engine = engine_constants(tuning.engine);
  const NetWork net = net_work(model);
  const Decoder decoder = decoder_of(model);
  const double decoder_work = 2.0 * decoder.parameters * decoder.steps;
  compute_per_input_ =
      (net.arithmetic + decoder_work) / (path.peak.in_base_units() * input_share(device));
  if (!tuning.batch.is_plain() || !tuning.inputs.is_plain()) {
    least_per_input_ = (model.work_per_input / flop + decoder_work) / path.peak.in_base_units();
  }
  // The encoder's weights are read once for a batch, the decoder's once for each token.
  const double weights = weight_bytes(model, precision) / byte;
  const double decoder_share = decoder.parameters / std::max(1.0, model.parameters);
  const double read = weights * (1.0 + decoder_share * std::max(0.0, decoder.steps - 1.0));
  const bool streams = reads_from_host(device);
  const bool is_eager = model.net && engine && !engine->compiles;
  const Reading reading =
      streams ? reading_from_host(device, read)
              : reading_from_memory(device, precision, read, net.values_moved, is_eager);
  memory_per_batch_ = reading.batch;
  memory_per_input_ = reading.input;
  host_per_batch_ =
      (engine ? engine->batch_host : constants.input_batch_host) * (1.0 + decoder.steps);
  if (!streams) host_per_batch_ += net.layers * layer_start(device.device_class, is_eager);
  const bool recommender = model.kind == ModelKind::recommendation;
  host_per_input_ = constants.input_each * (recommender ? recommender_each : 1.0);
  if (engine) idle_inputs_ = occupancy_inputs(device, net.usual_work);
  runs_side_by_side_ = engine && is_dataflow(device);
  if (runs_side_by_side_) {
    const DataflowTimes times = dataflow_times(model, device, net, weights, path.peak);
    idle_inputs_ = 0;
    compute_per_input_ = times.compute_per_input;
    memory_per_batch_ = 0;
    memory_per_input_ = times.writing_per_input;
    exchange_ = times.exchange;
    host_per_input_ = times.each;
  }
  const Layout layout{.weights = precision, .cache = precision};
  batch_max_ = streams ? streaming_batch_max : sequences_that_fit(model, device, layout, Tokens{});
  batch_max_ = std::max(1, batch_max_);
  tune(tuning, device);
  if (!runs_side_by_side_) {
    layers_apart_ = layer_by_layer(model, compute_per_input_ / net.arithmetic,
                                   memory_per_input_ / net.values_moved);
  }
}

void InputDeployment::tune(const Tuning& tuning, const Accelerator& device) {
  range_ = completed(tuning.range, input_range_factor(device.device_class));
  whole_ = tuning.batch;
  rate_ = tuning.inputs;
  draw_ = tuning.draw;
  cap_ = tuning.limit > Power{} ? std::min(tuning.limit, limit_) : limit_;
  const LogFactors& factors = tuning.factors;
  clock_ = clock_effect(tuning.clock);
  compute_per_input_ *= factors.factor(Component::compute);
  memory_per_batch_ *= factors.factor(Component::weights);
  memory_per_input_ *= factors.factor(Component::weights);
  host_per_batch_ *= factors.factor(Component::host);
  host_per_input_ *= factors.factor(Component::sequence_host);
  compute_per_input_ *= clock_.compute;
  memory_per_batch_ *= clock_.memory;
  memory_per_input_ *= clock_.memory;
  idle_inputs_ *= factors.factor(Component::occupancy);
  exchange_ *= factors.factor(Component::contexts);
  board_factor_ = factors.factor(Component::board_power);
}

/// Time of one batch.
///
///     time = launch + B * each + exchange + soft knee of (B + idle) work / (F e)
///                                           and (weights + B activations) / (W e_w)
///
/// times `layer_by_layer` where layers are known; work and activations are those of `net_work`, and
/// each layer has a start of its own. A chip without memory reads what its own store does not hold
/// over the host link instead; one that lays a whole net out on itself is another matter
/// (`dataflow_times`, `side_by_side`).
///
/// Speech adds its decoder: 100 tokens for 30 s of audio, whose weights are read once a token.
/// Calibration gives the time and the device time a factor each: several streams or a queue hide
/// some of a batch's time.
///
/// Valid for   models whose work per input is known, run by a compiled engine
/// Leaves out  layers that cannot fill the chip beyond their lanes, pre- and post-processing, the
///             camera's decoder
/// Source      Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009; class constants in
///             perf/class_constants.cc
BatchCost InputDeployment::batch(int inputs) const {
  CHECK(inputs >= 1);
  const double count = inputs;
  const double compute = (count + idle_inputs_) * compute_per_input_;
  const double memory = memory_per_batch_ + count * memory_per_input_;
  const double host = host_per_batch_ + count * host_per_input_ + exchange_;
  BatchCost cost;
  cost.compute = compute * second;
  cost.memory = memory * second;
  cost.host = host * second;
  const double together = runs_side_by_side_ ? side_by_side(compute, memory)
                                             : layers_apart_ * soft_knee(compute, memory);
  const Duration time = (host + together) * second;
  cost.board_power = board_power(idle_, limit_,
                                 {.compute = cost.compute / time * clock_.compute_draw,
                                  .memory = cost.memory / time * clock_.memory_draw},
                                 board_factor_);
  cost.board_power = std::max(idle_, std::min(draw_.at(count) * cost.board_power, limit_));
  cost.board_power = std::min(cost.board_power, cap_);
  // No factor makes arithmetic faster than the chip's peak.
  const Duration least = count * least_per_input_ * second;
  cost.time = std::max(whole_.at(count) * time, least);
  cost.occupied = std::max(rate_.at(count) * time, least);
  const Duration most = std::max({cost.compute, cost.memory, cost.host});
  cost.binds = most == cost.compute  ? Bound::compute
               : most == cost.memory ? Bound::memory
                                     : Bound::host;
  return cost;
}

Frequency InputDeployment::rate(int inputs) const { return inputs / batch(inputs).occupied; }

Duration InputDeployment::time_per_audio_second(int streams) const {
  CHECK(kind_ == ModelKind::speech);
  return batch(streams).occupied / (streams * (audio_window / second));
}

Estimate<Duration> batch_time_estimate(const InputDeployment& deployment, int inputs) {
  return within_factor(deployment.batch(inputs).time, deployment.range().inputs,
                       deployment.range().grade, "input model: " + deployment.name());
}

Estimate<Frequency> input_rate_estimate(const InputDeployment& deployment, int inputs) {
  return within_factor(deployment.rate(inputs), deployment.range().inputs, deployment.range().grade,
                       "input model: " + deployment.name());
}

}  // namespace islet
