// Goal: the penalty of a model not ported to an NPU is the stated one, follows from operators left
// on the host, and gives way to a measurement.
#include "perf/porting.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"

namespace islet {
namespace {

TEST(Porting, PenaltyIsTheOneOfRuleR156) {
  // S67: 5 to 10 times before porting.
  Accelerator npu = hailo_8();
  const Estimate<double> penalty = porting_penalty(npu, whisper_large());
  EXPECT_EQ(penalty.low, 5);
  EXPECT_EQ(penalty.high, 10);
  EXPECT_EQ(penalty.grade, Grade::d);
  EXPECT_EQ(porting_penalty(npu, yolov8m()).low, 1);
  EXPECT_EQ(porting_penalty(l4(), yolov8m()).high, 1);
}

TEST(Porting, CoverageExplainsThePenalty) {
  const OperatorCoverage usual = usual_coverage(DeviceClass::npu, ModelKind::speech);
  const double slower = coverage_slowdown(usual, 100 * millisecond);
  EXPECT_GT(slower, 5);
  EXPECT_LT(slower, 10);
  EXPECT_DOUBLE_EQ(coverage_slowdown({}, 10 * millisecond), 1.0);
  // Half of the work on a host ten times slower: 0.5 + 5.
  EXPECT_DOUBLE_EQ(
      coverage_slowdown({.covered = 0.5, .host_slowdown = 10, .crossing = {}, .source = {}},
                        1 * millisecond),
      5.5);
  EXPECT_DOUBLE_EQ(coverage_slowdown({.crossings = 2, .crossing = 1 * millisecond, .source = {}},
                                     4 * millisecond),
                   1.5);
}

TEST(Porting, NothingIsLostWhereEverythingRuns) {
  const OperatorCoverage gpu = usual_coverage(DeviceClass::datacenter_gpu, ModelKind::language);
  EXPECT_DOUBLE_EQ(coverage_slowdown(gpu, 1 * millisecond), 1.0);
}

TEST(Porting, AMeasurementSaysWhatIsLeft) {
  const PortingGap raw = porting_gap(70 * millisecond, 10 * millisecond, 2.5);
  EXPECT_DOUBLE_EQ(raw.times_slower, 7.0);
  EXPECT_FALSE(raw.is_ported);
  EXPECT_TRUE(porting_gap(14 * millisecond, 10 * millisecond, 2.5).is_ported);
}

}  // namespace
}  // namespace islet
