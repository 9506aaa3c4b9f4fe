// Goal: what `islet measure` keeps is what predict and plan then say, and a log of requests becomes
// a site file and a trace that plan and simulate read as they stand.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char* evidence =
    "# Measured by islet measure 0.1.0 on 2026-11-22; every row is of grade A.\n"
    "#| accelerators:\n"
    "#|   - {id: shed_box, name: 'CPU Shed, 2 cores', vendor: Intel, class: cpu, architecture: "
    "x86_avx, form: soc, memory_gb: 0, memory_bandwidth_gb_per_s: 20, fp32_tflop_per_s: 0.2, "
    "int8_top_per_s: 0.4, fp16_tflop_per_s: 0.2, board_w: 30, idle_w: 5, unified_memory: yes, "
    "runs: [language], mass_kg: 0.1, grade: C, source: own}\n"
    "source_id,source,system,accelerator,count,form_factor,precision,engine,model,params_b,"
    "scenario,batch,input_len,output_len,metric,value,unit,power_w,notes\n"
    "M1,islet measure,box,shed_box,1,,q4_0,llama.cpp v0.5.0,tinyllama-1.1b,,single "
    "stream,1,512,64,decode_throughput,14.5,tokens/s,,date=2026-11-22 samples=40 scatter=0.04\n";

/// A day of an assistant as `islet serve` logs it.
std::string requests() {
  std::string text =
      "unix_ms,model,class,tenant,prompt_tokens,output_tokens,first_token_s,whole_s,"
      "first_token_within_s,within_s,outcome\n";
  for (int i = 0; i < 200; ++i) {
    text += std::to_string(1'790'000'000'000LL + i * 450'000LL) + ",assistant," +
            (i % 10 == 0 ? "high" : "normal") + ",," + std::to_string(500 + i % 7 * 40) + "," +
            std::to_string(120 + i % 5 * 20) + ",0.9,7.5,4,,done\n";
  }
  return text;
}

class Measure : public testing::Test {
 protected:
  void SetUp() override { folder_ = new_folder(); }

  json result(const std::vector<std::string>& arguments, int code = 0) const {
    const Outcome found = run(arguments);
    EXPECT_EQ(found.code, code) << found.err;
    return json::parse(found.out, nullptr, false)["result"];
  }

  std::string folder_;
};

TEST_F(Measure, EvidenceBringsItsMachineAndMakesAPredictionGradeA) {
  const std::string file = folder_ + "/shed.csv";
  write_text(file, evidence);
  const std::vector<std::string> question = {
      "predict", "tinyllama-1.1b", "--on", "shed_box", "--prompt", "512", "--reply",
      "64",      "--precision",    "int4", "--format", "json"};
  EXPECT_EQ(run(question).code, 6) << "nobody knows that machine";
  std::vector<std::string> with = question;
  with.insert(with.end(), {"--evidence", file});
  const json figures = result(with)["figures"];
  EXPECT_NEAR(figures["user_one_tokens_s"]["value"].get<double>(), 14.5, 0.3);
  EXPECT_EQ(figures["user_one_tokens_s"]["grade"], "A");
  EXPECT_THAT(figures["user_one_tokens_s"]["source"].get<std::string>(),
              HasSubstr("shed.csv of 2026-11-22"));
}

TEST_F(Measure, KeptEvidenceIsFoundWithoutBeingNamed) {
  std::filesystem::create_directories(folder_ + "/own/measured");
  write_text(folder_ + "/own/measured/shed.csv", evidence);
  const json found = result({"predict", "tinyllama-1.1b", "--on", "shed_box", "--precision", "int4",
                             "--catalog", folder_ + "/own", "--format", "json"});
  EXPECT_EQ(found["figures"]["user_one_tokens_s"]["grade"], "A");
}

TEST_F(Measure, AFaultOfTheFileIsToldWithItsPlace) {
  const std::string file = folder_ + "/bad.csv";
  write_text(file, std::string(evidence) + "M2,only three,fields\n");
  const Outcome found = run({"predict", "tinyllama-1.1b", "--on", "shed_box", "--evidence", file});
  EXPECT_EQ(found.code, 6);
  EXPECT_THAT(found.err, AllOf(HasSubstr("error[S2]: the row has 3 fields, must have 19"),
                               HasSubstr("bad.csv:6:1")));
}

TEST_F(Measure, ALogOfRequestsBecomesASiteAndATraceThatNeedNoEditing) {
  write_text(folder_ + "/requests.csv", requests());
  const std::string site = folder_ + "/profiled.yaml";
  const std::string trace = folder_ + "/trace.csv";
  const Outcome made = run({"measure", "chat/8b-q4", "--from-ledger", folder_, "--at",
                            "14.02 S, 34.38 E", "-o", site, "--trace", trace});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(text_of_file(site), HasSubstr("model: chat/8b-q4"));
  EXPECT_EQ(run({"check", site}).code, 0);
  const json plan = result({"plan", site, "--effort", "quick", "--years", "1", "--format", "json"});
  EXPECT_FALSE(plan["designs"].empty());
  const json served = result(
      {"simulate", "--trace", trace, "--model", "chat/8b-q4", "--on", "l4", "--format", "json"});
  EXPECT_EQ(served["requests"], 200);
}

TEST_F(Measure, TheShippedProfileIsWhatTheProgramMakesOfTheShippedTrace) {
  const std::string site = folder_ + "/profiled.yaml";
  const Outcome made =
      run({"measure", "chat/8b-q4", "--from-ledger", "data/traces/vllm_0_19_requests.csv", "--at",
           "61.2 N, 149.9 W", "-o", site});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(text_of_file(site), text_of_file("data/cases/profiled.yaml"));
}

TEST_F(Measure, AModelThatNobodyKnowsMustBeNamed) {
  write_text(folder_ + "/requests.csv", requests());
  const Outcome found = run({"measure", "--from-ledger", folder_, "--at", "14.02 S, 34.38 E"});
  EXPECT_EQ(found.code, 6);
  EXPECT_THAT(found.err, HasSubstr("the requests name `assistant`, which is no choice"));
}

TEST_F(Measure, WithoutAModelItSaysWhatToTry) {
  const Outcome found = run({"measure"});
  EXPECT_EQ(found.code, 2);
  EXPECT_THAT(found.err, HasSubstr("Try `islet measure chat-0.2b`"));
}

}  // namespace
}  // namespace islet::program
