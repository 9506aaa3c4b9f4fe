// Goal: figures are those of the engine that was measured: prompts and replies apart, alone and
// together; none is made up where there is no meter.
#include "measure/measure_model.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <gtest/gtest.h>

#include "measure/simulated_bench.h"

namespace islet {
namespace {

/// 10 ms a step and 1 ms for each who speaks, 0.5 ms for a token of a prompt; a tenth slower at
/// first.
double cost(int speaking, std::uint32_t tokens, int step) {
  const double warm = step < 40 ? 1.1 : 1.0;
  return warm * ((speaking > 0 ? 0.010 + 0.001 * speaking : 0.0) + 0.0005 * tokens);
}

Loaded language() {
  Loaded loaded;
  loaded.vocabulary = 1000;
  return loaded;
}

const MeasuredFigure* figure(const MeasuredRun& run, const std::string& metric, double batch) {
  for (const MeasuredFigure& one : run.figures) {
    if (one.row.metric == metric && one.row.batch == batch) return &one;
  }
  return nullptr;
}

MeasuredRun measured(const MeasureWish& wish) {
  SimulatedBench bench(cost, wish.reply);
  MeasuredRun run;
  const MeterLog none("/no/such/root", "");
  EXPECT_FALSE(measure_model(bench, language(), wish, none, run));
  return run;
}

MeasureWish short_wish() {
  MeasureWish wish;
  wish.time = 400.0 * second;  // of the bench's own clock
  wish.streams = 4;
  wish.prompt = 200;
  wish.reply = 20;
  return wish;
}

TEST(MeasureModel, TellsPromptsAndRepliesApart) {
  const MeasuredRun run = measured(short_wish());
  const MeasuredFigure* prompt = figure(run, "prefill_throughput", 1);
  const MeasuredFigure* alone = figure(run, "decode_throughput", 1);
  const MeasuredFigure* four = figure(run, "decode_throughput", 4);
  ASSERT_TRUE(prompt != nullptr && alone != nullptr && four != nullptr);
  EXPECT_NEAR(prompt->value, 2000, 1);
  EXPECT_NEAR(alone->value, 1 / 0.011, 0.1);
  EXPECT_NEAR(four->value, 4 / 0.014, 0.3);
  EXPECT_GE(run.warm_up, 8) << "what came while it was cold is not counted";
  EXPECT_GT(prompt->samples, 100);
}

TEST(MeasureModel, OfflineCountsPromptsAndReplies) {
  const MeasuredRun run = measured(short_wish());
  const MeasuredFigure* all = figure(run, "output_throughput", 4);
  ASSERT_NE(all, nullptr);
  // Four replies of 20 tokens take their steps (the first token comes with the prompt) and their
  // prompts; others wait meanwhile.
  const double most = 80 / (19 * 0.014 + 4 * 0.1);
  EXPECT_LT(all->value, 1.05 * most);
  EXPECT_GT(all->value, 0.7 * most);
  EXPECT_LE(all->low, all->value);
  EXPECT_GE(all->high, all->value);
}

TEST(MeasureModel, AServerIsAskedForSixTenthsOfWhatOfflineKeptUp) {
  const MeasuredRun run = measured(short_wish());
  const MeasuredFigure* all = figure(run, "output_throughput", 4);
  ASSERT_NE(all, nullptr);
  const double rate = 0.6 * all->value / 20;
  const auto server =
      std::find_if(run.latencies.begin(), run.latencies.end(),
                   [](const MeasuredLatency& one) { return one.scenario.starts_with("server"); });
  ASSERT_NE(server, run.latencies.end());
  double asked = 0;
  const std::string& name = server->scenario;
  std::from_chars(name.data() + 8, name.data() + name.size(), asked);
  EXPECT_NEAR(asked, rate, 0.02 * rate);
  EXPECT_EQ(server->of, "first token");
  EXPECT_GE(server->p50.value, 0.1) << "nobody reads a prompt faster";
}

TEST(MeasureModel, SaysWhereSamplesAreTooFew) {
  MeasureWish wish = short_wish();
  wish.time = 20.0 * second;
  const MeasuredRun run = measured(wish);
  ASSERT_FALSE(run.latencies.empty());
  EXPECT_FALSE(run.latencies[0].p99.is_enough);
  EXPECT_EQ(run.latencies[0].p99.needed, 299);
  EXPECT_EQ(figure(run, "service_first_token_p99", 1), nullptr) << "no evidence of it";
  EXPECT_NE(figure(run, "service_first_token_p50", 1), nullptr);
}

TEST(MeasureModel, WithoutAMeterThereAreNoWatts) {
  const MeasuredRun run = measured(short_wish());
  EXPECT_FALSE(run.machine.busy_w);
  EXPECT_FALSE(run.machine.highest_deg);
  EXPECT_EQ(figure(run, "board_power_avg", 4), nullptr);
}

TEST(MeasureModel, ANetworkHasInputsNotTokens) {
  SimulatedBench bench([](int n, std::uint32_t, int) { return 0.002 + 0.001 * n; }, 1);
  Loaded loaded;
  loaded.inputs = {{"image", TensorKind::f32, {-1, 3, 8, 8}, ""}};
  MeasureWish wish = short_wish();
  wish.time = 20.0 * second;
  MeasuredRun run;
  const MeterLog none("/no/such/root", "");
  ASSERT_FALSE(measure_model(bench, loaded, wish, none, run));
  const MeasuredFigure* one = figure(run, "latency", 1);
  const MeasuredFigure* four = figure(run, "latency", 4);
  const MeasuredFigure* rate = figure(run, "throughput", 4);
  ASSERT_TRUE(one != nullptr && four != nullptr && rate != nullptr);
  EXPECT_NEAR(one->value, 3, 1e-6);
  EXPECT_NEAR(four->value, 6, 1e-6);
  EXPECT_NEAR(rate->value, 4 / 0.006, 5);
  EXPECT_FALSE(one->row.input_len.has_value());
}

}  // namespace
}  // namespace islet
