// Goal: questions about models on machines give the seeds' answers, corrected where they must be,
// for devices and models of the shipped catalogue.
#include "knowledge/machine_questions.h"

#include <utility>

#include "knowledge/shipped_questions.h"

namespace islet {
namespace {

TEST(MachineQuestions, GiveTheStatedVerdicts) {
  struct Row {
    const char* source;
    const char* question;
    std::vector<std::string> operands;
    std::string verdict;
  };
  const Row rows[] = {
      {"S09, SC26", "precision", {"llama-3.1-70b", "l40s"}, "int4"},
      {"R036, SC30",
       "split",
       {"llama-3.1-70b", "int8", "4", "a100_80gb_pcie"},
       "2 x tensor 2, pipeline 1"},
      {"SC29, CM01", "split", {"deepseek-v3-r1", "fp16", "8", "h200"}, "refused"},
      {"SC34, CM02", "training", {"full", "llama-2-70b", "8", "h100_sxm5"}, "refused"},
      {"CM02", "training", {"full", "llama-2-70b", "16", "h100_sxm5"}, "fits"},
      {"SC35", "training", {"qlora", "llama-2-70b", "1", "l40s"}, "fits"},
      {"R154", "partition", {"l40s"}, "refused"},
      {"R154", "partition", {"a100_80gb_pcie"}, "up to 7 parts"},
      {"R068", "fabric", {"16", "128"}, "ethernet"},
      {"R068", "fabric", {"64", "512"}, "infiniband"},
      {"R021", "nvlink", {"inference", "8", "4", "4", "1"}, "required"},
      {"R028", "nvlink", {"inference", "70", "2", "2", "1", "int4"}, "optional"},
      {"R033", "nvlink", {"inference", "70", "4", "1", "4"}, "not needed"},
      {"R156", "porting", {"whisper-large", "hailo_8"}, "5 to 10 times slower before porting"},
      {"R156", "porting", {"whisper-large", "l4"}, "nothing to port"},
      {"R147",
       "fleet",
       {"llama-3.1-8b", "fp8", "20000", "l4", "h100_sxm5"},
       "distributed l4, batched h100_sxm5"},
      {"S17",
       "drafts",
       {"llama-3.1-70b", "llama-3.2-1b", "fp16", "4", "a100_80gb_sxm4", "512"},
       "off"},
  };
  for (const Row& row : rows) {
    const Result<Answer> answer = ask(row.question, row.operands);
    ASSERT_TRUE(answer.has_value()) << row.source << ": " << answer.error().what;
    EXPECT_EQ(answer->verdict, row.verdict) << row.source;
  }
}

TEST(MachineQuestions, GiveTheFiguresOfTheScenarios) {
  EXPECT_NEAR(figure("drafts", {"0.7", "4", "0.02"}, "speedup_x"), 2.6, 0.05);  // SC41
  EXPECT_NEAR(figure("fabric", {"64", "512"}, "saving"), 0.48, 1e-9);           // SC33
  const std::vector<std::string> tuning = {"qlora", "llama-2-70b", "1", "l40s"};
  EXPECT_NEAR(figure("training", tuning, "each_device_gb"), 46, 5);  // SC35
  EXPECT_GT(figure("training", tuning, "spare_gb"), 0);
  EXPECT_EQ(figure("training", {"full", "llama-2-70b", "8", "h100_sxm5"}, "least_devices"), 15);
}

TEST(MachineQuestions, TellTheRangeOfWhatTheyPredict) {
  for (const auto& [question, operands] :
       {std::pair<std::string, std::vector<std::string>>{"speed", {"8b", "fp8", "1", "l4"}},
        {"split", {"70b", "int8", "4", "a100_80gb_pcie"}},
        {"precision", {"8b", "l4"}},
        {"training", {"qlora", "8b", "1", "l4"}}}) {
    const Result<Answer> answer = ask(question, operands);
    ASSERT_TRUE(answer) << answer.error().what;
    int ranges = 0;
    for (const AnswerItem& item : answer->items) {
      if (!item.range) continue;
      ++ranges;
      EXPECT_LT(item.range->low, item.range->value) << item.name;
      EXPECT_GT(item.range->high, item.range->value) << item.name;
      EXPECT_FALSE(item.range->source.empty()) << item.name;
    }
    EXPECT_GT(ranges, 0) << question;
  }
}

}  // namespace
}  // namespace islet
