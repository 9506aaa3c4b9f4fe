// Goal: what one side of the worker protocol says the other hears, and nothing that breaks it.
#include "engines/engine_frame.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace islet {
namespace {

StepDone some_step() {
  StepDone done;
  done.number = 7;
  done.tokens = 12;
  SequenceOutput output;
  output.id = SequenceId{3};
  output.tokens = {5, -1, 70000};
  output.text = std::string("a\0\xff", 3);
  output.outputs.push_back({"scores", TensorKind::f32, {1, 2}, "12345678"});
  output.end = SequenceEnd::length;
  done.outputs = {output, SequenceOutput{}};
  done.gone = "the server went away";
  return done;
}

TEST(EngineFrames, CarryOrdersInPiecesOfAnySize) {
  StartSequence start;
  start.id = SequenceId{9};
  start.turns = {{"user", "hello"}};
  start.said = {1, 2, 3};
  start.sampling = {0.5F, 0.9F, 40, 77};
  start.adapter = -1;
  LoadOrder load;
  load.file = "m.gguf";
  load.adapters = {{"a.gguf", 0.5F}};
  load.embeds = true;
  load.silence_ms = 700;
  load.answer_ms = 900;
  const std::string bytes = frame_of(EngineOrder(load)) + frame_of(EngineOrder(start)) +
                            frame_of(EngineOrder(StepOrder{1, {{SequenceId{9}, 64}}})) +
                            frame_of(EngineOrder(Unload{}));
  for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    FrameReader reader;
    std::vector<EngineOrder> orders;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.feed(std::string_view(bytes).substr(at, piece));
      while (auto order = reader.next_order()) {
        ASSERT_TRUE(*order) << order->error().what;
        orders.push_back(std::move(*order).value());
      }
    }
    ASSERT_EQ(orders.size(), 4U);
    EXPECT_EQ(std::get<LoadOrder>(orders[0]).adapters[0].scale, 0.5F);
    EXPECT_TRUE(std::get<LoadOrder>(orders[0]).embeds);
    EXPECT_EQ(std::get<LoadOrder>(orders[0]).silence_ms, 700U);
    EXPECT_EQ(std::get<LoadOrder>(orders[0]).answer_ms, 900U);
    const auto& heard = std::get<StartSequence>(orders[1]);
    EXPECT_EQ(heard.turns[0].content, "hello");
    EXPECT_EQ(heard.said, start.said);
    EXPECT_EQ(heard.sampling.seed, 77U);
    EXPECT_EQ(heard.adapter, -1);
    EXPECT_EQ(std::get<StepOrder>(orders[2]).items[0].prompt_tokens, 64U);
  }
}

TEST(EngineFrames, CarryReports) {
  FrameReader reader;
  reader.feed(frame_of(EngineReport(some_step())));
  const auto report = reader.next_report();
  ASSERT_TRUE(report && *report);
  const auto& done = std::get<StepDone>(report->value());
  ASSERT_EQ(done.outputs.size(), 2U);
  EXPECT_EQ(done.outputs[0].tokens, (std::vector<std::int32_t>{5, -1, 70000}));
  EXPECT_EQ(done.outputs[0].text, std::string("a\0\xff", 3));
  EXPECT_EQ(done.outputs[0].outputs[0].shape, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(done.outputs[0].end, SequenceEnd::length);
  EXPECT_EQ(done.gone, "the server went away");
  EXPECT_FALSE(reader.next_report());
}

std::string fault_of(const std::string& bytes) {
  FrameReader reader;
  reader.feed(bytes);
  const auto report = reader.next_report();
  return !report ? "more" : *report ? "taken" : report->error().what;
}

TEST(EngineFrames, SayWhatBreaksThem) {
  const std::string good = frame_of(EngineReport(Pong{1, 2, 3, 4, 5, ""}));
  EXPECT_EQ(fault_of(good), "taken");
  EXPECT_EQ(fault_of(good.substr(0, good.size() - 1)), "more");
  std::string bad = good;
  bad[0] = 'x';
  EXPECT_EQ(fault_of(bad), "worker protocol: bytes that are no frame");
  bad = good;
  bad[2] = 9;
  EXPECT_EQ(fault_of(bad), "worker protocol: version 9, must be 2");
  bad = good;
  bad[3] = 99;
  EXPECT_EQ(fault_of(bad), "worker protocol: a frame of unknown kind 99");
  bad = good;
  bad[7] = '\x7f';
  EXPECT_EQ(fault_of(bad), "worker protocol: a frame of 2130706476 bytes");
  bad = good;
  bad[3] = 2;
  EXPECT_EQ(fault_of(bad), "worker protocol: a frame of kind 2 does not hold what it must");
}

TEST(EngineFrames, BreakForGoodAfterAFault) {
  FrameReader reader;
  reader.feed("garbage!");
  ASSERT_FALSE(*reader.next_report());
  reader.feed(frame_of(EngineReport(Pong{})));
  EXPECT_FALSE(reader.next_report());
}

TEST(EngineFrames, EndWhateverTheBytes) {
  const std::string good = frame_of(EngineReport(some_step()));
  RandomStream stream(5);
  for (int round = 0; round < 20'000; ++round) {
    std::string bytes = good;
    for (int i = 0; i < 3; ++i) {
      bytes[stream.next() % bytes.size()] = static_cast<char>(stream.next() & 0xFFU);
    }
    FrameReader reader;
    reader.feed(bytes);
    for (int i = 0; i < 4; ++i) {
      if (!reader.next_report()) break;
    }
  }
}

}  // namespace
}  // namespace islet
