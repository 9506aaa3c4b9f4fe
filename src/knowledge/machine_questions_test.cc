// Goal: questions about models on machines give the seeds' answers, corrected where they must be,
// for devices and models of the shipped catalogue.
#include "knowledge/machine_questions.h"

#include <gtest/gtest.h>

namespace islet {
namespace {

const Knowledge& knowledge() {
  static const Knowledge read = [] {
    Faults faults;
    return read_knowledge("data", faults);
  }();
  return read;
}

const Catalog& catalog() {
  static const Catalog read = [] {
    Faults faults;
    return read_catalog("data", faults);
  }();
  return read;
}

Result<Answer> ask(const char* name, const std::vector<std::string>& operands) {
  return question_named(name)->ask({knowledge(), catalog()}, operands);
}

double figure(const Answer& answer, const std::string& name) {
  for (const AnswerItem& one : answer.items) {
    if (one.name == name && one.number) return *one.number;
  }
  ADD_FAILURE() << "no figure " << name;
  return 0;
}

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
  const Answer drafts = *ask("drafts", {"0.7", "4", "0.02"});
  EXPECT_NEAR(figure(drafts, "speedup_x"), 2.6, 0.05);  // SC41
  const Answer fabric = *ask("fabric", {"64", "512"});
  EXPECT_NEAR(figure(fabric, "saving"), 0.48, 1e-9);  // SC33
  const Answer training = *ask("training", {"qlora", "llama-2-70b", "1", "l40s"});
  EXPECT_NEAR(figure(training, "each_device_gb"), 46, 5);  // SC35
  EXPECT_GT(figure(training, "spare_gb"), 0);
  EXPECT_EQ(figure(*ask("training", {"full", "llama-2-70b", "8", "h100_sxm5"}), "least_devices"),
            15);
}

TEST(MachineQuestions, RefuseWhatTheyCannotRead) {
  struct Row {
    const char* question;
    std::vector<std::string> operands;
    std::string what;
  };
  const Row rows[] = {
      {"precision", {"llama-9", "l40s"}, "`llama-9` is no model of the catalogue"},
      {"precision", {"llama-3.1-8b", "l41"}, "`l41` is no device with figures in the catalogue"},
      {"split", {"llama-3.1-8b", "int9", "4", "l4"}, "`int9` is no precision"},
      {"split", {"llama-3.1-8b", "int8", "-4", "l4"}, "`-4` must be a number from 1 to 1024"},
      {"split", {"llama-3.1-8b", "int8", "1.5", "l4"}, "`1.5` must be a whole number"},
      {"training", {"half", "llama-3.1-8b", "1", "l4"}, "`half` is no method"},
      {"drafts", {"1.5", "4", "0.02"}, "`1.5` must be a number from 0 to 1"},
      {"fabric", {"1"}, "1 operands, must be machines, devices, and `training`"},
  };
  for (const Row& row : rows) {
    const Result<Answer> answer = ask(row.question, row.operands);
    ASSERT_FALSE(answer.has_value()) << row.what;
    EXPECT_EQ(answer.error().what, row.what);
  }
}

}  // namespace
}  // namespace islet
