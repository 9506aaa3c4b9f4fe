// Goal: one tuning for everybody: what a deployment built from it says is what the calibrated rows
// say of the same run, what `islet predict` prints, and never faster than the chip.
#include "accuracy/run_tuning.h"

#include <cmath>

#include <gtest/gtest.h>

#include "accuracy/run_forecast.h"
#include "perf/power.h"

namespace islet {
namespace {

struct Pair {
  const char* model;
  const char* device;
  Precision weights;
};

class Tuned : public testing::Test {
 protected:
  void SetUp() override {
    catalog_ = read_catalog("data", faults_);
    calibration_ = read_shipped_calibration("data", faults_);
    for (const Error& error : faults_.sorted()) ADD_FAILURE() << error.text();
  }

  RunQuestion question(const Pair& pair) const {
    RunQuestion question;
    question.model = find_model(catalog_, pair.model);
    question.device = find_accelerator(catalog_, pair.device);
    question.engine = usual_engine(*question.model, *question.device);
    question.layout.weights = pair.weights;  // the cache stays wide, as plans have it
    return question;
  }

  /// What the calibrated rows say of the question, in a row's own words.
  Estimate<double> row(const RunQuestion& question, Asked quantity, std::string_view metric) const {
    JoinedRow joined;
    joined.device = question.device;
    joined.model = question.model;
    joined.engine = question.engine;
    RowSetup setup = setup_of(question, quantity, false);
    setup.words.metric = metric;
    return *RowPredictor(calibration_).predict(joined, setup).estimate;
  }

