// Goal: `islet predict` and `islet compare` answer with figures and ranges, say what would fit, and
// refuse what is wrong in one clear message with the right exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

struct Refused {
  std::vector<std::string> arguments;
  int code;
  const char* err;
};

TEST(Predict, AnswersWithRangesForAChoice) {
  const Outcome outcome = run({"predict", "chat/8b-q4", "--on", "l4", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json result = json::parse(outcome.out)["result"];
  EXPECT_EQ(result["run"]["model"], "qwen3-8b");
  EXPECT_EQ(result["run"]["precision"], "int4");
  EXPECT_EQ(result["falls_back"], "4-bit weights are unpacked and computed in FP16");
  EXPECT_TRUE(result["fits"]);
  for (const auto& [key, figure] : result["figures"].items()) {
    EXPECT_LE(figure["low"], figure["value"]) << key;
    EXPECT_LE(figure["value"], figure["high"]) << key;
  }
  EXPECT_EQ(result["steps"][1]["binds"], "memory");
}

TEST(Predict, PagesStayWithinEightyColumns) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"predict", "chat/8b-q4", "--on", "l4", "--batch", "8"},
        {"predict", "resnet50-v1.5", "--on", "l4", "--batch", "16"},
        {"compare", "chat/8b-q4", "--on", "l4,a100_80gb_pcie,jetson_orin_nano"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    std::size_t columns = 0;
    for (const char letter : outcome.out) {
      const bool follows = (static_cast<unsigned char>(letter) & 0xC0U) == 0x80U;
      columns = letter == '\n' ? 0 : columns + (follows ? 0 : 1);
      EXPECT_LE(columns, 80U);
    }
  }
}

TEST(Predict, SaysWhatWouldFitInstead) {
  const Outcome outcome = run({"predict", "llama-3.1-8b", "--on", "l4", "--precision", "fp32"});
  EXPECT_EQ(outcome.code, 4);
  EXPECT_THAT(outcome.out, HasSubstr("It does not fit."));
  EXPECT_THAT(outcome.out, HasSubstr("--precision fp16: "));
  const Outcome batch = run({"predict", "llama-3.1-8b", "--on", "l4", "--batch", "4000"});
  EXPECT_EQ(batch.code, 4);
  EXPECT_THAT(batch.out, HasSubstr(" of 4000 at one time"));
}

TEST(Predict, RefusesBadInputInOneMessage) {
  const std::vector<Refused> cases = {
      {{"predict", "llama-3.1-8", "--on", "l4"},
       6,
       "error[D2]: no model is called `llama-3.1-8`\n"
       "  hint: Did you mean llama-3.1-8b"},
      {{"predict", "llama-3.1-8b", "--on", "l44"},
       6,
       "error[D2]: no device is called `l44`\n"
       "  hint: Did you mean l4"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--engine", "vlm"},
       6,
       "error[D2]: no engine is called `vlm`\n"
       "  hint: Did you mean vllm?"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--batch=-3"},
       3,
       "error[V2]: `--batch` is -3, must be from 1 to 65536\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--prompt", "200000"},
       3,
       "error[V2]: prompt and reply are 200256 tokens, Llama-3.1-8B takes at most 131072\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--cap", "500 W"},
       3,
       "error[V2]: `--cap` is 500 W, must be from 22 W to 72 W on NVIDIA L4\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--clock", "0.1"},
       3,
       "error[V2]: `--clock` is 0.1, must be from 0.3 to 1\n"},
      {{"predict", "resnet50-v1.5", "--on", "hailo_8", "--clock", "0.8"},
       3,
       "error[V2]: the clock of Hailo-8 cannot be locked\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--precision", "int3"},
       3,
       "error[V3]: `--precision` is \"int3\", must be fp32, fp16, fp8, int8, fp4 or int4\n"},
      {{"predict", "llama-3.1-8b", "--on", "a100_80gb_sxm4", "--tensor", "3"},
       3,
       "error[V5]: 32 heads of Llama-3.1-8B do not divide by 3 devices\n"},
      {{"predict", "llama-3.1-8b", "--on", "l4", "--tensor", "4"},
       4,
       "error[V5]: a tensor split over 4 devices needs NVLink, NVIDIA L4 has none\n"},
      {{"predict", "resnet50-v1.5", "--on", "l4", "--tensor", "2"},
       3,
       "error[V5]: resnet50-v1.5 has no shape to split; run one on each device\n"},
      {{"compare", "llama-3.1-8b", "--on", "l4"},
       3,
       "error[V2]: `--on` names 1 devices, must be 2 to 64\n"}};
  for (const Refused& one : cases) {
    const Outcome outcome = run(one.arguments);
    EXPECT_EQ(outcome.code, one.code) << outcome.err;
    EXPECT_THAT(outcome.out, IsEmpty());
    EXPECT_THAT(outcome.err, HasSubstr(one.err));
  }
  EXPECT_EQ(run({"predict", "llama-3.1-8b", "--on", "l4", "--batch", "many"}).code, 2);
  EXPECT_EQ(run({"predict", "llama-3.1-8b"}).code, 2);
}

TEST(Compare, PutsTheFastestFirstAndTellsWhatCannotRun) {
  const Outcome outcome = run({"compare", "llama-3.1-8b", "--on", "l4", "--on",
                               "a100_80gb_pcie,hailo_8", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json devices = json::parse(outcome.out)["result"]["devices"];
  ASSERT_EQ(devices.size(), 3U);
  EXPECT_EQ(devices[0]["device"], "a100_80gb_pcie");
  EXPECT_EQ(devices[1]["device"], "l4");
  EXPECT_EQ(devices[2]["device"], "hailo_8");
  EXPECT_FALSE(devices[2]["runs"]);
  EXPECT_THAT(devices[2]["why_not"].get<std::string>(), HasSubstr("does not run language models"));
}

}  // namespace
}  // namespace islet::program
