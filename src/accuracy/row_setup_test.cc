// Goal: the words of a row say the run they meant: engine, format, split, scenario, lengths, batch.
#include "accuracy/row_setup.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

class RowWords : public testing::Test {
 protected:
  RowWords() {
    card_.id = "card";
    card_.device_class = DeviceClass::datacenter_gpu;
    card_.memory = 80 * gigabyte;
    card_.memory_bandwidth = 2000 * gigabyte_per_second;
    card_.host_link = 32 * gigabyte_per_second;
    card_.peak[static_cast<std::size_t>(Precision::fp16)] = 300 * teraflop_per_second;
    card_.peak[static_cast<std::size_t>(Precision::int8)] = 600 * teraflop_per_second;
    net_.id = "resnet50-v1.5";
    net_.kind = ModelKind::vision;
    net_.work_per_input = 8e9 * flop;
    chat_.id = "llama-3.1-70b";
    chat_.kind = ModelKind::language;
    chat_.parameters = 70e9;
    chat_.shape = LanguageShape{};
    chat_.shape->layers = 80;
    chat_.shape->hidden = 8192;
    chat_.shape->heads = 64;
    chat_.shape->kv_heads = 8;
    chat_.shape->head_width = 128;
    chat_.shape->intermediate = 28672;
    chat_.shape->vocabulary = 128256;
    row_.file = "t.csv";
    row_.metric = "throughput";
    row_.unit = "samples/s";
    row_.value = 1;
  }

  RowSetup read(const Model& model) {
    const JoinedRow joined{&row_, &card_, &model, std::string(engine_family(row_.engine))};
    const RowReading reading = setup_of(joined);
    EXPECT_EQ(reading.reason, "");
    return reading.setup;
  }

  Accelerator card_;
  Model net_;
  Model chat_;
  MeasuredRow row_;
};

TEST_F(RowWords, ScenariosOfMlperfAreTold) {
  row_.origin = "mlperf";
  row_.scenario = "MLPerf v3.0 edge MultiStream";
  row_.metric = "latency_p99";
  row_.unit = "ms";
  row_.count = 2;
  const RowSetup setup = read(net_);
  EXPECT_EQ(setup.scenario, Scenario::multi_stream);
  EXPECT_EQ(setup.quantity, Asked::batch_time);
  EXPECT_EQ(setup.batch, 4) << "eight samples over two cards";
}

TEST_F(RowWords, TensorRtRoundsComputeInEightBitWhereNoneIsNamed) {
  row_.origin = "mlperf";
  row_.scenario = "MLPerf v2.0 datacenter Offline";
  row_.engine = "TensorRT 8.4.0, CUDA 11.6";
  EXPECT_EQ(read(net_).layout.weights, Precision::int8);
  row_.engine = "PyTorch";
  EXPECT_EQ(read(net_).layout.weights, Precision::fp16);
}

TEST_F(RowWords, FormatsOfFilesAreNamedApartFromTheirWidth) {
  row_.engine = "llama.cpp";
  row_.metric = "decode_throughput";
  row_.unit = "tokens/s";
  row_.batch = 1;
  row_.precision = "q4_k_m";
  EXPECT_EQ(read(chat_).format, "int4");
  row_.precision = "int4 awq";
  EXPECT_EQ(read(chat_).format, "awq");
  row_.precision = "q8_0";
  EXPECT_EQ(read(chat_).format, "int8w");
}

TEST_F(RowWords, SplitsOfServersAreReadFromTheNotes) {
  row_.origin = "inferencemax";
  row_.engine = "vllm";
  row_.metric = "tpot";
  row_.unit = "ms";
  row_.precision = "fp16";
  row_.count = 8;
  row_.batch = 64;
  row_.input_len = 1024;
  row_.output_len = 1024;
  row_.notes = "tp=1 pp=1 attn_dp=8 moe_tp=1 moe_ep=8 per-replica batch=8";
  const RowSetup setup = read(chat_);
  EXPECT_EQ(setup.layout.tensor, 8);
  EXPECT_TRUE(setup.layout.own_sequences);
  EXPECT_EQ(setup.quantity, Asked::token_interval);
}

TEST_F(RowWords, SubmissionsRunAsManyReplicasAsFit) {
  row_.origin = "mlperf";
  row_.scenario = "MLPerf v4.1 datacenter Offline";
  row_.unit = "tokens/s";
  row_.engine = "TensorRT 10";
  row_.precision = "fp16";
  row_.count = 8;
  const RowSetup setup = read(chat_);
  EXPECT_EQ(setup.layout.tensor, 4) << "141 GB leave no room for a batch on two cards of 72 GB";
  EXPECT_EQ(setup.replicas, 2);
}

TEST_F(RowWords, ALayerSplitOfLlamaCppIsAPipeline) {
  row_.engine = "llama.cpp";
  row_.metric = "decode_throughput";
  row_.unit = "tokens/s";
  row_.precision = "f16";
  row_.count = 4;
  const RowSetup setup = read(chat_);
  EXPECT_EQ(setup.layout.pipeline, 4);
  EXPECT_EQ(setup.replicas, 1);
}

TEST_F(RowWords, APowerLimitIsTheCapOnlyWhereTheMetricSaysSo) {
  row_.engine = "llama.cpp";
  row_.unit = "tokens/s";
  row_.power_w = 200;
  row_.metric = "decode_throughput";
  EXPECT_EQ(read(chat_).cap_w, 0);
  row_.metric = "decode_throughput_at_power_cap";
  EXPECT_EQ(read(chat_).cap_w, 200);
}

TEST_F(RowWords, WhatIsAskedIsToldByTheUnitWhereTheMetricIsUsedForBoth) {
  row_.metric = "decode";
  row_.unit = "ms";
  EXPECT_EQ(read(chat_).quantity, Asked::token_interval);
  row_.unit = "tokens/s";
  EXPECT_EQ(read(chat_).quantity, Asked::decode_rate);
  row_.metric = "prefill";
  EXPECT_EQ(read(chat_).quantity, Asked::prompt_rate);
  row_.unit = "s";
  EXPECT_EQ(read(chat_).quantity, Asked::prompt_time);
  row_.metric = "end_to_end";
  EXPECT_EQ(read(chat_).quantity, Asked::single_time);
  EXPECT_EQ(read(net_).quantity, Asked::batch_time);
  row_.unit = "fps";
  EXPECT_EQ(read(net_).quantity, Asked::input_rate);
}

TEST_F(RowWords, AModelWithoutKnownWorkIsNoRowForPerf) {
  Model unknown = net_;
  unknown.work_per_input = Flops{};
  const JoinedRow joined{&row_, &card_, &unknown, "pytorch"};
  EXPECT_EQ(setup_of(joined).reason, "the work of the model is not known");
}

}  // namespace
}  // namespace islet
