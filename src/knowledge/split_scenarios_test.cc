// Goal: scenarios of splits and links (SC30 to SC33) come out of the split and link models.
#include "knowledge/shipped_questions.h"

namespace islet {
namespace {

TEST(SplitScenarios, AreInTheStateThatTheRecordsClaim) {
  expect_states({{"SC30", ScenarioState::reproduced},
                 {"SC31", ScenarioState::not_reproducible},
                 {"SC32", ScenarioState::reproduced},
                 {"SC33", ScenarioState::reproduced}});
}

TEST(SplitScenarios, TwoPairsBeatOneFourOnPcieAndNotOnNvlink) {
  const std::vector<std::string> pcie = {"70b", "int8", "4", "a100_80gb_pcie"};
  const double pairs = figure("split", pcie, "2x_tensor2_pipeline1_tokens_per_s");
  const double four = figure("split", pcie, "1x_tensor4_pipeline1_over_pcie_tokens_per_s");
  EXPECT_GT(pairs, 1.2 * four);
  const std::vector<std::string> nvlink = {"70b", "int8", "4", "a100_80gb_sxm4"};
  // A tie in the total, and the four far ahead for one user.
  EXPECT_NEAR(figure("split", nvlink, "1x_tensor4_pipeline1_tokens_per_s") /
                  figure("split", nvlink, "2x_tensor2_pipeline1_tokens_per_s"),
              1.0, 0.15);
  EXPECT_GT(figure("split", nvlink, "1x_tensor4_pipeline1_one_user_tokens_per_s"),
            1.3 * figure("split", nvlink, "2x_tensor2_pipeline1_one_user_tokens_per_s"));
}

TEST(SplitScenarios, TheLinkTakesMoreTheSlowerItIs) {
  const std::vector<std::string> l40 = {"prefill", "70b", "fp16", "4", "l40"};
  const double own = figure("links", l40, "own_share");
  EXPECT_EQ(own, figure("links", l40, "pcie_share"));  // PCIe is all it has
  EXPECT_GT(figure("links", l40, "through_host_share"), own);
  const std::vector<std::string> sxm = {"prefill", "70b", "fp16", "4", "a100_80gb_sxm4"};
  EXPECT_LT(figure("links", sxm, "own_share"), 0.5 * figure("links", sxm, "pcie_share"));
}

TEST(SplitScenarios, TwoDevicesWithNvlinkBeatFourWithout) {
  const double two =
      figure("links", {"train", "0.34b", "fp16", "2", "a100_80gb_sxm4"}, "own_tokens_per_s");
  const double four = figure("links", {"train", "0.34b", "fp16", "4", "a100_80gb_sxm4"},
                             "through_host_tokens_per_s");
  EXPECT_GT(two, four);
}

}  // namespace
}  // namespace islet
