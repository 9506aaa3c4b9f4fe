// What moving a model from a GPU to an NPU costs in speed: before any porting, by the operators the
// NPU runs itself, and the gap that a measurement leaves.
#pragma once

#include <string>

#include "base/estimate.h"
#include "catalog/accelerator.h"
#include "catalog/model.h"

namespace islet {

/// Share of a model's work (0 to 1) in operators that the NPU's compiler takes, and how much slower
/// the host runs the rest.
struct OperatorCoverage {
  double covered = 1;
  double host_slowdown = 50;  ///< host time over NPU time of the same work; at least 1
  int crossings = 0;          ///< changes between NPU and host for one input
  Duration crossing;          ///< time of one
  Grade grade = Grade::d;
  std::string source;
};

/// Time over the time with every operator on the NPU, at least 1. `whole` is that time.
double coverage_slowdown(const OperatorCoverage& coverage, Duration whole);

/// What compilers of that class take of a model of that kind as exported, without changes. Grade D.
OperatorCoverage usual_coverage(DeviceClass device_class, ModelKind kind);

/// How many times slower a model tuned for GPUs runs on `device` than it could: 1 on a GPU, a CPU
/// or an Apple chip.
Estimate<double> porting_penalty(const Accelerator& device, const Model& model);

/// What is left after porting: measured over predicted time, and whether porting is done.
struct PortingGap {
  double times_slower = 1;
  bool is_ported = false;  ///< within the factor that predictions miss by anyway
};

/// Both above 0; `range_factor` is that of the prediction (perf/evidence.h), at least 1.
PortingGap porting_gap(Duration measured, Duration predicted, double range_factor);

}  // namespace islet
