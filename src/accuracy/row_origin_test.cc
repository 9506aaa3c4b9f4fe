// Goal: a row of published figures means the same in whatever file it stands: its own scenario and
// source tell where it comes from.
#include "accuracy/row_origin.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "base/error.h"

namespace islet {
namespace {

MeasuredRow row_from(const char* source) {
  MeasuredRow row;
  row.file = "mine.csv";
  row.source = source;
  row.metric = "throughput";
  return row;
}

TEST(RowOrigin, IsTheCollectionThatTheSourceNames) {
  EXPECT_EQ(origin_of(row_from("github.com/ml-energy/leaderboard public/data")), "mlenergy");
  EXPECT_EQ(origin_of(row_from("github.com/ai-dynamo/aiconfigurator x.csv")), "inferencemax");
  EXPECT_EQ(origin_of(row_from("github.com/NVIDIA/TensorRT-LLM docs")), "trtllm");
  EXPECT_EQ(origin_of(row_from("nvidia.github.io/TensorRT-Edge-LLM")), "edge_misc");
  EXPECT_EQ(origin_of(row_from("github.com/NVIDIA/TensorRT demo/BERT")), "vision_nlp_tables");
  EXPECT_EQ(origin_of(row_from("github.com/hailo-ai/hailo_model_zoo")), "hailo");
  EXPECT_EQ(origin_of(row_from("github.com/ggml-org/llama.cpp issue")), "llamacpp_cpu_apple");
}

TEST(RowOrigin, OpenvinosTableOfLanguageModelsIsAnother) {
  MeasuredRow row = row_from("github.com/openvinotoolkit/openvino docs");
  EXPECT_EQ(origin_of(row), "vision_nlp_tables");
  row.engine = "OpenVINO GenAI 2024.5";
  EXPECT_EQ(origin_of(row), "llamacpp_cpu_apple");
}

TEST(RowOrigin, MlperfIsToldByItsScenario) {
  MeasuredRow row = row_from("our own run of it");
  row.scenario = "MLPerf v4.1 datacenter Server";
  EXPECT_EQ(origin_of(row), "mlperf");
  row.metric = "energy_per_stream";
  EXPECT_EQ(origin_of(row), "mlperf");
}

TEST(RowOrigin, WattsAndEnergiesStandTogether) {
  MeasuredRow row = row_from("github.com/ml-energy/leaderboard");
  row.metric = "energy";
  EXPECT_EQ(origin_of(row), "power");
  row.metric = "decode_throughput_at_power_cap";
  EXPECT_EQ(origin_of(row), "power");
}

TEST(RowOrigin, WhatNamesNoCollectionIsOfItsFile) {
  EXPECT_EQ(origin_of(row_from("")), "mine");
  EXPECT_EQ(origin_of(row_from("a page of somebody's")), "mine");
}

TEST(RowOrigin, EveryShippedRowIsToldWithoutTheNameOfItsFile) {
  Faults faults;
  const auto rows = read_measured_folder("data/measured", faults);
  ASSERT_FALSE(faults.has_errors());
  ASSERT_GT(rows.size(), 1000U);
  for (MeasuredRow row : rows) {
    const std::string table = std::filesystem::path(row.file).stem().string();
    row.file = "elsewhere.csv";
    EXPECT_EQ(origin_of(row), table) << row.source_id;
  }
}

}  // namespace
}  // namespace islet
