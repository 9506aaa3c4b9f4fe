// Goal: each scenario asks as MLPerf's does, and a latency counts from when the question was due,
// not from when it was let in.
#include "measure/scenario.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "measure/simulated_bench.h"

namespace islet {
namespace {

constexpr int prompt = 100;
constexpr int reply = 10;

/// 10 ms for a token of everybody, 1 ms for a token of a prompt.
double plain_cost(int speaking, std::uint32_t tokens, int /*step*/) {
  return (speaking > 0 ? 0.010 : 0.0) + 0.001 * tokens;
}

BenchWork text(std::uint64_t /*number*/) {
  StartSequence start;
  start.tokens.assign(prompt, 1);
  return start;
}

ScenarioWish wish(AskedAs scenario) {
  ScenarioWish out;
  out.scenario = scenario;
  out.streams = 4;
  out.at_most = 30.0 * second;
  out.most = 20;
  out.requests = 12;
  out.rate_per_s = 2;
  out.prompt_tokens = prompt;
  return out;
}

ScenarioRun ran(SimulatedBench& bench, const ScenarioWish& how) {
  Result<ScenarioRun> run = run_scenario(bench, how, text);
  EXPECT_TRUE(run);
  return run ? *run : ScenarioRun{};
}

double mean(const std::vector<double>& list) {
  return std::accumulate(list.begin(), list.end(), 0.0) / static_cast<double>(list.size());
}

TEST(Scenario, ASingleStreamAsksOneAfterTheOther) {
  SimulatedBench bench(plain_cost, reply);
  const ScenarioRun run = ran(bench, wish(AskedAs::single_stream));
  EXPECT_EQ(run.requests.size(), 20U);
  EXPECT_EQ(bench.most_at_one_time(), 1);
  // The step that reads the prompt says the first token.
  for (const double seconds : first_output_seconds(run)) EXPECT_NEAR(seconds, 0.1, 1e-6);
  for (const double seconds : end_seconds(run)) EXPECT_NEAR(seconds, 0.1 + 9 * 0.01, 1e-6);
}

TEST(Scenario, AMultiStreamsLatencyIsThatOfTheLastOfItsSamples) {
  SimulatedBench bench(plain_cost, reply);
  const ScenarioRun run = ran(bench, wish(AskedAs::multi_stream));
  EXPECT_EQ(run.requests.size(), 80U);
  EXPECT_EQ(bench.most_at_one_time(), 4);
  const std::vector<double> queries = end_seconds(run);
  ASSERT_EQ(queries.size(), 20U);
  double last = 0;
  for (const MeasuredRequest& one : run.requests) {
    if (one.query == 0) last = std::max(last, between(one.intended, one.end) / second);
  }
  EXPECT_EQ(queries[0], last);
}

TEST(Scenario, OfflineHasAllFromTheStartAndFillsEveryPlace) {
  SimulatedBench bench(plain_cost, reply);
  const ScenarioRun run = ran(bench, wish(AskedAs::offline));
  EXPECT_EQ(run.requests.size(), 12U);
  EXPECT_EQ(bench.most_at_one_time(), 4);
  for (const MeasuredRequest& one : run.requests) EXPECT_EQ(one.intended, run.begin);
}

TEST(Scenario, AServersArrivalsAreAPoissonStreamWhateverTheEngineDoes) {
  ScenarioWish how = wish(AskedAs::server);
  how.most = 2000;
  how.rate_per_s = 50;
  how.streams = 64;
  how.at_most = 1.0 * hour;
  SimulatedBench fast([](int, std::uint32_t, int) { return 1e-6; }, reply);
  SimulatedBench slow([](int, std::uint32_t, int) { return 0.004; }, reply);
  const ScenarioRun one = ran(fast, how);
  const ScenarioRun other = ran(slow, how);
  std::vector<Instant> moments;
  std::vector<Instant> other_moments;
  for (const MeasuredRequest& each : one.requests) moments.push_back(each.intended);
  for (const MeasuredRequest& each : other.requests) other_moments.push_back(each.intended);
  std::sort(moments.begin(), moments.end());
  std::sort(other_moments.begin(), other_moments.end());
  EXPECT_EQ(moments, other_moments) << "a slow answer puts off no question";
  std::vector<double> gaps;
  for (std::size_t i = 1; i < moments.size(); ++i) {
    gaps.push_back(between(moments[i - 1], moments[i]) / second);
  }
  EXPECT_NEAR(mean(gaps), 1.0 / 50, 0.1 / 50);
  double squares = 0;
  for (const double gap : gaps) squares += gap * gap / static_cast<double>(gaps.size());
  EXPECT_NEAR(std::sqrt(squares - mean(gaps) * mean(gaps)), 1.0 / 50, 0.15 / 50)
      << "deviation as large as the mean";
}

TEST(Scenario, AStallMakesEveryoneLateWhoWasDueWithinIt) {
  // One step of the 100th takes two seconds: at ten a second some twenty questions fall due in it.
  ScenarioWish how = wish(AskedAs::server);
  how.most = 200;
  how.rate_per_s = 10;
  how.streams = 1;
  how.at_most = 1.0 * hour;
  SimulatedBench bench([](int, std::uint32_t, int step) { return step == 100 ? 2.0 : 1e-4; }, 1);
  const ScenarioRun run = ran(bench, how);
  int late = 0;
  int late_if_from_sending = 0;
  for (const MeasuredRequest& one : run.requests) {
    late += between(one.intended, one.end) > 0.05 * second ? 1 : 0;
    late_if_from_sending += between(one.begun, one.end) > 0.05 * second ? 1 : 0;
  }
  EXPECT_EQ(late_if_from_sending, 1) << "what a tester sees who waits for the answer";
  EXPECT_GT(late, 12);
  EXPECT_LT(late, 35);
}

TEST(Scenario, LongPromptsAreReadInStepsOfTheirLimit) {
  ScenarioWish how = wish(AskedAs::single_stream);
  how.most = 1;
  how.step_tokens = 30;
  SimulatedBench bench(plain_cost, reply);
  const ScenarioRun run = ran(bench, how);
  std::vector<std::uint32_t> read;
  for (const MeasuredStep& step : run.steps) {
    if (step.prompt_tokens > 0) read.push_back(step.prompt_tokens);
  }
  EXPECT_EQ(read, (std::vector<std::uint32_t>{30, 30, 30, 10}));
}

TEST(Scenario, EndsSoonWhenItIsStopped) {
  SimulatedBench bench(plain_cost, reply);
  bench.stop_after(15);
  const ScenarioRun run = ran(bench, wish(AskedAs::offline));
  EXPECT_LT(run.requests.size(), 12U);
  EXPECT_GT(run.requests.size(), 0U);
}

}  // namespace
}  // namespace islet
