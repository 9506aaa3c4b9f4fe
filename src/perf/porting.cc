#include "perf/porting.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/check.h"

namespace islet {
namespace {

// Rule R156: a model tuned for GPUs runs 5 to 10 times slower on an NPU without porting. Their
// geometric mean is 7.
constexpr double stated_low = 5;
constexpr double stated_typical = 7.07;
constexpr double stated_high = 10;
// Convolutional nets of known families compile as they are; then nothing is lost.
constexpr double known_net_low = 1;

bool is_npu(DeviceClass device_class) {
  return device_class == DeviceClass::npu || device_class == DeviceClass::datacenter_npu;
}

}  // namespace

/// Slow-down by operators that stay on the host.
///
///     slowdown = covered + (1 - covered) * host_slowdown + crossings * crossing / whole
///
/// Valid for   NPU and host taking turns, as compilers of one graph arrange it
/// Leaves out  operators that the NPU takes but runs badly; work that overlaps
/// Source      Amdahl, "Validity of the single processor approach", AFIPS 1967
double coverage_slowdown(const OperatorCoverage& coverage, Duration whole) {
  CHECK(coverage.covered >= 0 && coverage.covered <= 1 && coverage.host_slowdown >= 1);
  CHECK(whole > Duration{} && coverage.crossings >= 0);
  return coverage.covered + (1.0 - coverage.covered) * coverage.host_slowdown +
         coverage.crossings * coverage.crossing / whole;
}

OperatorCoverage usual_coverage(DeviceClass device_class, ModelKind kind) {
  OperatorCoverage coverage;
  coverage.source = "runs all operators";
  if (!is_npu(device_class)) return coverage;
  // Assumptions: what is left of a convolutional net is its post-processing; of a transformer,
  // norms, look-ups and shapes that change. With a host 50 times slower (a few tens of GOPS in 32
  // bit against a few TOPS kept up), 0.88 covered gives the 7 times of rule R156.
  const bool is_net = kind == ModelKind::vision;
  coverage.covered = is_net ? 0.98 : 0.88;
  coverage.crossings = is_net ? 1 : 4;
  coverage.crossing = 0.2 * millisecond;
  coverage.source = "assumption, 2026-11: share of work by what compilers refuse most";
  return coverage;
}

/// Slow-down without porting.
///
///     penalty = 5 to 10, for an NPU; from 1 for vision, whose known nets compile as they are
///
/// Valid for   a model as exported from a GPU framework
/// Leaves out  the loss of accuracy by forced 8-bit integers (perf/accuracy_caveat.h)
/// Source      rule R156, one statement without a measurement: grade D
Estimate<double> porting_penalty(const Accelerator& device, const Model& model) {
  if (!is_npu(device.device_class)) {
    return exactly(1.0, Grade::c, device.name + " runs what GPU frameworks export");
  }
  const bool is_net = model.kind == ModelKind::vision;
  Estimate<double> penalty;
  penalty.value = stated_typical;
  penalty.low = is_net ? known_net_low : stated_low;
  penalty.high = stated_high;
  penalty.grade = Grade::d;
  penalty.source =
      fmt::format("rule R156: {} on {} before porting; measure it after", model.name, device.name);
  return penalty;
}

PortingGap porting_gap(Duration measured, Duration predicted, double range_factor) {
  CHECK(measured > Duration{} && predicted > Duration{} && range_factor >= 1);
  PortingGap gap;
  gap.times_slower = measured / predicted;
  gap.is_ported = gap.times_slower <= range_factor;
  return gap;
}

}  // namespace islet
