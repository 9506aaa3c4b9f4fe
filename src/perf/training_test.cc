// Goal: what can be trained on what, in which memory and time, agrees with published runs and with
// the seeds' table where that is possible, and says where it is not.
#include "perf/training.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"

namespace islet {
namespace {

using enum TrainingMethod;

/// Llama 2 paper.
Model llama_2_13b() {
  LanguageShape shape = *llama_2_7b().shape;
  shape.layers = 40;
  shape.hidden = 5120;
  shape.heads = 40;
  shape.kv_heads = 40;
  shape.intermediate = 13824;
  return made_language_model("Llama-2-13B", 13.016e9, shape);
}

/// Llama 2 paper.
Model llama_2_70b() {
  LanguageShape shape = *llama_3_70b().shape;
  shape.vocabulary = 32000;
  return made_language_model("Llama-2-70B", 68.977e9, shape);
}

/// A card known by its memory and 16-bit rate; data sheets.
Accelerator card(const char* name, Bytes memory, double teraflops) {
  Accelerator device =
      made_device(name, DeviceClass::datacenter_gpu, memory, 1000 * gigabyte_per_second);
  set_peak(device, Precision::fp16, teraflops);
  set_power(device, 50 * watt, 300 * watt);
  device.host_link = 32 * gigabyte_per_second;
  return device;
}

Accelerator rtx_3060() { return card("RTX 3060 12GB", 12 * gigabyte, 51); }
Accelerator rtx_4090() { return card("RTX 4090", 24 * gigabyte, 165); }
Accelerator a100_40() { return card("A100 40GB PCIe", 40 * gigabyte, 312); }
Accelerator a100_80() { return card("A100 80GB PCIe", 80 * gigabyte, 312); }
Accelerator h100() {
  Accelerator device = card("H100 SXM 80GB", 80 * gigabyte, 989);
  device.link = {LinkKind::nvswitch, 450 * gigabyte_per_second, 8};
  return device;
}

TEST(TrainingMemory, IsSixteenBytesAParameterAsInScenarioSc34) {
  // SC34: 112, 208 and 1,120 GB for 7, 13 and 70 billion parameters.
  for (const double billions : {7.0, 13.0, 70.0}) {
    Model model = llama_2_7b();
    model.parameters = billions * 1e9;
    EXPECT_NEAR(training_memory(model, {}).states() / gigabyte, 16 * billions, 1e-6);
  }
}

TEST(Training, FitsWhereTheSeedsTableSaysOrIsCorrected) {
  struct Row {
    const char* rule;
    Model model;
    Accelerator device;
    TrainingSetup setup;
    bool fits;
    double gb_most;  // the seeds' figure for one device; 0 where they give none
  };
  Accelerator a100_80_nvlink = a100_sxm();
  const Row rows[] = {
      // CM04: "below 7B on one 24 GB card" holds up to about 1.5 billion parameters.
      {"R050 as corrected by CM04", llama_2_7b(), rtx_4090(), {.method = full}, false, 0},
      {"R051 as corrected by CM03",
       llama_2_7b(),
       a100_40(),
       {.method = full, .devices = 2},
       false,
       0},
      {"CM03: 2 x 80 GB", llama_2_7b(), a100_80(), {.method = full, .devices = 2}, true, 0},
      {"R052", llama_2_7b(), rtx_4090(), {.method = lora, .checkpoints = false}, true, 24},
      {"R053 as corrected by CM04",
       llama_2_13b(),
       a100_80_nvlink,
       {.method = full, .devices = 2},
       false,
       0},
      {"R053", llama_2_13b(), a100_80_nvlink, {.method = full, .devices = 3}, true, 0},
      {"R054", llama_2_13b(), l40s(), {.method = lora, .checkpoints = false}, true, 40},
      {"R055 as corrected by CM02",
       llama_2_70b(),
       h100(),
       {.method = full, .devices = 8},
       false,
       0},
      {"CM02: 16 x 80 GB", llama_2_70b(), h100(), {.method = full, .devices = 16}, true, 0},
      {"R056", llama_2_70b(), h100(), {.method = lora, .devices = 8}, true, 0},
      {"R056", llama_2_70b(), a100_80(), {.method = qlora}, true, 0},
      {"R058", llama_2_7b(), rtx_3060(), {.method = qlora, .checkpoints = false}, true, 12},
      {"R059", llama_2_7b(), rtx_4090(), {.method = lora, .checkpoints = false}, true, 22},
      {"R060", llama_2_13b(), rtx_4090(), {.method = qlora, .checkpoints = false}, true, 18},
      {"R061", llama_2_13b(), a100_40(), {.method = lora, .checkpoints = false}, true, 40},
      {"R062 and SC35", llama_2_70b(), l40s(), {.method = qlora}, true, 47},
  };
  for (const Row& row : rows) {
    const auto refused = training_refusal(row.model, row.device, row.setup);
    EXPECT_EQ(!refused.has_value(), row.fits) << row.rule << (refused ? ": " + refused->why : "");
    if (row.gb_most > 0) {
      const double need = training_memory(row.model, row.setup).total() / gigabyte;
      EXPECT_LT(need, row.gb_most) << row.rule;
      EXPECT_GT(need, 0.6 * row.gb_most) << row.rule;
    }
  }
}

TEST(Training, ScenarioSc35IsATightFit) {
  // 46 GB on a 48 GB card, stated with "about 2 GB to spare"; also for the larger vocabulary.
  for (const Model& model : {llama_2_70b(), llama_3_70b()}) {
    const double need = training_memory(model, {.method = qlora}).total() / gigabyte;
    EXPECT_NEAR(need, 46, 5) << model.name;
    EXPECT_LT(need, 48) << model.name;
  }
}

TEST(Training, SaysHowManyDevicesWouldDo) {
  const TrainingSetup eight{.method = full, .devices = 8};
  const auto refused = training_refusal(llama_2_70b(), h100(), eight);
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->rule, "memory");
  EXPECT_NE(refused->why.find("15 together would do"), std::string::npos) << refused->why;
  EXPECT_EQ(least_training_devices(llama_2_13b(), a100_80(), {.method = full}), 3);
  EXPECT_EQ(least_training_devices(llama_2_7b(), rtx_4090(), {.method = qlora}), 1);
}

TEST(Training, RefusesPcieWhereARuleAsksForNvlink) {
  const auto refused = training_refusal(llama_2_13b(), a100_80(), {.method = full, .devices = 4});
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->rule, "R022");
  EXPECT_EQ(refused->why,
            "gradients of full training from 13B on saturate PCIe, A100 80GB PCIe has no NVLink");
}

