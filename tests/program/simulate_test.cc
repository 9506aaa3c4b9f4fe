// Goal: `islet simulate` and `islet verify serving` print what was fixed for them, the same bytes
// for the same input, and refuse what is wrong in one clear message with the right exit code.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "whole_program.h"

namespace islet::program {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::string> w2 = {
    "simulate",       "--trace",     "tests/data/traces/w2_fixed512_128_q6_n5000.csv",
    "--model",        "llama-2-7b",  "--on",
    "a100_80gb_sxm4", "--max-batch", "128",
    "--token-budget", "512"};

std::vector<std::string> with(std::vector<std::string> arguments,
                              const std::vector<std::string>& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

TEST(Simulate, PrintsLatenciesAndAFingerprint) {
  const Outcome outcome = run(with(w2, {"--format", "json"}));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.err, IsEmpty());
  const json document = json::parse(outcome.out);
  EXPECT_TRUE(document["ok"]);
  const json& result = document["result"];
  EXPECT_EQ(result["requests"], 5000);
  EXPECT_EQ(result["ended"]["finished"], 5000);
  for (const char* figure : {"first_token_s", "per_token_s", "end_to_end_s"}) {
    const json& of = result[figure];
    EXPECT_LE(of["p50"], of["p90"]) << figure;
    EXPECT_LE(of["p90"], of["p99"]) << figure;
    EXPECT_LE(of["p99"], of["p999"]) << figure;
    EXPECT_GT(of["mean"], 0.0) << figure;
  }
  EXPECT_FALSE(result["end_to_end_s"]["intervals"]["p999"]["enough"]);
  EXPECT_EQ(result["fingerprint"].get<std::string>().size(), 16U);
  EXPECT_EQ(run(with(w2, {"--format", "json"})).out, outcome.out);
}

TEST(Simulate, PagesStayWithinEightyColumns) {
  for (const std::vector<std::string>& arguments :
       {w2, std::vector<std::string>{"verify", "serving"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    std::size_t columns = 0;
    for (const char letter : outcome.out) {
      columns = letter == '\n' ? 0 : columns + 1;
      EXPECT_LE(columns, 80U);
    }
  }
}

TEST(Simulate, TheTimelineHoldsEveryRequest) {
  const std::string file =
      (std::filesystem::temp_directory_path() / ("islet-timeline-" + std::to_string(::getpid())))
          .string();
  const std::vector<std::string> small = {"simulate",      "--trace",    "examples/requests.csv",
                                          "--model",       "llama-2-7b", "--on",
                                          "a100_80gb_sxm4"};
  ASSERT_EQ(run(with(small, {"--timeline", file + ".csv"})).code, 0);
  std::ifstream csv(file + ".csv");
  std::string line;
  int lines = 0;
  while (std::getline(csv, line)) ++lines;
  EXPECT_EQ(lines, 601);
  ASSERT_EQ(run(with(small, {"--timeline", file + ".json"})).code, 0);
  std::ifstream trace(file + ".json");
  const json events = json::parse(trace)["traceEvents"];
  EXPECT_GT(events.size(), 5000U);
  EXPECT_EQ(run(with(small, {"--timeline", file + ".json"})).code, 2) << "it is there already";
  std::filesystem::remove(file + ".csv");
  std::filesystem::remove(file + ".json");
}

TEST(Simulate, ReplicationsAreTheSameBytesWhateverTheJobs) {
  const std::vector<std::string> few = {
      "simulate", "--arrivals", "gamma:2,2", "--prompt",       "64..512",  "--requests",  "300",
      "--model",  "llama-2-7b", "--on",      "a100_80gb_sxm4", "--policy", "acute-first", "--acute",
      "0.1",      "--format",   "json",      "--replications", "4"};
  const Outcome one = run(with(few, {"--jobs", "1"}));
  ASSERT_EQ(one.code, 0) << one.err;
  EXPECT_EQ(run(with(few, {"--jobs", "3"})).out, one.out);
  const json result = json::parse(one.out)["result"];
  EXPECT_EQ(result["replications"], 4);
  EXPECT_EQ(result["requests"], 1200);
  EXPECT_NE(run(with(few, {"--seed", "9"})).out, one.out);
}

TEST(Simulate, PoliciesStandSideBySideOnATrace) {
  const Outcome outcome =
      run({"simulate", "--trace", "examples/requests.csv", "--model", "llama-2-7b", "--on",
           "a100_80gb_sxm4", "--acute", "0.1", "--load", "3", "--within", "normal=30",
           "--compare-policies", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json result = json::parse(outcome.out)["result"];
  EXPECT_NEAR(result["offered_hz"].get<double>(), 3 * result["capacity_hz"].get<double>(), 1e-6);
  ASSERT_EQ(result["policies"].size(), 5U);
  EXPECT_EQ(result["policies"][1]["policy"], "acute-first");
  EXPECT_LT(result["policies"][1]["acute_p99_against_alone"].get<double>(),
            result["policies"][2]["acute_p99_against_alone"].get<double>());
  EXPECT_GT(result["capacity_tokens_hz"], 100 * result["capacity_hz"].get<double>());
  EXPECT_GT(result["policies"][1]["share_of_token_capacity"], 0.0);
}

TEST(Simulate, RequestsThatCannotBeServedAreCounted) {
  const Outcome outcome = run(with(w2, {"--cache-blocks", "30", "--format", "json"}));
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json result = json::parse(outcome.out)["result"];
  EXPECT_EQ(result["ended"]["refused_cache"], 5000);
  EXPECT_EQ(result["requests"], 5000);
}

TEST(Simulate, RefusesBadInputInOneMessage) {
  struct Refused {
    std::vector<std::string> arguments;
    int code;
    const char* err;
  };
  const std::vector<Refused> cases = {
      {with(w2, {"--max-batch", "600"}), 2, ""},
      {{"simulate", "--trace", "no.csv", "--model", "llama-2-7b", "--on", "a100_80gb_sxm4"},
       3,
       "error[D1]: cannot read `no.csv`: No such file or directory\n  --> no.csv\n"},
      {{"simulate", "--trace", "examples/requests.csv", "--model", "llama-2-7", "--on", "l4"},
       6,
       "error[D2]: no model is called `llama-2-7`\n"
       "  hint: Did you mean llama-2-7b"},
      {{"simulate", "--trace", "examples/requests.csv", "--model", "llama-2-7b", "--on", "l4",
        "--max-batch", "300", "--token-budget", "256"},
       3,
       "error[V5]: `--token-budget` is 256, must be at least `--max-batch`, which is 300\n"
       "  hint: Every sequence in decoding takes one token of the budget.\n"},
      {{"simulate", "--trace", "examples/requests.csv", "--model", "llama-2-7b", "--on", "l4",
        "--cache-blocks=-4"},
       3,
       "error[V2]: `--cache-blocks` is -4, must be from 1 to 1000000000\n"},
      {{"simulate", "--trace", "examples/requests.csv", "--model", "llama-3.1-70b", "--on", "l4",
        "--precision", "fp16"},
       4,
       "error[V5]: Llama-3.1-70B needs "},
      {{"simulate", "--trace", "examples/requests.csv", "--model", "resnet50-v1.5", "--on", "l4"},
       3,
       "error[V5]: "},
      {{"simulate", "--trace", "data/aliases.csv", "--model", "llama-2-7b", "--on", "l4"},
       3,
       "error[D3]: no column holds the time of arrival\n  --> data/aliases.csv:1:1\n"},
  };
  for (const Refused& refused : cases) {
    const Outcome outcome = run(refused.arguments);
    EXPECT_EQ(outcome.code, refused.code) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(refused.err));
    EXPECT_THAT(outcome.out, IsEmpty());
  }
}

// Cameras in closed form and frame by frame: a day of the mine, every count the same.
TEST(Simulate, CountsADayOfTheMinesCamerasLikeFrameByFrame) {
  const std::vector<std::string> day = {"simulate", "examples/mine.yaml", "--days", "1", "--years",
                                        "3",        "--format",           "json"};
  const Outcome counted = run(day);
  const Outcome stepped = run(with(day, {"--frame-by-frame"}));
  ASSERT_EQ(counted.code, 0) << counted.err;
  ASSERT_EQ(stepped.code, 0) << stepped.err;
  const json one = json::parse(counted.out)["result"];
  const json other = json::parse(stepped.out)["result"];
  ASSERT_EQ(one["workloads"].size(), other["workloads"].size());
  for (std::size_t w = 0; w < one["workloads"].size(); ++w) {
    for (const char* figure : {"served", "late", "degraded", "lost", "open"}) {
      EXPECT_EQ(one["workloads"][w][figure], other["workloads"][w][figure])
          << one["workloads"][w]["name"] << " " << figure;
    }
    EXPECT_EQ(one["workloads"][w]["end_to_end_s"]["p999"],
              other["workloads"][w]["end_to_end_s"]["p999"]);
  }
  EXPECT_NEAR(one["energy"]["used_kwh"], other["energy"]["used_kwh"], 1e-9);
}

TEST(Simulate, ALogReplaysToTheSameDecisions) {
  const std::string log = testing::TempDir() + "/islet_replay.log";
  std::filesystem::remove(log);
  const std::vector<std::string> days = {"simulate", "examples/solar-batch.yaml", "--days", "1"};
  ASSERT_EQ(run(with(days, {"--log", log})).code, 0);
  const Outcome same = run(with(days, {"--replay", log}));
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("every decision is the same"));
  const Outcome other = run(with(days, {"--replay", log, "--policy", "first-come", "--set",
                                        "workloads.transcripts.work=5000 items/day"}));
  EXPECT_EQ(other.code, 0) << other.err;  // the log names its policies and holds what was asked
  std::filesystem::remove(log);
}

TEST(Simulate, ATracesLogReplaysAndNeedsAScheduler) {
  const std::string log = testing::TempDir() + "/islet_trace.log";
  std::filesystem::remove(log);
  const std::vector<std::string> base = {"simulate",      "--trace",    "examples/requests.csv",
                                         "--model",       "llama-2-7b", "--on",
                                         "a100_80gb_sxm4"};
  const std::vector<std::string> policy = with(
      base, {"--policy", "acute-first", "--acute", "0.1", "--load", "10", "--max-batch", "16"});
  ASSERT_EQ(run(with(policy, {"--log", log})).code, 0);
  const Outcome same = run(with(policy, {"--replay", log}));
  EXPECT_EQ(same.code, 0) << same.err;
  EXPECT_THAT(same.out, HasSubstr("every decision is the same"));
  const Outcome other =
      run(with(base, {"--policy", "acute-first", "--max-batch", "16", "--replay", log}));
  EXPECT_EQ(other.code, 8) << "no place is kept for acute work there: " << other.out;
  const Outcome alone = run(with(base, {"--log", log, "--force"}));
  EXPECT_EQ(alone.code, 2);
  EXPECT_THAT(alone.err, HasSubstr("need `--policy` or classes"));
  std::filesystem::remove(log);
}

TEST(Simulate, TenantsOfATraceHaveFiguresByName) {
  const std::string trace = testing::TempDir() + "/islet_tenants.csv";
  std::ofstream(trace) << "arrived_at,num_prefill_tokens,num_decode_tokens,tenant\n"
                          "0,100,20,ward\n1,200,30,lab\n2,300,40,ward\n";
  const std::vector<std::string> base = {"simulate", "--trace",  trace,      "--model", "qwen3-8b",
                                         "--on",     "rtx_4090", "--format", "json"};
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, std::vector<std::string>{"--policy", "acute-fair"}}) {
    const Outcome outcome = run(with(base, more));
    ASSERT_EQ(outcome.code, 0) << outcome.err;
    const json tenants = json::parse(outcome.out)["result"]["tenants"];
    ASSERT_EQ(tenants.size(), 2U);
    EXPECT_EQ(tenants[0]["tenant"], "ward");
    EXPECT_EQ(tenants[0]["requests"], 2);
    EXPECT_EQ(tenants[0]["output_tokens"], 60);
    EXPECT_EQ(tenants[1]["tenant"], "lab");
  }
  std::filesystem::remove(trace);
}

TEST(Simulate, TheLargestHasAnIntervalOnlyOverRuns) {
  const std::vector<std::string> base = {
      "simulate",   "--arrivals", "poisson:2",      "--requests", "200", "--model",
      "llama-2-7b", "--on",       "a100_80gb_sxm4", "--format",   "json"};
  const auto largest = [&](const std::vector<std::string>& more) -> json {
    const Outcome outcome = run(with(base, more));
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return json::parse(outcome.out)["result"]["end_to_end_s"]["intervals"]["max"];
  };
  EXPECT_TRUE(largest({}).is_null());
  const json over_runs = largest({"--replications", "5"});
  EXPECT_LT(over_runs["low"], over_runs["mean_of_runs"]);
  EXPECT_LT(over_runs["mean_of_runs"], over_runs["high"]);
}

TEST(Simulate, OvernightWorkGoesToTheCheapHours) {
  const Outcome outcome = run({"simulate", "examples/risk-batch.yaml", "--days", "2", "--set",
                               "workloads.value_at_risk.work=2000 items/day", "--compare-policies",
                               "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json policies = json::parse(outcome.out)["result"]["policies"];
  const json cheap = policies[0]["workloads"][0];
  EXPECT_EQ(cheap["served"], 2000);  // the second night is not over
  // From 18:00 on: energy is cheap from 01:00 to 05:00.
  EXPECT_GE(cheap["end_to_end_s"]["p50"], 7 * 3600);
  EXPECT_LE(cheap["end_to_end_s"]["max"], 11 * 3600);
  EXPECT_LT(policies[1]["workloads"][0]["end_to_end_s"]["max"], 600);
}

TEST(Simulate, StagesSayWhatTheyMiss) {
  const Outcome outcome =
      run({"simulate", "--stages", "examples/pipelines/voice.yaml", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json result = json::parse(outcome.out)["result"];
  EXPECT_EQ(result["serial"]["worst"], "a miss");
  EXPECT_LT(result["first_s"]["max"], 0.8);
  EXPECT_TRUE(result["goals_kept"]);
}

TEST(VerifyServing, HoldsRecordedRunsAgainstPredictedOnes) {
  const Outcome outcome = run({"verify", "serving", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json runs = json::parse(outcome.out)["result"]["runs"];
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0]["hardware"], "RTX4090");
  EXPECT_EQ(runs[1]["model"], "Llama-3.1-8B");
  for (const json& one : runs) {
    for (const char* side : {"recorded", "predicted"}) {
      for (const char* figure : {"first_token_s", "end_to_end_s"}) {
        for (const char* part : {"mean", "p50", "p90", "p99"}) {
          EXPECT_GT(one[side][figure][part], 0.0) << side << figure << part;
        }
      }
    }
  }
}

TEST(VerifyServing, OptionsSayHowTheEngineWasSet) {
  const Outcome outcome =
      run({"verify", "serving", "--tensor", "2", "--max-batch", "64", "--token-budget", "1024",
           "--cache-blocks", "5000", "--format", "json"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  const json engine = json::parse(outcome.out)["result"]["runs"][0]["engine"];
  EXPECT_EQ(engine["tensor"], 2);
  EXPECT_EQ(engine["max_batch"], 64);
  EXPECT_EQ(engine["token_budget"], 1024);
  EXPECT_EQ(engine["cache_blocks"], 5000);
}

}  // namespace
}  // namespace islet::program
