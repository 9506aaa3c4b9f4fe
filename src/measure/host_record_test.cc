// Goal: any processor can be described as a device of the catalogue, by what its kernel says of it.
#include "measure/host_record.h"

#include <gtest/gtest.h>

#include "catalog/own_records.h"
#include "measure/model_record.h"

namespace islet {
namespace {

std::string cpuinfo(int cores, const std::string& name, const std::string& flags) {
  std::string text;
  for (int i = 0; i < 2 * cores; ++i) {  // two threads a core
    text += "processor\t: " + std::to_string(i) +
            "\nvendor_id\t: GenuineIntel\nmodel name\t: " + name +
            "\ncpu MHz\t\t: 2600.0\nphysical id\t: 0\ncore id\t\t: " + std::to_string(i % cores) +
            "\nflags\t\t: " + flags + "\n\n";
  }
  return text;
}

/// The catalogue with that record laid over it.
Catalog with(const std::string& yaml) {
  Faults faults;
  Catalog catalog = read_catalog_with("data", {{}, "", {}, {yaml}}, faults);
  for (const Error& error : faults.sorted()) ADD_FAILURE() << error.text() << "\n" << yaml;
  return catalog;
}

TEST(HostRecord, IsARecordThatTheCatalogueTakes) {
  Result<HostFacts> facts =
      host_facts(cpuinfo(4, "Intel(R) Xeon(R) CPU E5-2686 v4 @ 2.30GHz", "fpu sse avx2 fma"));
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->cores, 4);
  facts->memory = 40.0 * gigabyte_per_second;
  const HostRecord record = host_record(*facts, "2026-11-22");
  EXPECT_EQ(record.id, "intel_xeon_e5_2686_v4_4_cores");
  const Catalog catalog = with(record.yaml);
  const Accelerator* device = find_accelerator(catalog, record.id);
  ASSERT_NE(device, nullptr);
  EXPECT_EQ(device->name, "CPU Intel Xeon E5-2686 v4, 4 cores");
  EXPECT_EQ(device->device_class, DeviceClass::cpu);
  // The catalogue's own record of four such cores says 0.35 TFLOP/s.
  EXPECT_NEAR(device->peak_at(Precision::fp32) / teraflop_per_second, 0.333, 0.001);
  EXPECT_EQ(device->board_power.grade, Grade::d);
}

TEST(HostRecord, WideInstructionsCount) {
  const auto peak = [](const std::string& flags, Precision precision) {
    Result<HostFacts> facts = host_facts(cpuinfo(1, "Some Processor", flags));
    facts->memory = 10.0 * gigabyte_per_second;
    const HostRecord record = host_record(*facts, "2026-11-22");
    return find_accelerator(with(record.yaml), record.id)->peak_at(precision) /
           teraflop_per_second / 2.6e-3;
  };
  EXPECT_NEAR(peak("avx2 avx512f avx512_vnni amx_tile", Precision::int8), 2048, 2);
  EXPECT_NEAR(peak("avx2 avx512f avx512_vnni", Precision::int8), 256, 1);
  EXPECT_NEAR(peak("avx2", Precision::fp32), 32, 0.1);
  EXPECT_NEAR(peak("asimd asimdhp", Precision::fp16), 32, 0.1);
  EXPECT_NEAR(peak("sse2", Precision::fp32), 8, 0.1);
}

TEST(HostRecord, WithoutAProcessorThereIsNone) { EXPECT_FALSE(host_facts("nothing here\n")); }

TEST(HostRecord, ThisMachineHasOne) {
  Result<HostFacts> facts = read_host_facts("/");
  ASSERT_TRUE(facts);
  facts->memory = measured_read_bandwidth(1);
  EXPECT_GT(facts->memory, 0.5 * gigabyte_per_second);
  EXPECT_LT(facts->memory, 2000.0 * gigabyte_per_second);
  const HostRecord record = host_record(*facts, "2026-11-22");
  EXPECT_NE(find_accelerator(with(record.yaml), record.id), nullptr);
}

TEST(HostRecord, ARecordOfTheUsersGoesFirst) {
  Result<HostFacts> facts = host_facts(cpuinfo(4, "Some Processor", "avx2"));
  facts->memory = 10.0 * gigabyte_per_second;
  const HostRecord record = host_record(*facts, "2026-11-22");
  Faults faults;
  // Two files of measurements of one machine each hold its record.
  const Catalog catalog =
      read_catalog_with("data", {{}, "", {}, {record.yaml, record.yaml}}, faults);
  EXPECT_FALSE(faults.has_errors());
}

TEST(ModelRecord, CountsAFilesLayers) {
  GgufSummary summary;
  summary.architecture = "llama";
  summary.settings = {{"general.name", "My model's name"},    {"llama.block_count", "22"},
                      {"llama.embedding_length", "2048"},     {"llama.attention.head_count", "32"},
                      {"llama.attention.head_count_kv", "4"}, {"llama.feed_forward_length", "5632"},
                      {"llama.context_length", "2048"}};
  summary.array_lengths = {{"tokenizer.ggml.tokens", 32000}};
  summary.tensors = {{"output.weight", {2048, 32000}, 2, 0, 1000}};
  summary.parameters = 1'100'000'000;
  const Result<Model> model = model_of(summary, "/models/My Model.Q4_0.gguf");
  ASSERT_TRUE(model);
  EXPECT_EQ(model->id, "my-model.q4-0");
  EXPECT_EQ(weights_of(summary), "q4_0");
  const Catalog catalog = with(model_yaml(*model));
  const Model* read = find_model(catalog, model->id);
  ASSERT_NE(read, nullptr);
  EXPECT_EQ(read->name, "My model's name");
  EXPECT_EQ(read->shape->kv_heads, 4);
  EXPECT_EQ(read->shape->head_width, 64);
  EXPECT_FALSE(read->shape->tied_embeddings);
  summary.settings.erase("llama.block_count");
  EXPECT_FALSE(model_of(summary, "x.gguf"));
}

}  // namespace
}  // namespace islet
