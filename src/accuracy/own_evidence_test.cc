// Goal: what was measured on a machine is believed where it was measured, moves predictions near
// it, and says less, and less surely, the farther away one asks.
#include "accuracy/own_evidence.h"

#include <cmath>

#include <gtest/gtest.h>

namespace islet {
namespace {

constexpr double width = 0.8;

OwnPlace chat(Asked quantity, double count) {
  return {.device = "shed",
          .model = "chat",
          .engine = "llama_cpp",
          .format = "int4",
          .quantity = quantity,
          .log_count = std::log(count),
          .log_prompt = std::log(512),
          .log_reply = std::log(64)};
}

OwnMeasurement measured(const OwnPlace& place, double times) {
  return {place, std::log(times), width, 0.04, "shed.csv", "2026-11-22"};
}

OwnShift shift(const std::vector<OwnMeasurement>& list, const OwnPlace& place) {
  return OwnEvidence(list).at(place, width).value_or(OwnShift{});
}

TEST(OwnEvidence, IsBelievedWhereItWasMeasured) {
  const OwnPlace here = chat(Asked::decode_rate, 8);
  const OwnShift found = shift({measured(here, 1.5)}, here);
  EXPECT_TRUE(found.is_here);
  EXPECT_NEAR(found.log, std::log(1.5), 0.01);
  EXPECT_NEAR(found.width, 0.04, 0.005) << "the scatter of the figure itself";
  EXPECT_EQ(found.source, "shed.csv of 2026-11-22");
}

TEST(OwnEvidence, SaysLessAndLessSurelyTheFartherAway) {
  const std::vector<OwnMeasurement> list = {measured(chat(Asked::decode_rate, 1), 2)};
  double last_log = 10;
  double last_width = 0;
  for (const double count : {1.0, 4.0, 16.0, 64.0}) {
    const OwnShift found = shift(list, chat(Asked::decode_rate, count));
    EXPECT_GT(found.log, 0) << count;
    EXPECT_LT(found.log, last_log) << count;
    EXPECT_GT(found.width, last_width) << count;
    EXPECT_EQ(found.is_here, count == 1.0) << count;
    last_log = found.log;
    last_width = found.width;
  }
  EXPECT_LT(last_width, width) << "it still says something";
}

TEST(OwnEvidence, OneRequestAtATimeSaysLittleOfSixtyFourAndOfLongReplies) {
  const std::vector<OwnMeasurement> list = {measured(chat(Asked::decode_rate, 1), 1.1)};
  // sqrt(1 - likeness^2) of the range without it: likeness 0.70 at 8 and 0.49 at 64.
  EXPECT_NEAR(shift(list, chat(Asked::decode_rate, 8)).width, 0.71 * width, 0.02 * width);
  EXPECT_NEAR(shift(list, chat(Asked::decode_rate, 64)).width, 0.87 * width, 0.02 * width);
  OwnPlace longer = chat(Asked::decode_rate, 1);
  longer.log_reply = std::log(64 * 16);
  EXPECT_NEAR(shift(list, longer).width, 0.79 * width, 0.02 * width);
  longer.log_prompt = std::log(512 * 64);
  EXPECT_GT(shift(list, longer).width, 0.88 * width);
}

TEST(OwnEvidence, BetweenTwoMeasurementsLiesBetweenThem) {
  const std::vector<OwnMeasurement> list = {measured(chat(Asked::decode_rate, 1), 2),
                                            measured(chat(Asked::decode_rate, 16), 1.2)};
  const OwnShift found = shift(list, chat(Asked::decode_rate, 4));
  EXPECT_GT(found.log, std::log(1.2));
  EXPECT_LT(found.log, std::log(2.0));
  EXPECT_LT(found.width, shift({list[0]}, chat(Asked::decode_rate, 4)).width);
}

TEST(OwnEvidence, TimesAndRatesOfTheSameWorkMoveInOppositeDirections) {
  const std::vector<OwnMeasurement> list = {measured(chat(Asked::decode_rate, 1), 2)};
  EXPECT_LT(shift(list, chat(Asked::token_interval, 1)).log, -0.5);
  EXPECT_GT(shift(list, chat(Asked::prompt_rate, 1)).log, 0.1) << "a fast machine reads fast too";
  EXPECT_LT(shift(list, chat(Asked::prompt_rate, 1)).log, 0.5 * std::log(2.0));
}

TEST(OwnEvidence, SaysNothingOfAnotherDeviceOrOfWatts) {
  const OwnEvidence evidence(std::vector{measured(chat(Asked::decode_rate, 1), 2)});
  OwnPlace other = chat(Asked::decode_rate, 1);
  other.device = "other";
  EXPECT_FALSE(evidence.at(other, width));
  EXPECT_FALSE(evidence.at(chat(Asked::power, 1), width));
  EXPECT_FALSE(OwnEvidence({}).at(chat(Asked::power, 1), width));
}

TEST(OwnEvidence, OtherModelsEnginesAndFormatsAreMovedInPart) {
  const std::vector<OwnMeasurement> list = {measured(chat(Asked::decode_rate, 1), 2)};
  OwnPlace model = chat(Asked::decode_rate, 1);
  model.model = "other";
  OwnPlace engine = chat(Asked::decode_rate, 1);
  engine.engine = "vllm";
  OwnPlace format = chat(Asked::decode_rate, 1);
  format.format = "int8w";
  for (const OwnPlace& place : {model, engine, format}) {
    const OwnShift found = shift(list, place);
    EXPECT_FALSE(found.is_here);
    EXPECT_GT(found.log, 0.2);
    EXPECT_LT(found.log, 0.9 * std::log(2.0));
  }
}

TEST(OwnEvidence, AMachineThatWasFarFromItsPredictionKeepsAWideRangeElsewhere) {
  const OwnShift near =
      shift({measured(chat(Asked::decode_rate, 1), 1.1)}, chat(Asked::decode_rate, 64));
  const OwnShift far =
      shift({measured(chat(Asked::decode_rate, 1), 9)}, chat(Asked::decode_rate, 64));
  EXPECT_GT(far.width, 2 * near.width);
}

TEST(OwnEvidence, NothingIsSurerThanADaysScatter) {
  OwnMeasurement sharp = measured(chat(Asked::decode_rate, 1), 1.3);
  sharp.scatter = 0;
  EXPECT_GE(shift({sharp}, sharp.place).width, 0.03);
}

}  // namespace
}  // namespace islet
