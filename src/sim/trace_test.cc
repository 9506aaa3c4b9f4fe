// Goal: every form of trace is read without loss, a bad one is refused with one clear message for
// each fault, and a million rows need no more memory than ten.
#include "sim/trace.h"

#include <cstdio>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace islet {
namespace {

class TraceFile : public testing::Test {
 protected:
  void TearDown() override { std::remove(path_.c_str()); }

  void write(const std::string& text) { std::ofstream(path_, std::ios::binary) << text; }

  std::vector<TraceRequest> read(const std::string& text) {
    write(text);
    Faults faults;
    const std::optional<Trace> trace = Trace::open(path_, faults);
    EXPECT_TRUE(trace) << (faults.list().empty() ? "" : faults.list().front().text());
    std::vector<TraceRequest> rows;
    if (!trace) return rows;
    scan_ = trace->scan();
    const auto source = trace->requests();
    TraceRequest row;
    while (source->next(row)) rows.push_back(row);
    return rows;
  }

  /// All messages, the file's name left out.
  std::string faults_of(const std::string& text) {
    write(text);
    Faults faults;
    EXPECT_FALSE(Trace::open(path_, faults));
    std::string all;
    for (const Error& error : faults.list()) {
      std::string message = error.text();
      if (message.starts_with(path_)) message = "FILE" + message.substr(path_.size());
      all += message + "\n";
    }
    return all;
  }

