#include "perf/dataflow_chip.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "catalog/net.h"
#include "perf/net_style.h"
#include "perf/net_work.h"

namespace islet {
namespace {

constexpr std::string_view dataflow_architecture = "hailo";

// What one chip of this many TOPS holds, others by theirs.
constexpr double usual_tops = 26;
constexpr double held_layers = 74;
constexpr double held_layers_exponent = 0.4;
constexpr double held_bytes_per_tops = 1.1e6;
constexpr double sharpness = 40;

constexpr double layers_of_attention = 3;
constexpr double unknown_layers = 60;
constexpr double unknown_attending_layers = 150;
// Nets that nobody described, against what is usual: nanodet, mobilenet_v3, arcface write half.
constexpr double unknown_values = 0.5;

constexpr double peak_share = 0.55;
constexpr double values_per_tops = 5.5e8;
constexpr double exchange_start = 1e-3;
constexpr double exchange_layer = 3e-5;
constexpr double exchange_rate = 3.5e9;
constexpr double exchange_share = 0.5;  // of a memory beside the chip
// Speed of a chip with a memory beside it: half way, in logs, from its siblings' to that of an
// array which writes every value there (yolov8s on Hailo-10H: 344 and 115 frames/s).
constexpr double share_beside_memory = 0.6;
constexpr double input_each = 3e-5;

double tops_of(const Accelerator& device) {
  return std::max(1.0, device.peak_at(Precision::int8) / teraflop_per_second);
}

/// Layers as the chip lays them out.
double laid_out_layers(const Model& model) {
  if (!model.net) {
    const NetStyle style = net_style(model);
    const bool attends = style == NetStyle::attention || style == NetStyle::transformer;
    return attends ? unknown_attending_layers : unknown_layers;
  }
  double sum = 0;
  for (const NetLayer& layer : model.net->layers) sum += layer.attends ? layers_of_attention : 1;
  return sum;
}

}  // namespace

bool is_dataflow(const Accelerator& device) {
  return device.architecture == dataflow_architecture;
}

double taking_turns(const Model& model, const Accelerator& device) {
  const double tops = tops_of(device);
  const double room = held_layers * std::pow(tops / usual_tops, held_layers_exponent);
  const bool is_known = model.net || laid_out_layers(model) > unknown_layers;
  const double layers = is_known ? laid_out_layers(model) / room : 0;
  const double weights = std::max(1.0, model.parameters) / (held_bytes_per_tops * tops);
  return 1.0 / (1.0 + std::exp(-sharpness * std::log(std::max(weights, layers))));
}

DataflowTimes dataflow_times(const Model& model, const Accelerator& device, const NetWork& net,
                             double weight_bytes, ComputeRate peak) {
  const double written = (model.net ? 1.0 : unknown_values) * net.values_written;
  const double rate =
      std::max(exchange_rate, exchange_share * device.memory_bandwidth.in_base_units());
  const double exchange =
      exchange_start + exchange_layer * laid_out_layers(model) + weight_bytes / rate;
  const double speed = device.memory > Bytes{} ? share_beside_memory : 1.0;
  return {model.work_per_input / flop / (peak.in_base_units() * peak_share * speed),
          written / (values_per_tops * tops_of(device) * speed),
          taking_turns(model, device) * exchange, input_each};
}

double side_by_side(double compute, double writing) {
  const double c = compute * compute;
  const double w = writing * writing;
  return std::sqrt(std::sqrt(c * c + w * w));
}

}  // namespace islet
