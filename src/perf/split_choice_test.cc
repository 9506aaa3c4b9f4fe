// Goal: splits come in the order the seeds say, with the link they need, and the impossible ones
// are refused by name.
#include "perf/split_choice.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "perf/split_traffic.h"

namespace islet {
namespace {

const SplitChoice& at(const std::vector<SplitChoice>& choices, int tensor, int pipeline) {
  for (const SplitChoice& one : choices) {
    if (one.layout.tensor == tensor && one.layout.pipeline == pipeline) return one;
  }
  ADD_FAILURE() << "no such split";
  return choices.front();
}

/// NVIDIA H100 and H200 SXM data sheets, dense.
Accelerator hopper(const char* name, Bytes memory, double bandwidth) {
  Accelerator device =
      made_device(name, DeviceClass::datacenter_gpu, memory, bandwidth * gigabyte_per_second);
  device.form = FormFactor::sxm;
  set_peak(device, Precision::fp16, 989);
  set_peak(device, Precision::fp8, 1979);
  set_peak(device, Precision::int8, 1979);
  set_power(device, 70 * watt, 700 * watt);
  device.link = {LinkKind::nvswitch, 450 * gigabyte_per_second, 8};
  device.host_link = 64 * gigabyte_per_second;
  return device;
}

/// Llama 3.1 paper, arXiv 2407.21783.
Model llama_3_405b() {
  LanguageShape shape = llama_3_8b_shape();
  shape.layers = 126;
  shape.hidden = 16384;
  shape.heads = 128;
  shape.intermediate = 53248;
  return made_language_model("Llama-3.1-405B", 405.9e9, shape);
}

TEST(SplitChoice, TwoPairsBeatOneGroupOfFourOverPcie) {
  // SC30 and rule R036, for 70B in INT8.
  const SplitQuestion question{.devices = 4, .weights = Precision::int8};
  const auto pcie = split_choices(llama_3_70b(), l40s(), question);
  EXPECT_EQ(at(pcie, 4, 1).refused->rule, "R021");
  EXPECT_EQ(at(pcie, 2, 1).copies, 2);
  EXPECT_FALSE(at(pcie, 2, 1).refused);
  // On NVLink the group of four gives one user more, and about as much in all.
  const auto nvlink = split_choices(llama_3_70b(), a100_sxm(), question);
  EXPECT_GT(at(nvlink, 4, 1).one_user, at(nvlink, 2, 1).one_user);
  EXPECT_GT(at(nvlink, 4, 1).total / at(nvlink, 2, 1).total, 0.8);
  EXPECT_EQ(fastest_for_one(nvlink)->layout.tensor, 4);
}

TEST(SplitChoice, TheMultiGpuMatrixComesBack) {
  struct Row {
    const char* scenario;
    Model model;
    Accelerator device;
    int devices;
    Precision weights;
    bool works;
    LinkNeed link;
  };
  const Accelerator h100 = hopper("H100 SXM", 80 * gigabyte, 3352);
  const Accelerator h200 = hopper("H200", 141 * gigabyte, 4800);
  const Row rows[] = {
      {"SC24: 7B FP16, one L4", llama_2_7b(), l4(), 1, Precision::fp16, true, LinkNeed::not_needed},
      {"SC25: 70B FP16, never one 80 GB card", llama_3_70b(), a100_sxm(), 1, Precision::fp16, false,
       LinkNeed::not_needed},
      {"SC25: but two", llama_3_70b(), a100_sxm(), 2, Precision::fp16, true, LinkNeed::optional},
      {"SC26: 70B INT4, one L40S", llama_3_70b(), l40s(), 1, Precision::int4, true,
       LinkNeed::not_needed},
      {"SC27: 70B FP8, one H200", llama_3_70b(), h200, 1, Precision::fp8, true,
       LinkNeed::not_needed},
      {"SC28: 405B FP8, eight H100", llama_3_405b(), h100, 8, Precision::fp8, true,
       LinkNeed::required},
      {"SC29: 671B FP8, eight H200", deepseek_v3(), h200, 8, Precision::fp8, true,
       LinkNeed::required},
      {"SC29 as corrected by CM01: not at 16 bit", deepseek_v3(), h200, 8, Precision::fp16, false,
       LinkNeed::required},
  };
  for (const Row& row : rows) {
    const auto choices =
        split_choices(row.model, row.device, {.devices = row.devices, .weights = row.weights});
    const SplitChoice& group = at(choices, row.devices, 1);
    EXPECT_EQ(!group.refused.has_value(), row.works) << row.scenario;
    EXPECT_EQ(name_of(group.link.need), name_of(row.link)) << row.scenario;
  }
}

TEST(SplitChoice, SeventyBillionAtSixteenBitAreComfortableOnTheLargerCards) {
  // Rule R044: two cards of 80 GB hold them, with 94 GB they serve: room for the cache.
  const Accelerator nvl = hopper("H100 NVL 94GB", 94 * gigabyte, 3900);
  const auto tight = split_choices(llama_3_70b(), a100_sxm(), {.devices = 2});
  const auto easy = split_choices(llama_3_70b(), nvl, {.devices = 2});
  EXPECT_LT(at(tight, 2, 1).sequences, 10);
  EXPECT_GT(at(easy, 2, 1).sequences, 50);
  EXPECT_EQ(at(easy, 1, 1).refused->rule, "memory");
}

TEST(SplitChoice, RefusesPcieForTheLargest) {
  Accelerator pcie = hopper("H100 PCIe", 80 * gigabyte, 2039);
  pcie.form = FormFactor::pcie_dual_slot;
  pcie.link = {};
  const auto choices =
      split_choices(llama_3_405b(), pcie, {.devices = 8, .weights = Precision::fp8});
  for (const SplitChoice& one : choices) {
    ASSERT_TRUE(one.refused.has_value());
    EXPECT_TRUE(one.refused->rule == "R021" || one.refused->rule == "R023" ||
                one.refused->rule == "memory")
        << one.refused->rule;
  }
}

TEST(SplitChoice, CopiesServeSmallModelsBestAndNeedNoLink) {
  const auto choices = split_choices(llama_3_8b(), l40s(), {.devices = 4});
  EXPECT_EQ(choices.front().copies, 4);
  EXPECT_EQ(choices.front().link.need, LinkNeed::not_needed);
  EXPECT_EQ(choices.front().link_traffic, Bandwidth{});
  for (std::size_t i = 1; i < choices.size(); ++i) {
    if (!choices[i].refused) {
      EXPECT_LE(choices[i].total, choices[i - 1].total);
    }
  }
  EXPECT_TRUE(split_choices(yolov8m(), l40s(), {.devices = 4}).empty());
}

TEST(SplitTraffic, IsThePublishedVolume) {
  // Llama-70B over 8: 160 all-reduces of 16,384 bytes, each 2 * 7 / 8 of it: 4.59 MB a token.
  const SplitTraffic tensor = split_traffic(llama_3_70b(), SplitKind::tensor, 8);
  EXPECT_DOUBLE_EQ(tensor.bytes / (byte / token), 160 * 16384 * 1.75);
  EXPECT_EQ(tensor.messages, 160);
  EXPECT_EQ(tensor.hops, 14);
  // A pipeline passes the hidden state once.
  const SplitTraffic pipeline = split_traffic(llama_3_70b(), SplitKind::pipeline, 4);
  EXPECT_DOUBLE_EQ(pipeline.bytes / (byte / token), 16384.0);
  EXPECT_EQ(pipeline.messages, 3);
  // DeepSeek-V3: 8 experts a token, out and back in each of 61 layers.
  const SplitTraffic expert = split_traffic(deepseek_v3(), SplitKind::expert, 2);
  EXPECT_DOUBLE_EQ(expert.bytes / (byte / token), 61 * 2 * 8 * 0.5 * 7168 * 2);
  EXPECT_EQ(split_traffic(llama_3_8b(), SplitKind::tensor, 1).messages, 0);
}

}  // namespace
}  // namespace islet
