// Goal: scenarios of training and tuning (SC34 to SC36) come out of the training model; the
// configurations that cannot hold their states are refused with the number that would do.
#include "knowledge/shipped_questions.h"

namespace islet {
namespace {

TEST(TrainingScenarios, AreInTheStateThatTheRecordsClaim) {
  expect_states({{"SC34", ScenarioState::corrected},
                 {"SC35", ScenarioState::reproduced},
                 {"SC36", ScenarioState::reproduced}});
}

TEST(TrainingScenarios, SixteenBytesAParameter) {
  // CM05: weights, gradients, moments and a 32-bit copy; 200 GB of 13B is 208 so.
  struct Row {
    const char* size;
    double states_gb;
  };
  for (const Row& row : {Row{"7b", 112}, Row{"13b", 208}, Row{"70b", 1120}}) {
    EXPECT_NEAR(figure("training", {"full", row.size, "16", "h100_sxm5"}, "states_gb"),
                row.states_gb, 1e-6);
  }
}

TEST(TrainingScenarios, RefusalsNameTheNumberThatWouldDo) {
  EXPECT_NE(
      word("training", {"full", "70b", "8", "h100_sxm5"}, "reasons").find("together would do"),
      std::string::npos);
  EXPECT_GT(figure("training", {"full", "70b", "8", "h100_sxm5"}, "least_devices"), 14);
  EXPECT_LE(figure("training", {"full", "70b", "8", "h100_sxm5"}, "least_devices"), 16);
}

TEST(TrainingScenarios, ATightFitIsSaid) {
  EXPECT_EQ(word("training", {"qlora", "70b", "1", "l40s"}, "fit"), "tight");
  EXPECT_NE(word("training", {"qlora", "70b", "1", "l40s"}, "reasons").find("a tight fit: 2.4 GB"),
            std::string::npos);
  EXPECT_EQ(word("training", {"qlora", "70b", "1", "a100_80gb_pcie"}, "fit"), "yes");
}

}  // namespace
}  // namespace islet
