// Goal: memory comes out as published for weights and cache, and "does it fit" as rules say.
#include "perf/memory.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"

namespace islet {
namespace {

TEST(Weights, AreAsPublished) {
  struct Row {
    Model model;
    Precision precision = Precision::fp16;
    double gigabytes = 0;
    double tolerance = 0;
    const char* source = "";
  };
  // Tolerances: rules round to two digits; files are known to 0.1 GB.
  const Row rows[] = {
      {llama_2_7b(), Precision::fp16, 14, 0.6, "rule R002"},
      {llama_3_70b(), Precision::fp16, 140, 1.5, "rule R003"},
      {llama_3_70b(), Precision::int8, 70, 3.5, "rules R005, R045; output layer in 16 bit"},
      {llama_3_70b(), Precision::fp8, 72.7, 0.3, "published FP8 checkpoint"},
      {llama_3_70b(), Precision::int4, 39.97, 0.3, "llama.cpp Q4_0 file; CM10 says 38 to 40"},
      {llama_3_8b(), Precision::int4, 4.66, 0.05, "llama.cpp Q4_0 file"},
      {llama_3_8b(), Precision::fp8, 9.08, 0.05, "published FP8 checkpoint"},
      {deepseek_v3(), Precision::fp16, 1342, 1, "CM01"},
  };
  for (const Row& row : rows) {
    EXPECT_NEAR(weight_bytes(row.model, row.precision) / gigabyte, row.gigabytes, row.tolerance)
        << row.model.name << ", " << row.source;
  }
}

TEST(Cache, BytesPerTokenAreAsPublished) {
  struct Row {
    Model model;
    double bytes = 0;
  };
  // Islet's survey of serving simulators, section d; DeepSeek-V2, arXiv 2405.04434.
  const Row rows[] = {{llama_2_7b(), 524288},
                      {llama_3_8b(), 131072},
                      {llama_3_70b(), 327680},
                      {deepseek_v3(), 70272}};
  for (const Row& row : rows) {
    EXPECT_DOUBLE_EQ(cache_bytes_per_token(row.model, Precision::fp16) * token / byte, row.bytes)
        << row.model.name;
  }
}

TEST(Cache, IsSharedByHeadsButALatentOneIsCopied) {
  const double whole = cache_bytes_per_token(llama_3_70b(), Precision::fp16) * token / byte;
  const auto split = [](const Model& model, Layout layout) {
    return cache_bytes_per_token(model, layout) * token / byte;
  };
  EXPECT_DOUBLE_EQ(split(llama_3_70b(), {.tensor = 4}), whole / 4);
  EXPECT_DOUBLE_EQ(split(llama_3_70b(), {.tensor = 16}), whole / 8);  // eight heads
  EXPECT_DOUBLE_EQ(split(llama_3_70b(), {.pipeline = 2}), whole / 2);
  EXPECT_DOUBLE_EQ(split(deepseek_v3(), {.tensor = 8}), 70272);
}

TEST(Fit, FollowsTheRules) {
  const Holding chat{.sequences = 1, .context = 2048 * token};
  struct Row {
    Model model;
    Accelerator device;
    Layout layout;
    bool fits = false;
    const char* rule = "";
  };
  const Row rows[] = {
      {llama_2_7b(), l4(), {}, true, "R002, CM07: 7B FP16 on 24 GB"},
      {llama_3_70b(), a100_sxm(), {}, false, "R003: 140 GB"},
      {llama_3_70b(), a100_sxm(), {.tensor = 2}, true, "R003, R044: two cards"},
      {llama_3_70b(), a100_sxm(), {.tensor = 4}, true, "R003"},
      {llama_3_70b(), l40s(), {.weights = Precision::int4}, true, "R046"},
      {llama_3_70b(), l4(), {.weights = Precision::int4}, false, "R046"},
      {llama_3_70b(), orin_64(), {.weights = Precision::int4}, true, "CM10"},
      {deepseek_v3(), a100_sxm(), {.tensor = 8, .weights = Precision::fp8}, false, "R048"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(fits(row.model, row.device, row.layout, chat), row.fits)
        << row.model.name << " on " << row.device.name << ", " << row.rule;
    EXPECT_EQ(memory_refusal(row.model, row.device, row.layout, chat).has_value(), !row.fits);
  }
}

TEST(Fit, SequencesThatFitDoFitAndOneMoreDoesNot) {
  const Layout layout{.weights = Precision::int4};
  const Tokens context = 1150 * token;
  const int count = sequences_that_fit(llama_3_8b(), l4(), layout, context);
  ASSERT_GT(count, 0);
  EXPECT_TRUE(fits(llama_3_8b(), l4(), layout, {static_cast<double>(count), context}));
  EXPECT_FALSE(fits(llama_3_8b(), l4(), layout, {count + 1.0, context}));
  // By hand: 0.9 * 24 GB less 4.65 and 0.5 GB over 1,150 tokens of 131,072 bytes.
  EXPECT_NEAR(count, (21.6e9 - 4.65e9 - 0.57e9) / (1150 * 131072.0), 2);
}

TEST(Fit, AModelThatDoesNotFitSaysWhatIsMissing) {
  const auto found = memory_refusal(llama_3_70b(), l4(), {.weights = Precision::int4},
                                    {.sequences = 1, .context = 1000 * token});
  EXPECT_EQ(found.value_or(Refusal{}).rule, "memory");
  EXPECT_EQ(found.value_or(Refusal{}).why,
            "Llama-3.1-70B needs 41.1 GB on each device (40.0 weights, 0.3 cache, 0.8 work space), "
            "L4 gives 21.6 GB");
}

TEST(Fit, ChipsWithoutMemoryTakeVisionOnly) {
  EXPECT_TRUE(fits(yolov8m(), hailo_8(), {.weights = Precision::int8}, {}));
  EXPECT_FALSE(fits(llama_3_8b(), hailo_8(), {.weights = Precision::int4}, {}));
}

TEST(CacheBytes, AWindowKeepsNoMoreThanItsTokens) {
  Model model = llama_3_8b();
  const Layout layout;
  const Bytes full = cache_bytes(model, layout, 4096 * token);
  EXPECT_NEAR(full / byte, 4096 * 131072.0, 1) << "128 KiB a token";
  model.shape->window_layers = 16;
  model.shape->window = 128;
  const Bytes half = cache_bytes(model, layout, 4096 * token);
  EXPECT_NEAR(half / full, 0.5 + 0.5 * 128 / 4096, 1e-12);
  EXPECT_EQ(cache_bytes(model, layout, 100 * token) / byte, 100 * 131072.0);
}

TEST(CacheBytes, AttentionInDataParallelKeepsOneCopy) {
  const Model model = deepseek_v3();
  Layout split{.tensor = 8};
  const Bytes copied = cache_bytes(model, split, 1000 * token);
  split.own_sequences = true;
  EXPECT_NEAR(copied / cache_bytes(model, split, 1000 * token), 8.0, 1e-9);
}

TEST(EngineShare, IsTheUsualOneWhereThatIsEnough) {
  const Holding one{.sequences = 1, .context = 768 * token};
  EXPECT_EQ(engine_share_for(llama_3_8b(), l4(), {}, one), usual_engine_share);
}

// CM06: 72.7 GB of weights on 80 GB of memory leave room for a little cache, by more than 0.9.
TEST(EngineShare, IsRaisedByAsMuchAsItTakesAndNoFurtherThanTheMost) {
  const Holding one{.sequences = 1, .context = 768 * token};
  Accelerator card = l4();
  card.memory = 80 * gigabyte;
  const auto share = engine_share_for(llama_3_70b(), card, {.weights = Precision::fp8}, one);
  ASSERT_TRUE(share);
  EXPECT_GT(*share, usual_engine_share);
  EXPECT_LE(*share, greatest_engine_share);
  const Layout raised{.weights = Precision::fp8, .engine_share = *share};
  EXPECT_TRUE(fits(llama_3_70b(), card, raised, one));
  EXPECT_FALSE(fits(llama_3_70b(), card, {.weights = Precision::fp8}, one));
  EXPECT_EQ(engine_share_for(llama_3_70b(), card, {}, one), std::nullopt);
}

}  // namespace
}  // namespace islet
