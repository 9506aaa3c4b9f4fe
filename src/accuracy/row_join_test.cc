// Goal: every row finds the device and model it means, and only rows that nobody could predict are
// left out, each with its reason.
#include "accuracy/row_join.h"

#include <gtest/gtest.h>

#include "catalog/shipped_catalog.h"

namespace islet {
namespace {

MeasuredRow row_of(const std::string& origin, const std::string& device, const std::string& model) {
  MeasuredRow row;
  row.origin = origin;
  row.source_id = "A1";
  row.accelerator = device;
  row.model = model;
  row.metric = "throughput";
  row.value = 1;
  row.unit = "frames/s";
  return row;
}

/// "device model", or why not.
std::string join_text(const MeasuredRow& row) {
  const auto found = joined(shipped_catalog(), row);
  if (const auto* skipped = std::get_if<SkippedRow>(&found)) return skipped->reason;
  const JoinedRow& known = std::get<JoinedRow>(found);
  return known.device->id + " " + known.model->id;
}

struct Named {
  const char* origin;
  const char* device;
  const char* model;
  const char* expected;
};

TEST(RowJoin, NamesAsPublishedFindTheirRecords) {
  const Named rows[] = {
      {"mlperf", "A100-SXM-80GB", "resnet50", "a100_80gb_sxm4 resnet50-v1.5"},
      {"vision_nlp_tables", "RTX 4090", "resnet50", "rtx_4090 resnet50-160"},
      {"hailo", "Hailo-8", "yolov11n", "hailo_8 hailo-yolov11n"},
      {"hailo", "Hailo-8L", "yolov5s", "hailo_8l hailo-yolov5s"},
      {"vision_nlp_tables", "V100-SXM2-16GB", "yolov5s", "v100_sxm2_16gb yolov5s"},
      {"trtllm", "NVIDIA H200-SXM-141GB", "Llama 3.1 405B", "h200 llama-3.1-405b"},
      {"edge_misc", "Google Coral USB Accelerator", "Unet Mv2",
       "coral_usb_accelerator unet-mv2-128"},
      {"heldout", "L4", "mobilenet_v3", "l4 hailo-mobilenet-v3"},
  };
  for (const Named& row : rows) {
    EXPECT_EQ(join_text(row_of(row.origin, row.device, row.model)), row.expected);
  }
}

TEST(RowJoin, RowsWithoutModelOrSingleDeviceAreLeftOut) {
  EXPECT_EQ(join_text(row_of("power", "L4", "")), "no model is named");
  EXPECT_EQ(join_text(row_of("power", "", "resnet50")), "no device is named");
  EXPECT_EQ(join_text(row_of("power", "L4", "GPT-4o")),
            "\"GPT-4o\" is no model of the catalogue");
  EXPECT_EQ(join_text(row_of("power", "Google TPU fleet", "resnet50")),
            "\"Google TPU fleet\" is no device of the catalogue");
  EXPECT_EQ(join_text(row_of("power", "H100-SXM-80GB / A100-80GB", "resnet50")),
            "\"H100-SXM-80GB / A100-80GB\" is more than one device");
}

TEST(RowJoin, WhatIsNoMeasurementOfARunIsLeftOut) {
  MeasuredRow row = row_of("power", "L4", "resnet50");
  row.metric = "system_power_median_of_trace";
  EXPECT_EQ(join_text(row), "a statistic of a trace, not of a run");
  row.metric = "energy_change";
  row.unit = "%";
  EXPECT_EQ(join_text(row), "a change, not a figure");
  row = row_of("power", "L4", "resnet50");
  row.scenario = "estimate from API latency";
  EXPECT_EQ(join_text(row), "an estimate, not a measurement");
  row.scenario = "training ResNet / Llama2-13b";
  EXPECT_EQ(join_text(row), "training, not inference");
}

TEST(RowJoin, AnEarlyStoppingEstimateOfALatencyIsStillAMeasurement) {
  MeasuredRow row = row_of("mlperf", "L4", "bert");
  row.notes = "official early-stopping estimate; raw log percentile=93 ms";
  EXPECT_EQ(join_text(row), "l4 bert-large");
  row.scenario = "pose_estimation";
  EXPECT_EQ(join_text(row), "l4 bert-large");
}

TEST(RowJoin, ALabelThatItsSystemContradictsIsMended) {
  MeasuredRow row = row_of("mlperf", "Qualcomm Cloud AI 100 Pro", "llama3.1-8b-edge");
  row.system = "1-node-1x-BMG-Pro-B60-Dual";
  EXPECT_EQ(join_text(row), "arc_pro_b60 llama-3.1-8b");
  EXPECT_EQ(std::get<JoinedRow>(joined(shipped_catalog(), row)).devices_each, 2);
}

TEST(EngineFamily, IsWhatRanTheModel) {
  EXPECT_EQ(engine_family("TensorRT-LLM v0.6.1"), "tensorrt_llm");
  EXPECT_EQ(engine_family("trtllm 1.2.0rc2"), "tensorrt_llm");
  EXPECT_EQ(engine_family("TensorRT Edge-LLM"), "tensorrt_edge_llm");
  EXPECT_EQ(engine_family("TensorRT 8.6.0, CUDA 12.0"), "tensorrt");
  EXPECT_EQ(engine_family("vLLM 0.9.0, PyTorch 2.7.0"), "vllm");
  EXPECT_EQ(engine_family("KRAI Inference Library Technology (KILT) with ONNX Runtime GPU support"),
            "onnx_runtime");
  EXPECT_EQ(engine_family("Hailo DFC v3.33.0"), "hailo");
  EXPECT_EQ(engine_family("Ollama 0.5"), "llama_cpp");
  EXPECT_EQ(engine_family("TensorFlow Lite 2.15"), "tflite");
  EXPECT_EQ(engine_family("tf v2.19.0"), "tensorflow");
  EXPECT_EQ(engine_family("torch.compile"), "pytorch");
  EXPECT_EQ(engine_family(""), "not_stated");
  EXPECT_EQ(engine_family("our own loop"), "other");
}

}  // namespace
}  // namespace islet
