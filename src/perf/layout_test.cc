// Goal: layouts that cannot work are refused with the rule that forbids them.
#include "perf/layout.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "perf/shipped_machines.h"

namespace islet {
namespace {

std::string rule_of(const Model& model, const Accelerator& device, const Layout& layout) {
  const auto found = refusal(model, device, layout);
  return found ? found.value_or(Refusal{}).rule : "";
}

TEST(Layout, TensorAboveTwoNeedsNvlink) {
  EXPECT_EQ(rule_of(llama_3_70b(), l40s(), {.tensor = 4}), "R021");
  EXPECT_EQ(rule_of(llama_3_70b(), l40s(), {.tensor = 2}), "");
  EXPECT_EQ(rule_of(llama_3_70b(), l40s(), {.pipeline = 4}), "");
  EXPECT_EQ(rule_of(llama_3_70b(), a100_sxm(), {.tensor = 8}), "");
}

TEST(Layout, ABridgeJoinsNoMoreThanItCan) {
  Accelerator device = a100_sxm();
  device.form = FormFactor::pcie_dual_slot;
  device.link = {LinkKind::nvlink_bridge, 300 * gigabyte_per_second, 2};
  EXPECT_EQ(rule_of(llama_3_70b(), device, {.tensor = 2}), "");
  const auto found = refusal(llama_3_70b(), device, {.tensor = 4});
  EXPECT_EQ(found.value_or(Refusal{}).why,
            "a tensor split over 4 devices needs NVLink among all of them, that of A100 SXM 80GB "
            "joins 2");
}

TEST(Layout, TensorDividesHeads) {
  EXPECT_EQ(rule_of(llama_3_8b(), a100_sxm(), {.tensor = 3}), "heads");
  EXPECT_EQ(rule_of(llama_3_8b(), a100_sxm(), {.tensor = 0}), "split");
  LanguageShape shape = llama_3_8b_shape();
  shape.kv_heads = 2;  // copies of a head, as engines keep them
  EXPECT_EQ(rule_of(made_language_model("few heads", 8e9, shape), a100_sxm(), {.tensor = 8}), "");
  shape.kv_heads = 6;
  EXPECT_EQ(rule_of(made_language_model("six heads", 8e9, shape), a100_sxm(), {.tensor = 4}),
            "heads");
}

TEST(Layout, StagesAreNotMoreThanLayers) {
  EXPECT_EQ(rule_of(llama_3_8b(), a100_sxm(), {.pipeline = 33}), "layers");
}

TEST(Layout, ModulesStandAlone) {
  EXPECT_EQ(rule_of(llama_3_8b(), orin_64(), {.tensor = 2}), "link");
}

TEST(Layout, SoftwareMustServeTheKind) {
  const auto found = refusal(llama_3_8b(), hailo_8(), {.weights = Precision::int8});
  EXPECT_EQ(found.value_or(Refusal{}).rule, "software");
  EXPECT_EQ(found.value_or(Refusal{}).why, "Hailo-8 does not run language models");
  EXPECT_EQ(rule_of(resnet50(), hailo_8(), {.weights = Precision::fp16}), "precision");
  EXPECT_EQ(rule_of(resnet50(), hailo_8(), {.weights = Precision::int8}), "");
}

TEST(Layout, MissingArithmeticFallsBackAndSaysSo) {
  const ComputePath fp8 = compute_path(a100_sxm(), Precision::fp8, ModelKind::language);
  EXPECT_EQ(fp8.arithmetic, Precision::fp16);
  EXPECT_EQ(fp8.note, "A100 SXM 80GB has no FP8 arithmetic: weights stay in FP8, computed in FP16");
  EXPECT_EQ(compute_path(l4(), Precision::fp8, ModelKind::language).note, "");
  const ComputePath int4 = compute_path(l4(), Precision::int4, ModelKind::language);
  EXPECT_EQ(int4.arithmetic, Precision::fp16);
  EXPECT_EQ(int4.note, "4-bit weights are unpacked and computed in FP16");
  EXPECT_EQ(compute_path(l4(), Precision::int4, ModelKind::vision).arithmetic, Precision::int8);
}

TEST(Layout, ArithmeticThatIsOnlyEmulatedIsPassedOver) {
  const Accelerator& p40 = shipped_device("p40");
  const ComputePath wide = compute_path(p40, Precision::fp16, ModelKind::language);
  EXPECT_EQ(wide.arithmetic, Precision::fp32);
  EXPECT_EQ(wide.note,
            "NVIDIA Tesla P40 has only slow FP16 arithmetic: weights stay in FP16, computed in "
            "FP32");
  EXPECT_EQ(compute_path(p40, Precision::int4, ModelKind::language).arithmetic, Precision::int8);
  EXPECT_EQ(compute_path(p40, Precision::int8, ModelKind::vision).arithmetic, Precision::int8);
  EXPECT_EQ(compute_path(shipped_device("b300"), Precision::int8, ModelKind::vision).arithmetic,
            Precision::fp16)
      << "150 TOPS in 8-bit whole numbers, 2,250 in 16 bit";
}

TEST(Layout, EnginesThatSumIn16BitHaveTwiceTheSheetOfAGeForceCard) {
  const auto peak = [](const char* device, Precision weights, const char* engine) {
    return compute_path(shipped_device(device), weights, ModelKind::language, engine).peak /
           teraflop_per_second;
  };
  EXPECT_EQ(peak("rtx_3090", Precision::fp16, "vllm"), 71);
  EXPECT_EQ(peak("rtx_3090", Precision::fp16, "llama_cpp"), 142.5);
  EXPECT_EQ(peak("rtx_3090", Precision::int4, "llama_cpp"), 142.5);
  EXPECT_EQ(peak("rtx_3090", Precision::fp16, "tensorrt"), 142.5);
  EXPECT_EQ(peak("rtx_a6000", Precision::fp16, "llama_cpp"), 155) << "not halved on its sheet";
}

TEST(Layout, LlamaCppLeavesMatrixUnitsOfProcessorsIdle) {
  const Accelerator& xeon = shipped_device("xeon_platinum_8480_plus");
  EXPECT_EQ(compute_path(xeon, Precision::fp16, ModelKind::language).peak,
            115 * teraflop_per_second);
  EXPECT_EQ(compute_path(xeon, Precision::int4, ModelKind::language, "llama_cpp").peak,
            7.2 * teraflop_per_second);
}

}  // namespace
}  // namespace islet
