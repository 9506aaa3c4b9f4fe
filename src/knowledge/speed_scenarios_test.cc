// Goal: scenarios of speed (SC37 to SC41) come out of the step model and stay within the bounds
// that memory sets; the jobs and sums of other scenarios come out too.
#include "knowledge/shipped_questions.h"

namespace islet {
namespace {

TEST(SpeedScenarios, AreInTheStateThatTheRecordsClaim) {
  expect_states({{"SC37", ScenarioState::corrected},
                 {"SC38", ScenarioState::corrected},
                 {"SC39", ScenarioState::not_reproducible},
                 {"SC40", ScenarioState::corrected},
                 {"SC41", ScenarioState::corrected}});
}

TEST(SpeedScenarios, OfJobsAndSumsAreInTheStateThatTheRecordsClaim) {
  expect_states({{"SC16", ScenarioState::reproduced},
                 {"SC17", ScenarioState::corrected},
                 {"SC19", ScenarioState::reproduced},
                 {"SC42", ScenarioState::corrected},
                 {"SC54", ScenarioState::not_reproducible},
                 {"SC55", ScenarioState::corrected},
                 {"SC57", ScenarioState::reproduced},
                 {"SC65", ScenarioState::not_reproducible},
                 {"SC66", ScenarioState::corrected},
                 {"SC69", ScenarioState::reproduced},
                 {"SC73", ScenarioState::reproduced}});
}

// The catalogue's bandwidth of the H100 PCIe is 2,039 GB/s where the seed divides 2,000.
TEST(SpeedScenarios, BoundsAreBandwidthOverWeights) {
  expect_stated({
      {"SC24.derived.decode_tokens_per_s_bound",
       "speed",
       {"7b", "fp16", "1", "l4"},
       "bound_tokens_per_s",
       0.005},
      {"SC37.derived.bound_tokens_per_s_fp8_stream",
       "speed",
       {"70b", "fp8", "1", "h100_pcie"},
       "bound_tokens_per_s",
       0.025},
      {"SC38.derived.bound_13b_fp8_h100_sxm",
       "speed",
       {"13b", "fp8", "1", "h100_sxm5"},
       "bound_tokens_per_s",
       0.005},
      {"SC38.derived.bound_70b_fp8_h100_sxm",
       "speed",
       {"70b", "fp8", "1", "h100_sxm5"},
       "bound_tokens_per_s",
       0.005},
      {"SC37.derived.streams_needed_fp8_min",
       "speed",
       {"70b", "fp8", "1", "h100_pcie", "120"},
       "streams_by_bound",
       1e-9},
      {"SC37.derived.streams_needed_int4_min",
       "speed",
       {"70b", "int4", "1", "h100_pcie", "120"},
       "streams_by_bound",
       1e-9},
  });
}

TEST(SpeedScenarios, OneStreamStaysBelowItsBound) {
  const std::vector<std::vector<std::string>> runs = {{"7b", "fp16", "1", "l4"},
                                                      {"70b", "fp8", "1", "h100_pcie"},
                                                      {"13b", "fp8", "1", "h100_sxm5"},
                                                      {"70b", "int4", "1", "jetson_agx_orin"},
                                                      {"gpt-oss-20b", "fp4", "1", "rtx_5090"}};
  for (const std::vector<std::string>& run : runs) {
    EXPECT_LT(figure("speed", run, "batch_1_tokens_per_s_each"),
              figure("speed", run, "bound_tokens_per_s"))
        << run[0];
  }
}

TEST(SpeedScenarios, TimeAndRateGrowWithTheBatchAndAJouleGoesFurther) {
  const std::vector<std::string> run = {"70b", "fp8", "4", "h100_sxm5"};
  for (const char* next : {"batch_4_", "batch_16_", "batch_64_", "batch_256_"}) {
    const std::string name = next;
    EXPECT_GT(figure("speed", run, name + "reply_s"), figure("speed", run, "batch_1_reply_s"));
    EXPECT_GT(figure("speed", run, name + "tokens_per_s"),
              figure("speed", run, "batch_1_tokens_per_s"));
    EXPECT_LT(figure("speed", run, name + "joules_per_token"),
              figure("speed", run, "batch_1_joules_per_token"));
  }
}

TEST(SpeedScenarios, LanguageIsSetByMemoryAndVisionByArithmetic) {
  EXPECT_EQ(word("speed", {"70b", "fp8", "1", "h200"}, "batch_1_binds"), "memory");
  EXPECT_EQ(word("speed", {"yolov5m", "int8", "1", "t4"}, "batch_8_binds"), "compute");
}

}  // namespace
}  // namespace islet
