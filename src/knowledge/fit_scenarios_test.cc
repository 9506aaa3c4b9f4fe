// Goal: scenarios of what fits where (SC24 to SC29, SC67, SC75) come out of the memory model, or
// are corrected with the reason.
#include "knowledge/shipped_questions.h"

namespace islet {
namespace {

TEST(FitScenarios, AreInTheStateThatTheRecordsClaim) {
  expect_states({{"SC24", ScenarioState::reproduced},
                 {"SC25", ScenarioState::reproduced},
                 {"SC26", ScenarioState::reproduced},
                 {"SC27", ScenarioState::reproduced},
                 {"SC28", ScenarioState::reproduced},
                 {"SC29", ScenarioState::corrected},
                 {"SC67", ScenarioState::reproduced},
                 {"SC75", ScenarioState::reproduced}});
}

// Sizes alone are exact; a published model of that size may differ by its true count, and 4-bit
// files by their scales (CM10).
TEST(FitScenarios, HoldForSizesAndForPublishedModels) {
  expect_stated({
      {"SC24.expected.weights_gb", "memory", {"7b", "fp16", "1", "l4"}, "weights_gb", 1e-9},
      {"SC24.expected.weights_gb", "memory", {"llama-2-7b", "fp16", "1", "l4"}, "weights_gb", 0.04},
      {"SC25.expected.weights_gb",
       "memory",
       {"70b", "fp16", "2", "a100_80gb_pcie"},
       "weights_gb",
       1e-9},
      {"SC25.expected.weights_gb",
       "memory",
       {"llama-3.1-70b", "fp16", "2", "a100_80gb_pcie"},
       "weights_gb",
       0.01},
      {"SC26.expected.weights_gb",
       "memory",
       {"llama-3.1-70b", "int4", "1", "l40s"},
       "weights_gb",
       0.01},
      {"SC29.derived.weights_gb_fp16",
       "memory",
       {"deepseek-v3-r1", "fp16", "8", "h200"},
       "weights_gb",
       0.01},
      {"SC29.derived.weights_gb_fp8",
       "memory",
       {"deepseek-v3-r1", "fp8", "8", "h200"},
       "weights_gb",
       0.01},
  });
}

TEST(FitScenarios, AnH100HoldsSeventyBillionInFp8OnlyWithItsCacheCapped) {
  const std::vector<std::string> h100 = {"70b", "fp8", "1", "h100_pcie"};
  EXPECT_EQ(word("memory", h100, "verdict"), "fits with the cache capped");
  EXPECT_EQ(word("memory", {"70b", "fp8", "1", "h100_pcie", "0.9"}, "verdict"), "refused");
  const double capped = figure("memory", h100, "cache_tokens");
  const double roomy = figure("memory", {"70b", "fp8", "1", "h200"}, "cache_tokens");
  EXPECT_GT(capped, 1000);
  EXPECT_GT(roomy, 10 * capped);
  EXPECT_EQ(word("memory", h100, "narrower_that_fits"), "int4");
}

TEST(FitScenarios, NeverOneCardOfEightyForSeventyBillionInFp16) {
  EXPECT_EQ(word("memory", {"70b", "fp16", "1", "a100_80gb_pcie"}, "verdict"), "refused");
  EXPECT_EQ(word("memory", {"70b", "fp16", "1", "a100_80gb_pcie", "0.97"}, "verdict"), "refused");
  EXPECT_EQ(figure("memory", {"70b", "fp16", "1", "a100_80gb_pcie"}, "least_devices"), 2);
}

TEST(FitScenarios, AFoldGrowsWithTheSquareOfItsLength) {
  const std::vector<std::string> half = {"3000", "a100_80gb_pcie", "256 GB"};
  const double at_3000 = figure("folding", half, "memory_gb");
  EXPECT_NEAR(figure("folding", {"6000", "a100_80gb_pcie", "256 GB"}, "memory_gb"), 4 * at_3000,
              1e-9);
  EXPECT_EQ(word("folding", {"6000", "a100_80gb_pcie", "256 GB"}, "verdict"), "refused");
}

}  // namespace
}  // namespace islet
