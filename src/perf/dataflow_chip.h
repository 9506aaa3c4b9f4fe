// Chips that lay a whole net out on themselves, layer beside layer; a net that is too large takes
// turns in parts.
#pragma once

#include "catalog/accelerator.h"
#include "catalog/model.h"

namespace islet {

struct NetWork;

/// Whether a chip works like that: Hailo. Of those with a memory beside them (10H, 15H) nothing is
/// measured here: they are taken for the same design whose parts come from there, at 0.6 of its
/// speed; grade D.
bool is_dataflow(const Accelerator& device);

/// Chance that such a chip cannot hold a net at once and runs its parts in turn.
///
///     too much = max(ln(parameters / 1.1 MB a TOPS), ln(layers / (74 (TOPS / 26)^0.4)))
///     share    = 1 / (1 + exp(-40 too much))
///
/// Attention takes the room of three layers; a net of unknown layers has too many where it attends.
///
/// Valid for   Hailo-8 and 8L. By whether batch 8 is faster, Hailo-8 holds at once the 27 nets of
///             the zoo with up to 73 layers and 25.5 MB and none of the 18 with 76 layers or 30 MB
///             (13 of these 45 state no layers: told by weights, two by attention; real_esrgan, at
///             1 frame/s either way, tells nothing); Hailo-8L, by how much slower it is, those with
///             up to 53 layers and none with 60
/// Leaves out  what the compiler does; the work, which has no part in it: 205 GFLOP run at once
/// Source      Hailo model zoo (MIT), 2026-11, layers counted; seen on the data it is fitted to,
///             grade D
double taking_turns(const Model& model, const Accelerator& device);

/// Seconds of a net on such a chip.
struct DataflowTimes {
  double compute_per_input = 0;
  double writing_per_input = 0;
  double exchange = 0;  ///< once a batch
  double each = 0;      ///< of an input, beside its layers
};

/// Layers run side by side, so that all share the chip's arithmetic and what it writes in a second.
///
///     compute  = work / (0.55 peak)
///     writing  = values written / (5.5e8 a second for each dense INT8 TOPS)
///     exchange = taking_turns (1 ms + 30 us a layer + weights / rate)
///     rate     = 3.5 GB/s, from a memory beside the chip half of its bandwidth
///     each     = 30 us: the smallest net of the zoo runs at 5,200 inputs a second
///
/// `net` as `net_work` counts it; half of the values where layers are not known.
///
/// Valid for   Hailo-8: dncnn3 has 0.69 of the peak, yolov8s 0.54; 17 nets that run at once, of 0.6
///             to 205 GFLOP, write 8 to 18e9 values a second; 18 that take turns lose 4 to 50 ms a
///             batch, told by this within a factor of 1.4 in the mean
/// Leaves out  how the compiler deals out the chip: espcn_x2, fcn8 and segformer are 2 to 4 times
///             slower
/// Source      Hailo model zoo (MIT), 2026-11, batches of 1 and 8, layers counted; grade D
DataflowTimes dataflow_times(const Model& model, const Accelerator& device, const NetWork& net,
                             double weight_bytes, ComputeRate peak);

/// Time of arithmetic and writing that go on at once in all layers: hardly more than the longer.
///
///     time = (compute^4 + writing^4)^(1/4)
///
/// Source  Hailo model zoo: mean distance of 19 nets' logs 0.28, and 0.41 with `soft_knee`
double side_by_side(double compute, double writing);

}  // namespace islet
