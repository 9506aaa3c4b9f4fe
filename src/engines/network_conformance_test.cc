// Goal: every engine that runs networks answers each request of a batch as it answers it alone.
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <gtest/gtest.h>

#include "base/random.h"
#include "engines/engine_under_test.h"
#include "engines/shape_model.h"
#include "site/tiny_catalog.h"

namespace islet {
namespace {

std::string bytes_of_floats(const std::vector<float>& values) {
  std::string bytes(values.size() * sizeof(float), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

std::vector<float> floats_of(const Tensor& tensor) {
  std::vector<float> values(tensor.bytes.size() / sizeof(float));
  std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
  return values;
}

StartTensors image(std::uint64_t id, std::int64_t count) {
  RandomStream stream(id);
  std::vector<float> pixels;
  for (std::int64_t i = 0; i < count * 3 * 32 * 32; ++i) {
    pixels.push_back(static_cast<float>(stream.uniform(-1, 1)));
  }
  return {SequenceId{id},
          {{"image", TensorKind::f32, {count, 3, 32, 32}, bytes_of_floats(pixels)}}};
}

class NetworkEngine : public ::testing::TestWithParam<std::string> {
 protected:
  NetworkEngine() : engine_(std::string(ISLET_WORKERS) + "/islet-worker-" + GetParam()) {}

  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "islet-onnx-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    for (const std::string model : {"tiny-vision", "tiny-embedding"}) {
      ASSERT_TRUE(make_shape_model({.model = model, .format = ShapeFormat::onnx}, tiny_catalog(),
                                   folder_ + "/" + model + ".onnx"));
    }
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Loaded load(const std::string& model) {
    LoadOrder order;
    order.file = GetParam() == "fake" ? "fake" : folder_ + "/" + model + ".onnx";
    order.sequences = 8;
    return engine_.load(order);
  }
  EngineUnderTest::Said alone(const StartTensors& start) {
    engine_.order(start);
    engine_.expect<SequenceStarted>();
    return engine_.finish({start.id}).at(start.id);
  }

  EngineUnderTest engine_;
  std::string folder_;
};

TEST_P(NetworkEngine, AnswersABatchAsItAnswersEachAlone) {
  load("tiny-vision");
  std::map<std::uint64_t, std::vector<float>> single;
  for (const std::uint64_t id : {1U, 2U, 3U}) {
    single[id] = floats_of(alone(image(id, static_cast<std::int64_t>(id))).outputs.at(0));
  }
  std::vector<StepItem> items;
  for (const std::uint64_t id : {1U, 2U, 3U}) {
    engine_.order(image(id, static_cast<std::int64_t>(id)));
    engine_.expect<SequenceStarted>();
    items.push_back({SequenceId{id}, 0});
  }
  const StepDone done = engine_.step(items);
  ASSERT_EQ(done.outputs.size(), 3U);
  for (const SequenceOutput& output : done.outputs) {
    const std::vector<float>& wanted = single.at(static_cast<std::uint64_t>(output.id));
    const std::vector<float> got = floats_of(output.outputs.at(0));
    ASSERT_EQ(got.size(), wanted.size());
    // Single precision, summed in another order in a batch.
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], 1e-4);
    EXPECT_EQ(output.end, SequenceEnd::stop);
  }
}

TEST_P(NetworkEngine, LeavesOutWhatIsCancelledOrNotThere) {
  load("tiny-vision");
  engine_.order(image(1, 1));
  engine_.expect<SequenceStarted>();
  engine_.order(CancelSequence{SequenceId{1}});
  EXPECT_TRUE(engine_.step({{SequenceId{1}, 0}, {SequenceId{2}, 0}}).outputs.empty());
}

std::vector<std::string> network_engines() {
  std::vector<std::string> kinds = {"fake"};
#ifdef ISLET_HAS_ONNX
  kinds.emplace_back("onnx");
#endif
#ifdef ISLET_HAS_OPENCV
  kinds.emplace_back("opencv");
#endif
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(Engines, NetworkEngine, ::testing::ValuesIn(network_engines()),
                         [](const auto& one) { return one.param; });

#if defined(ISLET_HAS_ONNX) && defined(ISLET_HAS_OPENCV)

/// S66: the same file and the same call on two engines.
TEST_P(NetworkEngine, AnswersAsEveryOtherEngineDoes) {
  if (GetParam() == "fake") return;  // it computes nothing
  EngineUnderTest other(std::string(ISLET_WORKERS) + "/islet-worker-onnx");
  LoadOrder order;
  order.file = folder_ + "/tiny-vision.onnx";
  const Loaded there = other.load(order);
  const Loaded here = load("tiny-vision");
  EXPECT_NE(here.engine, "");
  ASSERT_EQ(here.inputs.size(), there.inputs.size());
  EXPECT_EQ(here.inputs[0].name, there.inputs[0].name);
  EXPECT_EQ(here.inputs[0].shape, there.inputs[0].shape);
  const StartTensors start = image(5, 2);
  other.order(start);
  other.expect<SequenceStarted>();
  const std::vector<float> wanted = floats_of(other.finish({start.id}).at(start.id).outputs.at(0));
  const std::vector<float> got = floats_of(alone(start).outputs.at(0));
  ASSERT_EQ(got.size(), wanted.size());
  // Single precision, summed in another order.
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], wanted[i], 1e-3);
}

