// Goal: software is offered where it is made for the device, keeps the weights' precision and was
// measured; the usual one comes first.
#include "accuracy/engine_choices.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "accuracy/row_prediction.h"
#include "accuracy/run_question.h"

namespace islet {
namespace {

class Choices : public testing::Test {
 protected:
  void SetUp() override {
    catalog_ = read_catalog("data", faults_);
    calibration_ = read_shipped_calibration("data", faults_);
  }

  std::vector<std::string> of(const char* model, const char* device, Precision weights) const {
    return EngineChoices(calibration_)
        .of(*find_model(catalog_, model), *find_accelerator(catalog_, device), weights);
  }

  Faults faults_;
  Catalog catalog_;
  Calibration calibration_;
};

bool holds(const std::vector<std::string>& list, const char* name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

TEST_F(Choices, TheUsualEngineIsFirstAndOthersThatSuitFollow) {
  const std::vector<std::string> card = of("qwen3-8b", "l4", Precision::int4);
  EXPECT_EQ(card.front(), "vllm");
  EXPECT_TRUE(holds(card, "llama_cpp"));
  EXPECT_TRUE(holds(card, "tensorrt_llm"));
  const std::vector<std::string> board = of("qwen3-8b", "jetson_thor", Precision::int4);
  EXPECT_EQ(board.front(), "llama_cpp");
  EXPECT_TRUE(holds(board, "vllm"));
  EXPECT_FALSE(holds(board, "openvino_genai"));
}

TEST_F(Choices, PrecisionAndRowsRuleSoftwareOut) {
  EXPECT_FALSE(holds(of("qwen3-8b", "l4", Precision::fp8), "llama_cpp"));
  const EngineChoices unmeasured{Calibration()};
  const std::vector<std::string> alone = unmeasured.of(
      *find_model(catalog_, "qwen3-8b"), *find_accelerator(catalog_, "l4"), Precision::int4);
  EXPECT_EQ(alone, std::vector<std::string>{"vllm"});
}

TEST_F(Choices, EveryDeviceAndModelHasOneAndEachIsNamedOnce) {
  const EngineChoices choices(calibration_);
  for (const Accelerator& device : catalog_.accelerators) {
    for (const Model& model : catalog_.models) {
      std::vector<std::string> list = choices.of(model, device, Precision::int8);
      ASSERT_FALSE(list.empty());
      EXPECT_EQ(list.front(), usual_engine(model, device));
      for (const std::string& engine : list) {
        EXPECT_TRUE(std::count(engine_names().begin(), engine_names().end(), engine)) << engine;
      }
      std::sort(list.begin(), list.end());
      EXPECT_EQ(std::adjacent_find(list.begin(), list.end()), list.end()) << device.id;
    }
  }
}

}  // namespace
}  // namespace islet
