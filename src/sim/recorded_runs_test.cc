// Goal: recorded runs of a real engine come out of the simulator, and what other simulators
// published for the same work lies near.
#include "sim/recorded_runs.h"

#include <gtest/gtest.h>

#include "catalog/own_records.h"
#include "sim/engine_tuning.h"
#include "sim/serve_trace.h"

namespace islet {
namespace {

ServingSummary replayed(const RecordedRun& run, EngineSettings settings) {
  Faults faults;
  const std::optional<Catalog> catalog =
      read_few_records("data", {run.model, run.hardware}, faults);
  EXPECT_TRUE(catalog) << (faults.list().empty() ? "" : faults.list().front().text());
  const Model& model = *find_model(*catalog, run.model);
  const Accelerator& device = *find_accelerator(*catalog, run.hardware);
  const Deployment deployment(model, device, {}, serving_tuning("vllm", device));
  if (settings.cache_blocks == 0) {
    settings.cache_blocks = deployment.sequences_that_fit(block_tokens * token, 1 << 30);
  }
  RecordedRequests requests(run);
  return serve_trace(requests, deployment, {.engine = settings, .replicas = 1, .warm_up = {}})
      .summary;
}

double off(const SampledFigure& predicted, const SampledFigure& recorded) {
  return std::abs(predicted.value / recorded.value - 1.0);
}

TEST(RecordedRuns, AreMetWithinTheirTolerances) {
  // vLLM 0.19, 300 requests each, published with LLMServingSim (MIT). Constants of
  // sim/engine_tuning.cc are fitted to these runs: this holds the scheduler, not a forecast.
  Faults faults;
  const std::vector<RecordedRun> runs =
      read_recorded_runs("data/traces/vllm_0_19_requests.csv", faults);
  ASSERT_EQ(runs.size(), 2U);
  for (const RecordedRun& run : runs) {
    SCOPED_TRACE(run.hardware);
    EXPECT_EQ(run.requests.size(), 300U);
    const ServingSummary found = replayed(run, recorded_settings(run));
    const SampleSummary end = run.end_to_end_s.summary();
    const SampleSummary first = run.first_token_s.summary();
    EXPECT_EQ(found.in(EndState::finished), 300);
    EXPECT_LT(off(found.end_to_end_s.mean, end.mean), 0.05);
    EXPECT_LT(off(found.end_to_end_s.p99, end.p99), 0.10);
    EXPECT_LT(off(found.first_token_s.mean, first.mean), 0.10);
    EXPECT_LT(off(found.first_token_s.p99, first.p99), 0.15);
    // The publisher's own simulator counts 194 pre-emptions on the RTX 4090.
    const double sent_back = run.hardware == "RTX4090" ? 194 : 0;
    EXPECT_NEAR(static_cast<double>(found.preemptions), sent_back, 20);
  }
}

TEST(RecordedRuns, ColumnsThatAreMissingAreNamed) {
  Faults faults;
  EXPECT_TRUE(read_recorded_runs("tests/data/traces/w2_fixed512_128_q6_n5000.csv", faults).empty());
  ASSERT_EQ(faults.count(), 4);
  EXPECT_EQ(faults.list().front().text(),
            "tests/data/traces/w2_fixed512_128_q6_n5000.csv:1:1: error[D3]: no column is called "
            "`hardware`\n"
            "  hint: A recorded run has hardware, model, ttft_s and e2e_s beside arrival and "
            "tokens.");
}

ServingRun bench_run(const char* file) {
  Faults faults;
  const std::optional<Catalog> catalog =
      read_few_records("data", {"llama-2-7b", "a100_80gb_sxm4"}, faults);
  const Model& model = *find_model(*catalog, "llama-2-7b");
  const Accelerator& device = *find_accelerator(*catalog, "a100_80gb_sxm4");
  const Deployment deployment(model, device, {}, serving_tuning("vllm", device));
  EngineSettings settings{.max_sequences = 128, .token_budget = 512};
  settings.cache_blocks = deployment.sequences_that_fit(block_tokens * token, 1 << 30);
  const std::optional<Trace> trace = Trace::open(file, faults);
  const auto requests = trace->requests();
  return serve_trace(*requests, deployment, {.engine = settings, .replicas = 1, .warm_up = {}});
}

TEST(RecordedRuns, OtherSimulatorsSayTheSameWithinAQuarter) {
  // Vidur 7d47513 (without the host's time) and BLIS f90a1e3, run on these files, 2026-11-20.
  const ServingSummary fixed = bench_run("tests/data/traces/w2_fixed512_128_q6_n5000.csv").summary;
  EXPECT_NEAR(fixed.end_to_end_s.mean.value, 0.5 * (1.887 + 1.772), 0.25 * 1.83);
  EXPECT_NEAR(fixed.first_token_s.mean.value, 0.5 * (0.0708 + 0.0526), 0.25 * 0.0617);
  const ServingSummary mixed =
      bench_run("tests/data/traces/w3_uni64-1024_16-256_q8_n5000.csv").summary;
  EXPECT_NEAR(mixed.end_to_end_s.mean.value, 0.5 * (2.578 + 2.238), 0.25 * 2.408);
  EXPECT_NEAR(mixed.first_token_s.mean.value, 0.5 * (0.0807 + 0.0545), 0.25 * 0.0676);
}

TEST(ServeTrace, TheSameTraceGivesTheSameFingerprint) {
  const char* file = "tests/data/traces/w2_fixed512_128_q6_n5000.csv";
  const ServingRun once = bench_run(file);
  const ServingRun again = bench_run(file);
  EXPECT_EQ(once.summary.fingerprint, again.summary.fingerprint);
  EXPECT_EQ(once.summary.requests, 5000);
  EXPECT_EQ(once.summary.in(EndState::finished), 5000);
  EXPECT_EQ(once.summary.output_tokens, 5000 * 128);
}

}  // namespace
}  // namespace islet
