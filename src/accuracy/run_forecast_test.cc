// Goal: a run that nobody measured goes through the same formulas as rows do; its figures agree
// with each other; what does not fit is told with changes that do fit.
#include "accuracy/run_forecast.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

class Forecast : public testing::Test {
 protected:
  void SetUp() override {
    catalog_ = read_catalog("data", faults_);
    calibration_ = read_shipped_calibration("data", faults_);
    for (const Error& error : faults_.sorted()) ADD_FAILURE() << error.text();
  }

  RunQuestion question(const char* model, const char* device, Precision weights) {
    RunQuestion question;
    question.model = find_model(catalog_, model);
    question.device = find_accelerator(catalog_, device);
    question.engine = usual_engine(*question.model, *question.device);
    return with_weights(question, weights);
  }

  RunForecast forecast(const RunQuestion& question) {
    return run_forecast(RowPredictor(calibration_), question);
  }

  Faults faults_;
  Catalog catalog_;
  Calibration calibration_;
};

TEST_F(Forecast, IsWhatARowOfATableThatTheFitHasNotMetGets) {
  RunQuestion asked = question("llama-3.1-8b", "l40s", Precision::fp16);
  asked.engine = "llama_cpp";
  asked.batch = 4;
  MeasuredRow row;
  row.origin = "";  // of no collection
  row.source_id = "T1";
  row.accelerator = "l40s";
  row.model = "llama-3.1-8b";
  row.engine = "llama.cpp";
  row.precision = "fp16";
  row.batch = 4;
  row.input_len = 512;
  row.output_len = 256;
  row.metric = "decode_throughput";
  row.unit = "tokens/s";
  row.value = 1;
  const JoinedRow known = std::get<JoinedRow>(joined(catalog_, row));
  const RowPrediction one = RowPredictor(calibration_).predict(known);
  ASSERT_TRUE(one.estimate);
  const Estimate<TokenRate> each = forecast(asked).language->user_batch;
  // Between counts of 1 and 8 what runs alike add is drawn straight; and weights are never read
  // above 0.93 of the bandwidth there, which a row does not know.
  EXPECT_NEAR(4 * (each.value / (token / second)) / one.estimate->value, 1, 0.01);
  EXPECT_NEAR(4 * (each.high / (token / second)) / one.estimate->high, 1, 0.01);
  EXPECT_EQ(each.grade, one.estimate->grade);
}

TEST_F(Forecast, AgreesWithItself) {
  RunQuestion asked = question("llama-3.1-8b", "l4", Precision::fp16);
  asked.batch = 8;
  const RunForecast run = forecast(asked);
  ASSERT_TRUE(run.language);
  const LanguageForecast& found = *run.language;
  EXPECT_NEAR(found.step_one.value / second * (found.user_one.value * (second / token)), 1, 1e-9);
  EXPECT_NEAR(found.step_one.low / second * (found.user_one.high * (second / token)), 1, 1e-9);
  EXPECT_LT(found.user_batch.value, found.user_one.value);
  EXPECT_GT(found.all_batch.value, found.user_one.value);
  EXPECT_LE(found.board_decode.high, asked.device->board_power.typical);
  // 16 GB of weights at 300 GB/s are at most 19 tokens a second.
  EXPECT_LT(found.user_one.value * (second / token), 19);
  EXPECT_EQ(found.one_cost.binds, Bound::memory);
  EXPECT_EQ(found.prompt_cost.binds, Bound::compute);
}

TEST_F(Forecast, ALowerLimitDrawsLessIsSlowerAndOfGradeD) {
  RunQuestion asked = question("llama-3.1-8b", "rtx_3090", Precision::fp16);
  const RunForecast whole = forecast(asked);
  asked.cap = 200 * watt;
  const RunForecast capped = forecast(asked);
  EXPECT_GT(capped.language->first_token.value, whole.language->first_token.value);
  EXPECT_LE(capped.language->board_prompt.value, 200 * watt);
  EXPECT_EQ(capped.language->first_token.grade, Grade::d);
  EXPECT_NE(whole.language->first_token.grade, Grade::d);
}

TEST_F(Forecast, ALockedClockSavesDecodingMoreThanItCosts) {
  RunQuestion asked = question("llama-3.1-8b", "h100_sxm5", Precision::fp16);
  const RunForecast free = forecast(asked);
  asked.clock = 0.71;
  const RunForecast locked = forecast(asked);
  EXPECT_LT(locked.language->user_one.value / free.language->user_one.value, 1.0 + 1e-12);
  EXPECT_GT(locked.language->user_one.value / free.language->user_one.value, 0.95);
  EXPECT_LT(locked.language->board_decode.value / free.language->board_decode.value, 0.9);
  EXPECT_LT(locked.language->wall.value, free.language->wall.value);
  EXPECT_GT(locked.language->first_token.value / free.language->first_token.value, 1.2);
  EXPECT_EQ(locked.language->step_one.grade, Grade::d);
}

TEST_F(Forecast, InputsComeByBatchAndEnergyIsWattsOverRate) {
  RunQuestion asked = question("resnet50-v1.5", "l4", Precision::int8);
  asked.batch = 16;
  const RunForecast run = forecast(asked);
  ASSERT_TRUE(run.inputs);
  ASSERT_EQ(run.inputs->batches.size(), 3U);
  EXPECT_EQ(run.inputs->batches[1].batch, 8);
  EXPECT_LT(run.inputs->batches[0].rate.value, run.inputs->batches[2].rate.value);
  EXPECT_GT(run.inputs->energy_wall.value, run.inputs->energy_boards.value);
}

TEST_F(Forecast, WhatDoesNotFitComesWithChangesThatDo) {
  RunQuestion asked = question("llama-3.1-8b", "l4", Precision::fp32);
  const RunForecast run = forecast(asked);
  EXPECT_FALSE(run.memory.fits);
  EXPECT_FALSE(run.language);
  ASSERT_FALSE(run.would_fit.empty());
  EXPECT_EQ(run.would_fit.front().option, "--precision fp16");
  EXPECT_TRUE(fits_memory(with_weights(asked, Precision::fp16)));
}

TEST_F(Forecast, TooLargeABatchShrinksToTheOneThatFits) {
  RunQuestion asked = question("llama-3.1-8b", "l4", Precision::fp16);
  asked.batch = 4000;
  const std::vector<FittingChange> changes = fitting_changes(asked);
  ASSERT_FALSE(changes.empty());
  const int most = run_memory(asked).most;
  EXPECT_EQ(changes.front().option, "--batch " + std::to_string(most));
  asked.batch = most;
  EXPECT_TRUE(fits_memory(asked));
  asked.batch = most + 1;
  EXPECT_FALSE(fits_memory(asked));
}

TEST_F(Forecast, ProcessorsAreNotJudgedByAMemoryTheyDoNotHave) {
  RunQuestion asked = question("resnet50-v1.5", "altra_max_m128", Precision::fp32);
  const RunForecast run = forecast(asked);
  EXPECT_FALSE(run.memory.is_known);
  EXPECT_TRUE(run.memory.fits);
  EXPECT_TRUE(run.inputs);
}

}  // namespace
}  // namespace islet