TEST(Training, TakesTheGpuHoursOfLlama2) {
  struct Row {
    Model model;
    double gpu_hours;
  };
  // arXiv 2307.09288, table 2: 2e12 tokens on A100 80GB. Without checkpoints, as utilisation is
  // counted; sizes differ in how well they ran, hence 20 %. Memory is eased by many devices.
  const Row rows[] = {{llama_2_7b(), 184320}, {llama_2_13b(), 368640}, {llama_2_70b(), 1720320}};
  for (const Row& row : rows) {
    const TrainingSetup setup{
        .method = full, .sequence = 4096 * token, .checkpoints = false, .devices = 1024};
    Accelerator device = a100_sxm();
    device.memory = 1000 * gigabyte;  // the paper splits layers as well, which we do not model
    const TrainingRun run = training_run(row.model, device, setup, 2e12 * token);
    const double hours = run.compute / hour * setup.devices;
    EXPECT_NEAR(hours / row.gpu_hours, 1.0, 0.2) << row.model.name;
  }
}

TEST(Training, OverPcieLosesWhatTheSeedsSay) {
  // R025: 20 to 40 % at 7B to 13B; here with 4,096 tokens on each device between exchanges.
  const TrainingSetup setup{.method = full, .sequence = 2048 * token, .sequences = 2, .devices = 4};
  const TrainingRun slow = training_run(llama_2_7b(), a100_80(), setup, 1e9 * token);
  const TrainingRun fast = training_run(llama_2_7b(), a100_sxm(), setup, 1e9 * token);
  EXPECT_GT(1.0 - fast.time / slow.time, 0.20);
  EXPECT_LT(1.0 - fast.time / slow.time, 0.40);
}

TEST(Training, OfAnAdapterIsCheaperAndQloraIsSlowerThanLora) {
  const TrainingRun whole =
      training_run(llama_3_8b(), h100(), {.method = full, .devices = 8}, 1e7 * token);
  const TrainingRun lora_run = training_run(llama_3_8b(), h100(), {.method = lora}, 1e7 * token);
  const TrainingRun qlora_run = training_run(llama_3_8b(), h100(), {.method = qlora}, 1e7 * token);
  EXPECT_LT(lora_run.compute, 8 * whole.compute);
  EXPECT_NEAR(qlora_run.time / lora_run.time, 1.15, 1e-9);  // SC36, rule R064
  EXPECT_EQ(lora_run.exchange, Duration{});
  EXPECT_LE(lora_run.board_power, 300 * watt);
  EXPECT_NEAR(lora_run.energy / (lora_run.time * lora_run.board_power), 1.0, 1e-12);
}

TEST(Training, RefusesWhatIsNoLanguageModel) {
  const auto refused = training_refusal(yolov8m(), a100_80(), {.method = full});
  ASSERT_TRUE(refused.has_value());
  EXPECT_EQ(refused->why, "the shape of YOLOv8m is not known");
  EXPECT_EQ(training_refusal(llama_3_8b(), hailo_8(), {.method = qlora})->rule, "precision");
}

}  // namespace
}  // namespace islet
