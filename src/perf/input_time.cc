#include "perf/input_time.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "perf/class_constants.h"
#include "perf/evidence.h"
#include "perf/memory.h"
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

/// Weights that stay on a chip without memory of its own.
double on_chip_bytes(const Accelerator& device) {
  const double tops = device.peak_at(Precision::int8) / teraflop_per_second;
  return std::max(on_chip_bytes_min, tops * on_chip_bytes_per_tops);
}

}  // namespace

InputDeployment::InputDeployment(const Model& model, const Accelerator& device, Precision precision)
    : idle_(device.idle_power.typical), limit_(device.board_power.typical), kind_(model.kind) {
  const Layout layout{.weights = precision, .cache = precision};
  CHECK(model.kind != ModelKind::language);
  CHECK(!refusal(model, device, layout).has_value());
  const ClassConstants constants = constants_of(device.device_class);
  const ComputePath path = compute_path(device, precision, model.kind);
  const double rate = path.peak.in_base_units() * constants.input_compute;
  const Decoder decoder = decoder_of(model);
  const double decoder_work = 2.0 * decoder.parameters * decoder.steps;
  compute_per_input_ = (model.work_per_input / flop + decoder_work) / rate;

  const bool streams = device.memory <= Bytes{};
  // The encoder's weights are read once for a batch, the decoder's once for each token.
  const double weights = weight_bytes(model, precision) / byte;
  const double decoder_share = decoder.parameters / std::max(1.0, model.parameters);
  const double read = weights * (1.0 + decoder_share * std::max(0.0, decoder.steps - 1.0));
  if (streams) {
    const double missing = std::max(0.0, read - on_chip_bytes(device));
    if (missing > 0 && device.host_link > Bandwidth{}) {
      memory_per_batch_ = missing / device.host_link.in_base_units();
    }
  } else if (device.memory_bandwidth > Bandwidth{}) {
    const double stream = device.memory_bandwidth.in_base_units() * constants.stream;
    const double value = std::min(2.0, bytes_per_value(precision) / byte);
    memory_per_batch_ = read / stream;
    memory_per_input_ = constants.input_traffic * activation_values *
                        std::sqrt(model.work_per_input / flop) * value / stream;
  }
  host_per_batch_ = constants.input_batch_host * (1.0 + decoder.steps);
  host_per_input_ = constants.input_each;
  batch_max_ = streams ? streaming_batch_max : sequences_that_fit(model, device, layout, Tokens{});
  batch_max_ = std::max(1, batch_max_);
  range_factor_ = input_range_factor(device.device_class);
  name_ = fmt::format("{} {} on {}", model.name, name_of(precision), device.name);
  if (!path.note.empty()) name_ += ", " + path.note;
}

/// Time of one batch.
///
///     time = launch + B * each + soft knee of B work / (F e)
///                                and (weights + B activations) / (W e_w)
///
/// Activations are 400 * sqrt(work) values. A chip without memory reads what its own store does not
/// hold over the host link instead.
///
/// Speech adds its decoder: 100 tokens for 30 s of audio, whose weights are read once a token.
///
/// Valid for   models whose work per input is known, run by a compiled engine
/// Leaves out  layers that cannot fill the chip, depthwise layers, frameworks without compilation,
///             pre- and post-processing, the camera's decoder
/// Source      Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009; class constants in
///             perf/class_constants.cc
BatchCost InputDeployment::batch(int inputs) const {
  CHECK(inputs >= 1);
  const double count = inputs;
  const double compute = count * compute_per_input_;
  const double memory = memory_per_batch_ + count * memory_per_input_;
  const double host = host_per_batch_ + count * host_per_input_;
  BatchCost cost;
  cost.compute = compute * second;
  cost.memory = memory * second;
  cost.host = host * second;
  cost.time = (host + soft_knee(compute, memory)) * second;
  cost.board_power = board_power(
      idle_, limit_, {.compute = cost.compute / cost.time, .memory = cost.memory / cost.time});
  const Duration most = std::max({cost.compute, cost.memory, cost.host});
  cost.binds = most == cost.compute  ? Bound::compute
               : most == cost.memory ? Bound::memory
                                     : Bound::host;
  return cost;
}

Frequency InputDeployment::rate(int inputs) const { return inputs / batch(inputs).time; }

Duration InputDeployment::time_per_audio_second(int streams) const {
  CHECK(kind_ == ModelKind::speech);
  return batch(streams).time / (streams * (audio_window / second));
}

Estimate<Duration> batch_time_estimate(const InputDeployment& deployment, int inputs) {
  return within_factor(deployment.batch(inputs).time, deployment.range_factor(), Grade::c,
                       "input model: " + deployment.name());
}

Estimate<Frequency> input_rate_estimate(const InputDeployment& deployment, int inputs) {
  return within_factor(deployment.rate(inputs), deployment.range_factor(), Grade::c,
                       "input model: " + deployment.name());
}

}  // namespace islet
