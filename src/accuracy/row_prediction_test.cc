// Goal: a prediction is physics times what calibration learnt, in the row's own unit, with a wider
// range where less was measured; and physics alone gives the figures a hand calculation gives.
#include "accuracy/row_prediction.h"

#include <cmath>

#include <gtest/gtest.h>

#include "accuracy/fit_calibration.h"
#include "accuracy/row_physics.h"

namespace islet {
namespace {

class Predicted : public testing::Test {
 protected:
  void SetUp() override {
    catalog_ = read_catalog("data", faults_);
    calibration_ = read_shipped_calibration("data", faults_);
    for (const Error& error : faults_.sorted()) ADD_FAILURE() << error.text();
    row_.file = "t.csv";
    row_.source_id = "T1";
    row_.value = 1;
    row_.count = 1;
    row_.batch = 1;
  }

  RowPrediction predicted(const std::string& device, const std::string& model) {
    row_.accelerator = device;
    row_.model = model;
    joined_ = std::get<JoinedRow>(joined(catalog_, row_));
    return RowPredictor(calibration_).predict(joined_);
  }

  /// The estimate of a row that must have one.
  Estimate<double> estimated(const std::string& device, const std::string& model) {
    const RowPrediction prediction = predicted(device, model);
    EXPECT_EQ(prediction.reason, "");
    return prediction.estimate.value_or(Estimate<double>{});
  }

  void ask(const char* engine, const char* precision, const char* metric, const char* unit) {
    row_.engine = engine;
    row_.precision = precision;
    row_.metric = metric;
    row_.unit = unit;
  }

  Faults faults_;
  Catalog catalog_;
  Calibration calibration_;
  MeasuredRow row_;
  JoinedRow joined_;
};

TEST_F(Predicted, PhysicsAloneReadsTheWeightsOnceForEachToken) {
  // Llama-2-7B in 16 bit on an A100 PCIe 80 GB: 13.2 GB read at 0.78 of 1,935 GB/s are 8.8 ms.
  ask("", "fp16", "decode_throughput", "tokens/s");
  row_.input_len = 16;
  row_.output_len = 16;
  predicted("A100-PCIe-80GB", "Llama-2-7B");
  const RowSetup setup = setup_of(joined_).setup;
  const double seconds = 1 / std::exp(row_physics(joined_, setup)(LogFactors{}));
  EXPECT_NEAR(seconds, 8.8e-3 + 3e-3, 2e-3) << "and 2-4 ms of host and launches";
}

TEST_F(Predicted, AFactorOnAComponentMovesOnlyItsShare) {
  ask("llama.cpp", "fp16", "decode_throughput", "tokens/s");
  predicted("RTX 4090", "Llama-2-7B");
  const RowSetup setup = setup_of(joined_).setup;
  const LogPrediction physics = row_physics(joined_, setup);
  const double base = physics(LogFactors{});
  LogFactors weights;
  weights[Component::weights] = 0.1;
  EXPECT_LT(physics(weights), base - 0.08) << "decoding is reading weights";
  LogFactors links;
  links[Component::links] = 1;
  EXPECT_DOUBLE_EQ(physics(links), base) << "one card has no links";
}

TEST_F(Predicted, UnitsAreThoseOfTheRow) {
  ask("TensorRT 8.6", "int8", "latency", "ms");
  const double ms = estimated("L4", "resnet50").value;
  row_.unit = "us";
  EXPECT_NEAR(estimated("L4", "resnet50").value, 1000 * ms, 1e-6 * ms);
}

TEST_F(Predicted, ADeviceThatNobodyMeasuredHasALowerGradeAndAWiderRange) {
  ask("TensorRT 8.6", "int8", "latency", "ms");
  const Estimate<double> known = estimated("L4", "resnet50");
  const Estimate<double> unknown = estimated("RTX 4000 Ada", "resnet50");
  EXPECT_EQ(known.grade, Grade::b);
  EXPECT_EQ(unknown.grade, Grade::c);
  EXPECT_GT(unknown.high / unknown.value, known.high / known.value);
}

TEST_F(Predicted, ALowerPowerLimitIsSlower) {
  ask("llama.cpp", "q4_0", "prefill_throughput_at_power_cap", "tokens/s");
  row_.input_len = 512;
  row_.power_w = 350;
  const double full = estimated("RTX 3090", "Llama-2-7B").value;
  row_.power_w = 150;
  EXPECT_LT(estimated("RTX 3090", "Llama-2-7B").value, 0.7 * full);
}

TEST_F(Predicted, TheCalibrationNamesItsTablesAndHoldsItsRanges) {
  EXPECT_EQ(calibration_.date, "2026-11-23");
  EXPECT_EQ(calibration_.tables.size(), 9U);
  EXPECT_GT(calibration_.ranges.pooled.rows, 4000) << "each row left out three ways";
  EXPECT_GT(calibration_.ranges.factor("other known device new model"),
            calibration_.ranges.factor("other known device known model"));
  EXPECT_EQ(calibration_.ranges.share, 0.9);
}

TEST_F(Predicted, WhatNoMachineCanComputeIsNotFitted) {
  // 7 GFLOP a token at 71 TFLOP/s are 5,000 tokens a second at half the peak; 100,000 cannot be.
  ask("llama.cpp", "fp16", "prefill_throughput", "tokens/s");
  row_.input_len = 512;
  row_.value = 4000;
  predicted("RTX 3090", "Llama-2-7B");
  EXPECT_FALSE(is_beyond_peak({joined_, setup_of(joined_).setup}));
  row_.value = 100000;
  EXPECT_TRUE(is_beyond_peak({joined_, setup_of(joined_).setup}));
}

TEST(StatedPowers, RowsOfSpeedGiveTheirWattsOnce) {
  MeasuredRow run;
  run.origin = "mlenergy";
  run.source_id = "MLE1a";
  run.metric = "output_throughput";
  run.power_w = 600;
  MeasuredRow interval = run;
  interval.metric = "median_itl";
  MeasuredRow silent = run;
  silent.power_w.reset();
  const std::vector<MeasuredRow> powers = stated_powers({run, interval, silent});
  ASSERT_EQ(powers.size(), 1U);
  EXPECT_EQ(powers[0].metric, "board_power_avg");
  EXPECT_EQ(powers[0].value, 600);
  EXPECT_EQ(powers[0].unit, "W");
}

}  // namespace
}  // namespace islet
