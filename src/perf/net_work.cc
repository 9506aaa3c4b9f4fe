#include "perf/net_work.h"

#include <algorithm>
#include <cmath>

#include "catalog/net.h"
#include "perf/class_constants.h"

namespace islet {
namespace {

// Layers of ResNet-50, the middle one of the nets that constants were found on.
constexpr double usual_layers = 54;
// Channels at which half of the lanes stand idle.
constexpr double half_filled = 16;

double lane_work(const NetLayer& layer) {
  return layer.work * (1 + half_filled / layer.group_channels);
}

/// Attention writes its scores, and their shares of the sum.
double written(const NetLayer& layer) {
  constexpr double work_per_score = 256;
  return layer.values_out + (layer.attends ? 2 * layer.work / work_per_score : 0);
}

double values(const NetLayer& layer) { return layer.values_in + layer.values_out; }

}  // namespace

NetWork net_work(const Model& model) {
  const double work = model.work_per_input / flop;
  NetWork sum;
  if (!model.net) {
    const double moved = activation_values * std::sqrt(work);
    return {work, moved, moved / 2, 0, work};
  }
  // Totals as published, and as the model is run: more steps are more of everything.
  const double scale = work / model.net->work();
  for (const NetLayer& layer : model.net->layers) {
    sum.arithmetic += scale * lane_work(layer);
    sum.values_moved += scale * values(layer);
    sum.values_written += scale * written(layer);
  }
  sum.layers = static_cast<double>(model.net->layers.size());
  sum.usual_work = usual_layers * work / sum.layers;
  return sum;
}

double layer_by_layer(const Model& model, double seconds_per_work, double seconds_per_value) {
  if (!model.net) return 1;
  double compute = 0;
  double memory = 0;
  double apart = 0;
  for (const NetLayer& layer : model.net->layers) {
    const double arithmetic = seconds_per_work * lane_work(layer);
    const double moving = seconds_per_value * values(layer);
    compute += arithmetic;
    memory += moving;
    apart += soft_knee(arithmetic, moving);
  }
  const double together = soft_knee(compute, memory);
  return together > 0 ? std::max(1.0, apart / together) : 1;
}

}  // namespace islet
