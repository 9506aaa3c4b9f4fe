// What the layers of a net ask of a chip beyond their arithmetic.
#pragma once

#include "catalog/model.h"

namespace islet {

/// Sums over the layers of one input.
struct NetWork {
  double arithmetic = 0;      ///< FLOP, idle lanes counted as work
  double values_moved = 0;    ///< numbers that layers read and write
  double values_written = 0;  ///< of these the written ones, and the scores of attention
  double layers = 0;          ///< known to start one after the other
  double usual_work = 0;      ///< FLOP that a net of ResNet-50's 54 layers as large would have
};

/// From the layers of a model, else from its totals.
///
///     arithmetic = sum work (1 + 16 / channels of a group)
///     moved = sum (values read + values written)
///     written = sum (values written + 2 scores),   scores = work of attention / 256
///     usual_work = 54 work / layers
///
/// and where only totals are known arithmetic = work, moved = 400 sqrt(work), written = moved / 2,
/// layers = 0, usual_work = work.
///
/// Valid for   convolutional nets and vision transformers. A group that writes 16 channels fills
///             half of the lanes, a depthwise layer one in 17; heads of 64 channels
/// Leaves out  kernels written for one shape, sums that are not fused with the layer before
/// Source      depthwise layers cost 18 to 45 times their arithmetic on RTX 4090, Core i9 and
///             Coral's desktop (timm's and Coral's tables of nets, fitted 2026-11-23)
NetWork net_work(const Model& model);

/// How much longer layers take one after the other than their sums say: where one waits for
/// arithmetic and the next for memory, neither hides the other.
///
///     share = sum over layers soft_knee(c, m) / soft_knee(sum c, sum m)
///     c = seconds_per_work * work (1 + 16 / channels),   m = seconds_per_value * values moved
///
/// 1 without layers; never below 1.
///
/// Valid for   large batches, in which weights are read once for many inputs
/// Leaves out  layers that are fused with the next
/// Source      Williams, Waterman, Patterson, "Roofline", CACM 52(4), 2009, layer by layer
double layer_by_layer(const Model& model, double seconds_per_work, double seconds_per_value);

}  // namespace islet
