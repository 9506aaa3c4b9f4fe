// Goal: a row that `islet measure` wrote makes predict, tuning and forecast say what was measured.
#include "accuracy/own_rows.h"

#include <cmath>

#include <gtest/gtest.h>

#include "accuracy/run_forecast.h"
#include "accuracy/run_tuning.h"

namespace islet {
namespace {

class OwnRows : public testing::Test {
 protected:
  void SetUp() override {
    catalog_ = read_catalog("data", faults_);
    calibration_ = read_shipped_calibration("data", faults_);
    for (const Error& error : faults_.sorted()) ADD_FAILURE() << error.text();
  }

  static MeasuredRow row(const char* metric, double batch, double value) {
    MeasuredRow row;
    row.file = "shed.csv";
    row.source_id = metric + std::to_string(batch);
    row.accelerator = "RTX 4090";
    row.count = 1;
    row.precision = "q4_0";
    row.engine = "llama.cpp v0.5.0";
    row.model = "llama-3.1-8b";
    row.scenario = "multi-stream";
    row.batch = batch;
    row.input_len = 512;
    row.output_len = 256;
    row.metric = metric;
    row.value = value;
    row.unit = "tokens/s";
    row.notes = "date=2026-11-22 samples=40 scatter=0.05";
    return row;
  }

  RunQuestion question(int batch) const {
    RunQuestion question;
    question.model = find_model(catalog_, "llama-3.1-8b");
    question.device = find_accelerator(catalog_, "rtx_4090");
    question.engine = "llama_cpp";
    question.batch = batch;
    return with_weights(question, Precision::int4);
  }

  Calibration with(const std::vector<MeasuredRow>& rows) const {
    Calibration out = calibration_;
    out.own = own_measurements(catalog_, RowPredictor(calibration_), rows);
    EXPECT_EQ(out.own.size(), rows.size());
    return out;
  }

  LanguageForecast forecast(const Calibration& calibration, int batch) const {
    return *run_forecast(RowPredictor(calibration), question(batch)).language;
  }

  Faults faults_;
  Catalog catalog_;
  Calibration calibration_;
};

TEST_F(OwnRows, AForecastSaysWhatWasMeasuredAndIsOfGradeA) {
  const LanguageForecast plain = forecast(calibration_, 8);
  const double one = 0.7 * (plain.user_one.value * second / token);
  const double eight = 8 * 0.6 * (plain.user_batch.value * second / token);
  const Calibration own =
      with({row("decode_throughput", 1, one), row("decode_throughput", 8, eight)});
  const LanguageForecast moved = forecast(own, 8);
  EXPECT_NEAR(moved.user_one.value * second / token, one, 0.03 * one);
  EXPECT_NEAR(8 * (moved.user_batch.value * second / token), eight, 0.03 * eight);
  EXPECT_EQ(moved.user_batch.grade, Grade::a);
  EXPECT_LT(moved.user_batch.high / moved.user_batch.value, 1.1);
  EXPECT_LT(moved.user_batch.high / moved.user_batch.value,
            plain.user_batch.high / plain.user_batch.value);
  EXPECT_NE(moved.user_batch.source.find("shed.csv of 2026-11-22"), std::string::npos);
}

TEST_F(OwnRows, OtherBatchesAndPromptsAreMovedWithAWiderRange) {
  const LanguageForecast plain = forecast(calibration_, 64);
  const double one = 0.5 * (plain.user_one.value * second / token);
  const LanguageForecast moved = forecast(with({row("decode_throughput", 1, one)}), 64);
  EXPECT_LT(moved.user_batch.value, 0.9 * plain.user_batch.value);
  EXPECT_EQ(moved.user_batch.grade, Grade::b);
  EXPECT_GT(moved.user_batch.high / moved.user_batch.value, 1.1);
  EXPECT_GT(moved.first_token.value, 1.1 * plain.first_token.value) << "slow at both";
}

TEST_F(OwnRows, FiguresOfAServiceAndUnknownModelsAreLeftOut) {
  MeasuredRow service = row("service_first_token_p99", 1, 300);
  MeasuredRow unknown = row("decode_throughput", 1, 30);
  unknown.model = "a model of mine";
  EXPECT_TRUE(own_measurements(catalog_, RowPredictor(calibration_), {service, unknown}).empty());
}

TEST_F(OwnRows, AnotherDeviceIsPredictedAsBefore) {
  RunQuestion other = question(8);
  other.device = find_accelerator(catalog_, "rtx_3090");
  const Calibration own = with({row("decode_throughput", 8, 10)});
  const RunForecast before = run_forecast(RowPredictor(calibration_), other);
  const RunForecast after = run_forecast(RowPredictor(own), other);
  EXPECT_EQ(before.language->user_batch.value, after.language->user_batch.value);
  EXPECT_EQ(before.language->user_batch.source, after.language->user_batch.source);
}

}  // namespace
}  // namespace islet
