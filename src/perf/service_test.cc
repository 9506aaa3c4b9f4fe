// Goal: what a workload gets is consistent: shares add up, load slows, and saturation says so.
#include "perf/service.h"

#include <cmath>

#include <gtest/gtest.h>

#include "perf/known_machines.h"

namespace islet {
namespace {

const LanguageDemand crew{.requests = 0.0833 * hertz,  // 25 users, 4 an hour, 3 x in the peak
                          .prompt = {900 * token, 400 * token},
                          .reply = {250 * token, 120 * token}};

Deployment chat_on_l4() { return {llama_3_8b(), l4(), {.weights = Precision::int4}}; }

TEST(LanguageService, ACrewOfTwentyFiveFitsAnL4) {
  const LanguageService service = language_service(chat_on_l4(), crew, {});
  EXPECT_FALSE(service.saturated);
  EXPECT_LT(service.utilisation, 0.2);
  EXPECT_LT(service.first_token.p95.value, 2 * second);
  EXPECT_GT(service.speed.value, 10 * token / second);
  EXPECT_NEAR(service.throughput / (token / second), 20.8, 0.1);
}

TEST(LanguageService, TheBatchIsLittlesLaw) {
  const Deployment deployment = chat_on_l4();
  LanguageDemand demand = crew;
  demand.requests = 1 * hertz;
  const LanguageService service = language_service(deployment, demand, {});
  ASSERT_FALSE(service.saturated);
  const double context = 900 + 125 * (1 + 0.48 * 0.48);
  const StepCost step = deployment.step({.prefill = service.batch * 3.6 * token,
                                         .decode_sequences = service.batch,
                                         .mean_context = context * token});
  EXPECT_NEAR(service.batch, 250 * (step.time / second), 0.01 * service.batch);
}

TEST(LanguageService, QuantilesRiseAndLoadSlows) {
  Duration last_wait;
  TokenRate last_speed = 1e9 * token / second;
  for (const double rate : {0.05, 0.2, 0.5, 1.0, 1.5}) {
    LanguageDemand demand = crew;
    demand.requests = rate * hertz;
    const LanguageService service = language_service(chat_on_l4(), demand, {});
    ASSERT_FALSE(service.saturated) << rate;
    EXPECT_LE(service.first_token.p50.value, service.first_token.p95.value);
    EXPECT_LE(service.first_token.p95.value, service.first_token.p99.value);
    EXPECT_LT(service.first_token.p50.value, service.response.p50.value);
    EXPECT_LE(service.speed_p95.value, service.speed.value);
    EXPECT_GT(service.first_token.p99.value, last_wait);
    EXPECT_LT(service.speed.value, last_speed);
    EXPECT_LE(service.device_time.share, 1.0);
    last_wait = service.first_token.p99.value;
    last_speed = service.speed.value;
  }
}

TEST(LanguageService, MoreThanTheGreatestIsSaturated) {
  const LanguageService light = language_service(chat_on_l4(), crew, {});
  LanguageDemand demand = crew;
  demand.requests = 1.01 * (light.greatest.value / (250 * token));
  const LanguageService service = language_service(chat_on_l4(), demand, {});
  EXPECT_TRUE(service.saturated);
  EXPECT_EQ(service.limit, "device time");
  EXPECT_NEAR(service.utilisation, 1.01, 1e-6);
  demand.replicas = 2;
  EXPECT_FALSE(language_service(chat_on_l4(), demand, {}).saturated);
}

TEST(LanguageService, AModelThatDoesNotFitSaysMemory) {
  const Deployment deployment(llama_3_70b(), l4(), {.weights = Precision::int4});
  const LanguageService service = language_service(deployment, crew, {});
  EXPECT_TRUE(service.saturated);
  EXPECT_EQ(service.limit, "cache memory");
}

TEST(LanguageService, WorkThatGoesFirstSlowsItInProportion) {
  const Company cameras{.first = {0.3, 1 * millisecond, 8 * millisecond}};
  const LanguageService alone = language_service(chat_on_l4(), crew, {});
  const LanguageService shared = language_service(chat_on_l4(), crew, cameras);
  EXPECT_NEAR(shared.greatest.value / alone.greatest.value, 0.7, 1e-6);
  EXPECT_LT(shared.speed.value, alone.speed.value);
  EXPECT_GT(shared.first_token.p99.value, alone.first_token.p99.value);
  EXPECT_LE(shared.device_time.share + 0.3, 1.0);
}

TEST(LanguageService, AnEngineBesideItCostsAsMuchAgainAtMost) {
  // Always at work: each has half of the time.
  const LanguageService alone = language_service(chat_on_l4(), crew, {});
  const Duration step = 1.0 * token / alone.speed.value;
  DeviceTime other;
  other.share = 0.97;
  other.residual = 0.5 * other.share * step;
  other.longest = step;
  const LanguageService beside = language_service(chat_on_l4(), crew, {.beside = other});
  EXPECT_FALSE(beside.saturated);
  EXPECT_LT(beside.speed.value, 0.6 * alone.speed.value);
  EXPECT_GT(beside.speed.value, 0.35 * alone.speed.value);
  // Rare long units cost it their share of the time.
  DeviceTime scans;
  scans.share = 0.1;
  scans.residual = 0.5 * scans.share * (3 * second);
  scans.longest = 3 * second;
  const LanguageService scanned = language_service(chat_on_l4(), crew, {.beside = scans});
  EXPECT_NEAR(scanned.speed.value / alone.speed.value, 0.9, 0.02);
  EXPECT_TRUE(language_service(chat_on_l4(), crew, {.first = other}).saturated);
}

TEST(LanguageService, MatesInOneEngineShareItsBatch) {
  LanguageDemand half = crew;
  half.requests = 0.5 * crew.requests;
  LanguageDemand joined = half;
  joined.mates = &half;
  const LanguageService whole = language_service(chat_on_l4(), crew, {});
  const LanguageService part = language_service(chat_on_l4(), joined, {});
  // Two halves of the crew get what the crew gets, each in half of the time and of the batch.
  EXPECT_NEAR(part.response.p99.value / whole.response.p99.value, 1, 1e-9);
  EXPECT_NEAR(part.first_token.p99.value / whole.first_token.p99.value, 1, 1e-9);
  EXPECT_NEAR(part.device_time.share, 0.5 * whole.device_time.share, 1e-12);
  EXPECT_NEAR(part.own_batch, 0.5 * whole.batch, 1e-9);
  EXPECT_NEAR(part.batch, whole.batch, 1e-9);
  EXPECT_NEAR(part.throughput.in_base_units(), 0.5 * whole.throughput.in_base_units(), 1e-9);
}

TEST(LanguageService, MatesKeepTheirOwnLengths) {
  LanguageDemand notes = crew;
  notes.reply.mean = 0.25 * crew.reply.mean;
  LanguageDemand joined = crew;
  joined.mates = &notes;
  notes.mates = &crew;
  const LanguageService longer = language_service(chat_on_l4(), joined, {});
  const LanguageService shorter = language_service(chat_on_l4(), notes, {});
  const LanguageService alone = language_service(chat_on_l4(), crew, {});
  EXPECT_EQ(longer.speed.value, shorter.speed.value);
  EXPECT_LT(longer.speed.value, alone.speed.value);
  EXPECT_GT(longer.response.p50.value, 3 * shorter.response.p50.value);
  const LanguageService engine = language_service(chat_on_l4(), together(joined, notes), {});
  EXPECT_NEAR(longer.device_time.share + shorter.device_time.share, engine.device_time.share,
              1e-12);
}

TEST(LanguageService, LengthsOfTwoDemandsMixByTheirRequests) {
  LanguageDemand one = crew;
  one.requests = 3.0 * hertz;
  one.prompt = {100 * token, 0 * token};
  LanguageDemand other = crew;
  other.requests = 1.0 * hertz;
  other.prompt = {500 * token, 0 * token};
  const LanguageDemand both = together(one, other);
  EXPECT_EQ(both.requests, 4.0 * hertz);
  EXPECT_NEAR(both.prompt.mean / token, 200, 1e-9);
  EXPECT_NEAR(both.prompt.deviation / token, 100 * std::sqrt(3.0), 1e-9);  // of 3 x 100, 1 x 500
}

const InputDemand pit_cameras{.sources = 12, .rate_each = 10 * hertz};

TEST(InputService, TwelveCamerasRunOnAnL4WithinTheirHundredMilliseconds) {
  const InputDeployment detector(yolov8m(), l4(), Precision::int8);
  const InputService service = input_service(detector, pit_cameras, {});
  EXPECT_FALSE(service.saturated);
  EXPECT_LT(service.response.p99.value, 100 * millisecond);
  EXPECT_LE(service.response.p50.value, service.response.p99.value);
  EXPECT_LE(service.response.p99.value, service.worst.value * (1 + 1e-9));
  EXPECT_NEAR(service.device_time.share,
              120 * (detector.batch(service.batch).time / second) / service.batch, 1e-9);
}

TEST(InputService, CamerasThatOnlyBatchesKeepUpWithLeaveNothing) {
  const InputDeployment detector(yolov8m(), l4(), Precision::int8);
  InputDemand demand = pit_cameras;
  demand.rate_each = 1.02 * detector.rate(1) / demand.sources;
  const InputService cameras = input_service(detector, demand, {});
  ASSERT_FALSE(cameras.saturated);
  ASSERT_GT(cameras.batch, 1);
  EXPECT_LT(cameras.utilisation, 0.9);
  EXPECT_EQ(cameras.device_time.share, 1.0);
  // One picture a minute behind them is never looked at (FrameServer, a lane never let in).
  const InputDemand pumps{.sources = 1, .rate_each = 1.0 / minute};
  EXPECT_FALSE(input_service(detector, pumps, {}).saturated);
  EXPECT_TRUE(input_service(detector, pumps, {.first = cameras.device_time}).saturated);
}

TEST(InputService, ALanguageStepUnderWayDelaysTheCameras) {
  const InputDeployment detector(yolov8m(), l4(), Precision::int8);
  const LanguageService chat = language_service(chat_on_l4(), crew, {});
  const InputService alone = input_service(detector, pit_cameras, {});
  const InputService shared = input_service(detector, pit_cameras, {.after = chat.device_time});
  EXPECT_GT(shared.response.p99.value, alone.response.p99.value);
  EXPECT_LE(shared.response.p99.value, alone.response.p99.value + chat.device_time.longest);
}

TEST(InputService, TooManyCamerasAreSaturatedAndReplicasHelp) {
  const InputDeployment detector(yolov8m(), hailo_8(), Precision::int8);
  InputDemand demand = pit_cameras;
  demand.sources = 24;
  const InputService one = input_service(detector, demand, {});
  EXPECT_TRUE(one.saturated);
  EXPECT_GT(one.utilisation, share_limit);
  demand.replicas = 4;
  const InputService four = input_service(detector, demand, {});
  EXPECT_FALSE(four.saturated);
  EXPECT_NEAR(four.greatest_rate.value / one.greatest_rate.value, 4.0, 0.3);
}

TEST(InputService, RequestsByChanceWaitLongerThanCameras) {
  const InputDeployment detector(yolov8m(), l4(), Precision::int8);
  InputDemand demand = pit_cameras;
  demand.sources = 4;
  demand.rate_each = 0.2 * detector.rate(1);
  demand.batch_max = 1;
  const InputService periodic = input_service(detector, demand, {});
  demand.periodic = false;
  const InputService chance = input_service(detector, demand, {});
  EXPECT_GT(chance.response.p99.value, periodic.response.p99.value);
}

TEST(DeviceTime, OfTwoWorkloadsAddsUp) {
  const DeviceTime both =
      DeviceTime{0.2, 1 * second, 3 * second} + DeviceTime{0.3, 2 * second, 1 * second};
  EXPECT_DOUBLE_EQ(both.share, 0.5);
  EXPECT_EQ(both.residual, 3 * second);
  EXPECT_EQ(both.longest, 3 * second);
}

}  // namespace
}  // namespace islet