#endif

#ifdef ISLET_HAS_ONNX

class OnnxEngine : public NetworkEngine {};
INSTANTIATE_TEST_SUITE_P(Engines, OnnxEngine, ::testing::Values("onnx"),
                         [](const auto& one) { return one.param; });

TEST_P(OnnxEngine, RefusesInputsThatTheNetworkDoesNotTake) {
  EXPECT_EQ(load("tiny-vision").width, 10U);
  const auto why = [&](const StartTensors& start) {
    engine_.order(start);
    return engine_.expect<OrderRefused>().why;
  };
  StartTensors start = image(1, 1);
  start.inputs[0].name = "picture";
  EXPECT_EQ(why(start), "input `image` is missing");
  start = image(1, 1);
  start.inputs[0].shape = {1, 3, 16, 64};
  EXPECT_EQ(why(start),
            "input `image` is 1 x 3 x 16 x 64 of kind 1 in 12288 bytes, must be any x 3 x 32 x 32 "
            "of kind 1");
  start = image(1, 1);
  start.inputs[0].bytes.pop_back();
  EXPECT_NE(why(start), "");
  start = image(1, 1);
  start.inputs[0].shape[0] = -1;
  EXPECT_NE(why(start), "");
  EXPECT_EQ(why(StartTensors{SequenceId{1}, {}}), "input `image` is missing");
}

TEST_P(OnnxEngine, RefusesFilesThatAreNoNetwork) {
  LoadOrder order;
  order.file = folder_ + "/none.onnx";
  engine_.order(order);
  EXPECT_NE(engine_.expect<OrderRefused>().why.find("cannot load"), std::string::npos);
}

TEST_P(OnnxEngine, EncodesTextsOfOneLengthTogetherToUnitVectors) {
  load("tiny-embedding");
  std::vector<StepItem> items;
  for (std::uint64_t id = 1; id <= 3; ++id) {
    const std::int64_t words = id == 3 ? 4 : 7;
    std::string ids;
    std::string mask;
    for (std::int64_t i = 0; i < words; ++i) {
      ids += std::string(1, static_cast<char>(10 * id + static_cast<std::uint64_t>(i))) +
             std::string(7, '\0');
      mask += std::string(1, '\1') + std::string(7, '\0');
    }
    engine_.order(StartTensors{SequenceId{id},
                               {{"input_ids", TensorKind::i64, {1, words}, ids},
                                {"attention_mask", TensorKind::i64, {1, words}, mask}}});
    engine_.expect<SequenceStarted>();
    items.push_back({SequenceId{id}, 0});
  }
  const StepDone done = engine_.step(items);
  ASSERT_EQ(done.outputs.size(), 3U);
  for (const SequenceOutput& output : done.outputs) {
    double squares = 0;
    for (const float value : floats_of(output.outputs.at(0))) squares += value * value;
    EXPECT_NEAR(squares, 1.0, 1e-4);
  }
  EXPECT_NE(done.outputs[0].outputs[0].bytes, done.outputs[1].outputs[0].bytes);
}

#endif

}  // namespace
}  // namespace islet