  Faults faults_;
  Catalog catalog_;
  Calibration calibration_;
};

constexpr Pair languages[] = {
    {"llama-3.1-8b", "rtx_3090", Precision::fp16},
    {"llama-3.1-8b", "rtx_4090", Precision::int4},
    {"qwen3-8b", "rtx_a6000", Precision::int4},
    {"llama-2-7b", "apple_m1_max_32core_gpu_64gb", Precision::int4},
    {"qwen3-30b-a3b", "rtx_pro_6000_blackwell", Precision::int4},
};

TEST_F(Tuned, DecodingIsWhatRowsSayAtEveryBatch) {
  const CalibratedMakers calibrated(calibration_);
  const DeploymentMakers makers = calibrated.makers();
  for (const Pair& pair : languages) {
    RunQuestion asked = question(pair);
    ASSERT_EQ(asked.engine, "llama_cpp") << pair.device;
    const Deployment plan = makers.language(*asked.model, *asked.device, asked.layout);
    for (const int batch : {1, 4, 8}) {
      asked.batch = batch;
      const Estimate<double> rate = row(asked, Asked::decode_rate, "decode_throughput");
      const StepCost step = plan.step(
          {.decode_sequences = 1.0 * batch, .mean_context = asked.prompt + 0.5 * asked.reply});
      // Less where weights would be read above 0.93 of the bandwidth; between counts of 1, 8, 64
      // what runs alike add is drawn straight.
      const double share = batch / (step.time / second) / rate.value;
      EXPECT_LE(share, 1 + (batch == 4 ? 0.05 : 1e-6)) << pair.device << batch;
      EXPECT_GE(share, 0.93) << pair.device << batch;
    }
  }
}

TEST_F(Tuned, PromptsAreWhatRowsSay) {
  const CalibratedMakers calibrated(calibration_);
  const DeploymentMakers makers = calibrated.makers();
  for (const Pair& pair : languages) {
    const RunQuestion asked = question(pair);
    const Estimate<double> rate = row(asked, Asked::prompt_rate, "prefill_throughput");
    const StepCost step =
        makers.language(*asked.model, *asked.device, asked.layout).step({.prefill = asked.prompt});
    // Between counts of 64, 512, 4,096 what runs alike add is drawn straight.
    EXPECT_NEAR(asked.prompt / token / (step.time / second) / rate.value, 1, 0.03) << pair.device;
  }
}

TEST_F(Tuned, InputsAreWhatRowsSayInTimeRateAndWatts) {
  const CalibratedMakers calibrated(calibration_);
  const DeploymentMakers makers = calibrated.makers();
  constexpr Pair pairs[] = {{"resnet50-v1.5", "l4", Precision::int8},
                            {"hailo-yolov8m", "hailo_8", Precision::int8},
                            {"yolo11m-seg", "jetson_agx_orin", Precision::int8},
                            {"retinanet-resnext50-fpn", "rtx_4090", Precision::fp16},
                            {"whisper-large", "l40s", Precision::fp16},
                            {"sdxl-unet", "h100_sxm5", Precision::fp16}};
  for (const Pair& pair : pairs) {
    RunQuestion asked = question(pair);
    const InputDeployment plan = makers.inputs(*asked.model, *asked.device, pair.weights);
    for (const int batch : {1, 8}) {
      asked.batch = batch;
      const BatchCost cost = plan.batch(batch);
      EXPECT_NEAR(cost.time / second / row(asked, Asked::batch_time, "latency").value, 1, 1e-6)
          << pair.device << batch;
      EXPECT_NEAR(plan.rate(batch) / hertz / row(asked, Asked::input_rate, "throughput").value, 1,
                  1e-6)
          << pair.device << batch;
      const double watts = row(asked, Asked::power, "board_power_avg").value;
      const double held = std::max(asked.device->idle_power.typical / watt,
                                   std::min(watts, asked.device->board_power.typical / watt));
      EXPECT_NEAR(cost.board_power / watt / held, 1, 1e-6) << pair.device << batch;
    }
  }
}

TEST_F(Tuned, PlanAndPredictSayTheSame) {
  const CalibratedMakers calibrated(calibration_);
  const DeploymentMakers makers = calibrated.makers();
  constexpr Pair served[] = {{"llama-3.1-8b", "l4", Precision::fp16},
                             {"llama-3.1-8b", "h100_sxm5", Precision::fp16},
                             {"llama-3.1-8b", "jetson_thor", Precision::int4}};
  for (const Pair& pair : served) {
    const RunQuestion asked = question(pair);
    const RunForecast run = run_forecast(RowPredictor(calibration_), asked);
    ASSERT_TRUE(run.language) << pair.device;
    const Deployment plan = makers.language(*asked.model, *asked.device, asked.layout);
    const StepWork work{.decode_sequences = 1, .mean_context = asked.prompt + 0.5 * asked.reply};
    const Estimate<Duration> step = step_time_estimate(plan, work);
    EXPECT_NEAR(step.value / run.language->step_one.value, 1, 1e-12) << pair.device;
    EXPECT_NEAR(step.high / run.language->step_one.high, 1, 1e-12) << pair.device;
    EXPECT_EQ(step.grade, run.language->step_one.grade) << pair.device;
    EXPECT_NEAR(plan.step(work).board_power / run.language->board_decode.value, 1, 1e-12);
  }
}

TEST_F(Tuned, ReadsNoWeightFasterThanMemoryStreams) {
  const CalibratedMakers calibrated(calibration_);
  const DeploymentMakers makers = calibrated.makers();
  const Model& model = *find_model(catalog_, "llama-3.1-8b");
  for (const Accelerator& device : catalog_.accelerators) {
    const Layout layout{.weights = Precision::fp16};
    if (refusal(model, device, layout)) continue;
    const double seconds =
        makers.language(model, device, layout).step({.decode_sequences = 1}).time / second;
    // All but the embedding: 7.5 G values of 2 byte.
    EXPECT_GT(seconds * device.memory_bandwidth.in_base_units(), 15e9 / 0.93) << device.id;
  }
}

TEST_F(Tuned, ComputesNoInputFasterThanThePeak) {
  const CalibratedMakers calibrated(calibration_);
  const DeploymentMakers makers = calibrated.makers();
  const Model& model = *find_model(catalog_, "hailo-yolov8n");
  for (const Accelerator& device : catalog_.accelerators) {
    if (refusal(model, device, {.weights = Precision::int8})) continue;
    const ComputePath path = compute_path(device, Precision::int8, model.kind);
    const Frequency rate = makers.inputs(model, device, Precision::int8).rate(8);
    EXPECT_LE(rate * model.work_per_input, path.peak * (1 + 1e-12)) << device.id;
  }
}

TEST_F(Tuned, GradeTellsWhetherTheDeviceOrOnlyItsKindWasMeasured) {
  const RowPredictor predictor(calibration_);
  const Layout layout{.weights = Precision::fp16};
  const auto grade = [&](const char* model, const char* device) {
    return usual_tuning(predictor, *find_model(catalog_, model),
                        *find_accelerator(catalog_, device), layout)
        .range.grade;
  };
  EXPECT_EQ(grade("llama-3.1-8b", "h100_sxm5"), Grade::b);
  EXPECT_EQ(grade("llama-3.1-8b", "rtx_5060_ti_16gb"), Grade::c);
}

TEST_F(Tuned, ALimitOnTheBoardSlowsAndHoldsItsWatts) {
  const RowPredictor predictor(calibration_);
  RunQuestion asked = question({"llama-3.1-8b", "rtx_3090", Precision::fp16});
  const Deployment whole = run_deployment(predictor, asked);
  asked.cap = 200 * watt;
  const Deployment capped = run_deployment(predictor, asked);
  const StepWork work{.prefill = 512 * token};
  EXPECT_NEAR(whole.step(work).time / capped.step(work).time,
              capped_speed(350 * watt, 200 * watt, false), 1e-9);
  EXPECT_LE(capped.step(work).board_power, 200 * watt);
  EXPECT_EQ(capped.range().grade, Grade::d);
}

}  // namespace
}  // namespace islet
