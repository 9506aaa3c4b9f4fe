// Goal: `islet verify perf` answers for every row of a folder of tables, predicted or skipped with
// its reason, and refuses a table that is wrong by file, line and column.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string names =
    "source_id,source,system,accelerator,count,form_factor,precision,engine,model,params_b,"
    "scenario,batch,input_len,output_len,metric,value,unit,power_w,notes\n";

/// A folder that holds one table.
std::string folder_with(const std::string& rows) {
  const std::string folder = new_folder();
  write_text(folder + "/own.csv", names + rows);
  return folder;
}

TEST(VerifyPerf, SaysOfEachRowWhatIsPredictedOrWhyNothingIs) {
  const std::string folder = folder_with(
      "A1,,,NVIDIA L4,1,,fp16,llama.cpp,Llama 3.1 8B,,,1,512,128,decode_throughput,17,tokens/s,,\n"
      "A2,,,L4,1,,,,,,idle,,,,idle_power,13,W,,\n");
  const Outcome outcome = run({"verify", "perf", folder, "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json document = json::parse(outcome.out);
  EXPECT_TRUE(document["ok"]);
  const json& result = document["result"];
  ASSERT_EQ(result["rows"].size(), 1U);
  const json& row = result["rows"][0];
  EXPECT_EQ(row["file"], "own.csv");
  EXPECT_EQ(row["source_id"], "A1");
  EXPECT_EQ(row["device"], "l4");
  EXPECT_EQ(row["device_class"], "datacenter_gpu");
  EXPECT_EQ(row["model"], "llama-3.1-8b");
  EXPECT_EQ(row["model_kind"], "language");
  EXPECT_EQ(row["engine"], "llama_cpp");
  EXPECT_EQ(row["metric"], "decode_throughput");
  EXPECT_EQ(row["measured"], 17);
  // 16 GB of weights at 300 GB/s give at most 19 tokens a second.
  EXPECT_GT(row["predicted"], 9);
  EXPECT_LT(row["predicted"], 20);
  EXPECT_LE(row["low"], row["predicted"]);
  EXPECT_LE(row["predicted"], row["high"]);
  ASSERT_EQ(result["skipped"].size(), 1U);
  EXPECT_EQ(result["skipped"][0]["source_id"], "A2");
  EXPECT_EQ(result["skipped"][0]["reason"], "no model is named");
  EXPECT_EQ(result["groups"][0]["by"], "all");
  EXPECT_EQ(result["groups"][0]["n"], 1);
}

TEST(VerifyPerf, RefusesATableByLineAndColumn) {
  const std::string folder = folder_with("A1,,,L4,one,,,,Llama 3.1 8B,,,,,,tpot,9,ms,,\n");
  const Outcome outcome = run({"verify", "perf", folder});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("error[V1]: `count` is \"one\", must be a number"));
  EXPECT_THAT(outcome.err, HasSubstr("own.csv:2:9"));
  EXPECT_EQ(run({"verify", "perf", folder + "/none"}).code, 3);
}

TEST(VerifyPerf, HasATableForSheetsAndAPageThatSaysWhatMlperfAsks) {
  const Outcome sheet = run({"verify", "perf", "data/measured/hailo.csv", "--format", "csv"});
  EXPECT_EQ(sheet.code, 0);
  EXPECT_THAT(sheet.out, HasSubstr("file,source_id,device,"));
  EXPECT_THAT(sheet.out, HasSubstr("\nhailo.csv,"));
  const Outcome page = run({"verify", "perf", "--format", "markdown"});
  EXPECT_EQ(page.code, 0);
  EXPECT_THAT(page.out, HasSubstr("not verified by MLCommons Association"));
  EXPECT_THAT(page.out, HasSubstr("By class of device"));
}

}  // namespace
}  // namespace islet::program
