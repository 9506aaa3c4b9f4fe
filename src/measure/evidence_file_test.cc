// Goal: what is saved is a file that the reader of measurements takes, holds the records that it is
// about, and makes the prediction what was measured.
#include "measure/evidence_file.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "accuracy/own_rows.h"
#include "accuracy/run_forecast.h"
#include "catalog/own_records.h"
#include "engines/shape_model.h"
#include "measure/held_against.h"
#include "measure/host_record.h"
#include "measure/model_record.h"

namespace islet {
namespace {

MeasuredFigure figure(const char* metric, double batch, double value) {
  MeasuredFigure one;
  one.label = "it";
  one.row.metric = metric;
  one.row.unit = "tokens/s";
  one.row.scenario = "multi-stream";
  one.row.batch = batch;
  one.row.input_len = 512;
  one.row.output_len = 64;
  one.value = value;
  one.low = 0.98 * value;
  one.high = 1.02 * value;
  one.samples = 40;
  one.scatter = 0.05;
  return one;
}

class EvidenceFile : public testing::Test {
 protected:
  void SetUp() override {
    HostFacts facts{"Intel",       "Intel(R) Xeon(R) Processor", " avx2 ", 2,
                    2.6e9 * hertz, 12.0 * gigabyte_per_second};
    const HostRecord host = host_record(facts, "2026-11-22");
    run_.date = "2026-11-22";
    run_.islet = "0.1.0";
    run_.engine = "llama.cpp v0.5.0";
    run_.model = "chat-0.2b";
    run_.precision = "q4_0";
    run_.machine.id = host.id;
    run_.machine.name = host.name;
    run_.machine.system = "Linux, \"6.1\"";
    run_.records = host.yaml + model_yaml(*own_language_shape("chat-0.2b"));
    file_ = (std::filesystem::temp_directory_path() / "islet-evidence-test.csv").string();
  }
  void TearDown() override { std::filesystem::remove(file_); }

  Catalog read_back() {
    std::ofstream(file_) << evidence_text(run_);
    Faults faults;
    Catalog catalog = read_catalog_with("data", {{}, "", {file_}, {}}, faults);
    for (const Error& error : faults.sorted()) ADD_FAILURE() << error.text();
    return catalog;
  }

  MeasuredRun run_;
  std::string file_;
};

TEST_F(EvidenceFile, BringsItsMachineAndItsModelAlong) {
  run_.figures = {figure("decode_throughput", 8, 100)};
  const Catalog catalog = read_back();
  EXPECT_NE(find_accelerator(catalog, run_.machine.id), nullptr);
  EXPECT_NE(find_model(catalog, "chat-0.2b"), nullptr);
  Faults faults;
  const std::vector<MeasuredRow> rows = read_measured_file(file_, faults);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_FALSE(faults.has_errors());
  EXPECT_EQ(rows[0].value, 100);
  EXPECT_EQ(rows[0].system, run_.machine.system);
  EXPECT_EQ(*rows[0].input_len, 512);
}

TEST_F(EvidenceFile, MovesTheForecastToWhatWasMeasured) {
  run_.figures = {figure("decode_throughput", 1, 61), figure("decode_throughput", 8, 171),
                  figure("prefill_throughput", 1, 432)};
  const Catalog catalog = read_back();
  Faults faults;
  const Calibration calibration = read_calibration_of(catalog, {file_}, faults);
  ASSERT_EQ(calibration.own.size(), 3U);
  RunQuestion question;
  question.model = find_model(catalog, "chat-0.2b");
  question.device = find_accelerator(catalog, run_.machine.id);
  question.engine = "llama_cpp";
  question.batch = 8;
  question.prompt = 512.0 * token;
  question.reply = 64.0 * token;
  question = with_weights(question, Precision::int4);
  const LanguageForecast moved = *run_forecast(RowPredictor(calibration), question).language;
  // The tuning is that of the batch of 8; at 1 it is near.
  EXPECT_NEAR(moved.user_one.value * second / token, 61, 4);
  EXPECT_NEAR(8 * (moved.user_batch.value * second / token), 171, 5);
  EXPECT_NEAR(moved.first_token.value / second, 512.0 / 432, 0.05);
  EXPECT_EQ(moved.user_batch.grade, Grade::a);
}

TEST_F(EvidenceFile, WhatWasMeasuredIsHeldAgainstThePrediction) {
  run_.figures = {figure("decode_throughput", 1, 61), figure("service_latency_p99", 1, 5)};
  const Catalog catalog = read_back();
  Faults faults;
  hold_against(catalog, read_shipped_calibration("data", faults), run_);
  ASSERT_TRUE(run_.figures[0].predicted);
  EXPECT_FALSE(run_.figures[1].predicted) << "of a service nothing is predicted";
  const double predicted = run_.figures[0].predicted->value;
  run_.figures[0] = figure("decode_throughput", 1, predicted);
  hold_against(catalog, read_shipped_calibration("data", faults), run_);
  EXPECT_FALSE(run_.is_outside());
  run_.figures[0] = figure("decode_throughput", 1, 30 * predicted);
  hold_against(catalog, read_shipped_calibration("data", faults), run_);
  EXPECT_TRUE(run_.is_outside());
  EXPECT_TRUE(run_.machine.predicted_gb);
}

TEST_F(EvidenceFile, ASecondMeasurementIsHeldAgainstTheFirst) {
  run_.figures = {figure("decode_throughput", 1, 61)};
  const Catalog catalog = read_back();
  Faults faults;
  const Calibration calibration = read_calibration_of(catalog, {file_}, faults);
  run_.figures = {figure("decode_throughput", 1, 60)};
  hold_against(catalog, calibration, run_);
  EXPECT_FALSE(run_.is_outside());
  EXPECT_EQ(run_.figures[0].predicted->grade, Grade::a);
  run_.figures = {figure("decode_throughput", 1, 45)};
  hold_against(catalog, calibration, run_);
  EXPECT_TRUE(run_.is_outside()) << "the machine has slowed down";
}

}  // namespace
}  // namespace islet