  std::string path_ = testing::TempDir() + "trace_test_" + std::to_string(::getpid()) + ".csv";
  TraceScan scan_;
};

TraceRequest row(double milliseconds, int prompt, int output, std::vector<PrefixRun> prefix = {}) {
  return {after(Instant(), milliseconds * millisecond), prompt, output, std::move(prefix)};
}

TEST_F(TraceFile, EveryFormGivesTheSameRequests) {
  const std::vector<TraceRequest> expected = {row(0, 374, 44), row(4314.579, 396, 109)};
  // Azure 2023, the generators of bench workloads, and recorded runs of vLLM.
  EXPECT_EQ(read("t_s,prompt_tokens,output_tokens\n0.000000,374,44\n4.314579,396,109\n"), expected);
  EXPECT_EQ(read("arrived_at,num_prefill_tokens,num_decode_tokens\n0,374,44\n4.314579,396,109\n"),
            expected);
  EXPECT_EQ(read("hardware,model,arrival_s,prompt_tokens,output_tokens,queue_s,ttft_s,e2e_s\n"
                 "L4,M,0.0,374,44,0,0,0\nL4,M,4.314579,396,109,0,0,0\n"),
            expected);
  EXPECT_EQ(read("t_ms,prompt_tokens,output_tokens\n0,374,44\n4314.579,396,109\n"), expected);
}

TEST_F(TraceFile, PrefixBlocksAreRunsOfIds) {
  // The first rows of Mooncake's conversation trace.
  const std::string header = "t_ms,prompt_tokens,output_tokens,prefix_block_runs_512tok\n";
  EXPECT_EQ(read(header + "0,6758,500,0-13\n0,7322,490,0;14-27\n40,12,3,\n"),
            (std::vector<TraceRequest>{row(0, 6758, 500, {{0, 13}}),
                                       row(0, 7322, 490, {{0, 0}, {14, 27}}), row(40, 12, 3)}));
  EXPECT_EQ(scan_.at_same_time, 1);
}

TEST_F(TraceFile, MarksLineEndsBlanksAndEmptyLinesDoNotCount) {
  EXPECT_EQ(read("\xEF\xBB\xBFoutput_tokens, note ,t_s,prompt_tokens\r\n\r\n 3 ,x, 1.5 ,7\r\n"
                 "4,,2,8"),
            (std::vector<TraceRequest>{row(1500, 7, 3), row(2000, 8, 4)}));
}

TEST_F(TraceFile, RowsOutOfOrderAreSortedAndCounted) {
  EXPECT_EQ(read("t_s,prompt_tokens,output_tokens\n2,1,1\n1,2,2\n2,3,3\n1,4,4\n"),
            (std::vector<TraceRequest>{row(1000, 2, 2), row(1000, 4, 4), row(2000, 1, 1),
                                       row(2000, 3, 3)}));
  EXPECT_EQ(scan_.unsorted, 2);
}

TEST_F(TraceFile, HeaderFaultsNameTheColumn) {
  EXPECT_EQ(faults_of("prompt_tokens,output_tokens\n1,2\n"),
            "FILE:1:1: error[D3]: no column holds the time of arrival\n"
            "  hint: Name one of the columns `t_s` or `t_ms` or `arrived_at` or `arrival_s`.\n");
  EXPECT_EQ(faults_of("t_s,t_ms,prompt_tokens,output_tokens\n1,2,3,4\n"),
            "FILE:1:5: error[D4]: `t_ms` is a second column for the time of arrival, after `t_s`\n"
            "  hint: Leave one of them out.\n");
}

TEST_F(TraceFile, AllFaultyFiguresAreNamedInOneGo) {
  EXPECT_EQ(
      faults_of("t_s,prompt_tokens,output_tokens\n1,-5,2\nnan,1,2\n3,1.5,2\n-4,1,2\n5,1\n6,1,\n"),
      "FILE:2:3: error[V2]: `prompt_tokens` is -5, must be a whole number from 0 to 100000000\n"
      "FILE:3:1: error[V9]: `t_s` is \"nan\", must be a number of at least 0\n"
      "FILE:4:3: error[V9]: `prompt_tokens` is \"1.5\", must be a whole number from 0 to "
      "100000000\n"
      "FILE:5:1: error[V2]: `t_s` is -4, must be at least 0\n"
      "FILE:6:1: error[D3]: the line has 2 fields, the header has 3\n"
      "FILE:7:5: error[V9]: `output_tokens` is \"\", must be a whole number from 0 to 100000000\n");
  EXPECT_EQ(faults_of("t_ms,prompt_tokens,output_tokens,prefix_block_runs_512tok\n1,5,2,7-3\n"),
            "FILE:2:7: error[V9]: `prefix_block_runs_512tok` is \"7-3\", must be runs of block ids "
            "such as 0;14-27\n");
}

TEST_F(TraceFile, NothingAndTooMuchAreRefused) {
  EXPECT_EQ(faults_of("t_s,prompt_tokens,output_tokens\n"),
            "FILE: error[V8]: the trace holds no requests\n"
            "  hint: Each line below the header is one request.\n");
  EXPECT_EQ(faults_of(""),
            "FILE: error[V8]: the trace holds no requests\n"
            "  hint: Each line below the header is one request.\n");
  EXPECT_EQ(faults_of("t_s,prompt_tokens,output_tokens\n" + std::string(70'000, '1')),
            "FILE:2:1: error[D8]: the line is longer than 65536 bytes\n"
            "  hint: Check that this is the file you mean.\n");
  EXPECT_EQ(faults_of("t_s,prompt_tokens,output_tokens\n1e12,1,1\n"),
            "FILE:2:1: error[V2]: `t_s` is 1e12, must be at most ten years\n");
}

TEST(Trace, AFileThatIsNotThereIsOneError) {
  Faults faults;
  EXPECT_FALSE(Trace::open("no/such/trace.csv", faults));
  ASSERT_EQ(faults.count(), 1);
  EXPECT_EQ(faults.list().front().text(),
            "no/such/trace.csv: error[D1]: cannot read `no/such/trace.csv`: No such file or "
            "directory\n"
            "  hint: Check the name and the rights of the file.");
}

TEST_F(TraceFile, ClassesTenantsAndGoalsAreReadWhereTheyStand) {
  const std::vector<TraceRequest> rows = read(
      "t_s,prompt_tokens,output_tokens,class,tenant,first_token_within_s,within_s\n"
      "0,5,6,high,mine,1.5,\n1,5,6,batch,shop,,3600\n2,5,6,normal,mine,,\n");
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].work_class, WorkClass::high);
  EXPECT_EQ(rows[0].first_token_within, 1.5 * second);
  EXPECT_EQ(rows[0].within, no_goal);
  EXPECT_EQ(rows[1].work_class, WorkClass::batch);
  EXPECT_EQ(rows[1].within, hour);
  EXPECT_EQ(rows[0].tenant, rows[2].tenant);
  EXPECT_NE(rows[0].tenant, rows[1].tenant);
  EXPECT_TRUE(scan_.has_acute);
  EXPECT_TRUE(scan_.has_tenants);
}

TEST_F(TraceFile, WrongClassesAndGoalsAreNamed) {
  EXPECT_EQ(faults_of("t_s,prompt_tokens,output_tokens,class,within_s\n0,5,6,urgent,nan\n"
                      "0,5,6,High,-1\n"),
            "FILE:2:7: error[V9]: `class` is \"urgent\", must be safety, high, normal, low or "
            "batch\n"
            "FILE:2:14: error[V9]: `within_s` is \"nan\", must be a number of at least 0\n"
            "FILE:3:7: error[V9]: `class` is \"High\", must be safety, high, normal, low or batch\n"
            "FILE:3:12: error[V2]: `within_s` is -1, must be at least 0\n");
}

}  // namespace
}  // namespace islet
