// Goal: the engine schedules as vLLM does, each request ends exactly once, and the sums it keeps
// give what going through every sequence in every step gives, to the nanosecond.
#include "sim/batch_engine.h"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

#include "base/random.h"
#include "perf/known_machines.h"
#include "sim/plain_scheduler.h"
#include "sim/served_list.h"

namespace islet {
namespace {

constexpr Instant forever(std::numeric_limits<std::int64_t>::max());

struct Load {
  int requests = 200;
  double gap_s = 0.05;
  int prompt_max = 900;
  int output_max = 200;
  bool has_prefixes = false;
};

std::vector<TraceRequest> random_trace(std::uint64_t seed, const Load& load) {
  RandomStream draw(seed);
  std::vector<TraceRequest> rows;
  Instant now;
  for (int count = 0; count < load.requests; ++count) {
    TraceRequest row;
    // Every third comes with the one before, so that ties are met.
    if (draw.uniform() > 0.3) now = after(now, draw.exponential(load.gap_s) * second);
    row.arrival = now;
    row.prompt_tokens = 1 + static_cast<int>(draw.uniform(0, load.prompt_max));
    row.output_tokens = 1 + static_cast<int>(draw.uniform(0, load.output_max));
    if (load.has_prefixes) {
      const auto blocks = (row.prompt_tokens + prefix_block_tokens - 1) / prefix_block_tokens;
      const auto family = static_cast<std::int64_t>(draw.uniform(0, 6));
      const std::int64_t common = std::min<std::int64_t>(blocks, 1 + family % 3);
      row.prefix.push_back({100 * family, 100 * family + common - 1});
      if (blocks > common) {
        row.prefix.push_back({1000 + 100 * count, 1000 + 100 * count + blocks - common - 1});
      }
    }
    rows.push_back(row);
  }
  return rows;
}

ServedList served(const Deployment& deployment, const EngineSettings& settings,
                  const std::vector<TraceRequest>& rows) {
  return served_list(rows, deployment, {.engine = settings, .replicas = 1, .warm_up = {}});
}

void expect_same(const std::vector<RequestOutcome>& found, std::vector<RequestOutcome> expected) {
  std::sort(expected.begin(), expected.end(),
            [](const RequestOutcome& a, const RequestOutcome& b) { return a.number < b.number; });
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t at = 0; at < found.size(); ++at) {
    ASSERT_EQ(found[at].number, expected[at].number);
    ASSERT_EQ(found[at].started, expected[at].started) << at;
    ASSERT_EQ(found[at].first_token, expected[at].first_token) << at;
    ASSERT_EQ(found[at].ended, expected[at].ended) << at;
    ASSERT_EQ(found[at].preemptions, expected[at].preemptions) << at;
    ASSERT_EQ(found[at].reused_tokens, expected[at].reused_tokens) << at;
  }
}

struct Case {
  const char* name;
  EngineSettings settings;
  Load load;
};

std::vector<Case> cases() {
  const EngineSettings roomy{.max_sequences = 64, .token_budget = 512, .cache_blocks = 6000};
  EngineSettings narrow = roomy;
  narrow.cache_blocks = 200;
  EngineSettings few = roomy;
  few.max_sequences = 4;
  few.token_budget = 64;
  return {{"roomy", roomy, {}},
          {"narrow cache", narrow, {}},
          {"few seats", few, {}},
          {"prefixes", roomy, {.prompt_max = 3000, .has_prefixes = true}},
          {"prefixes in a narrow cache", narrow, {.prompt_max = 2500, .has_prefixes = true}}};
}

TEST(BatchEngine, DoesWhatThePlainSchedulerDoes) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int8});
  std::int64_t sent_back = 0;
  std::int64_t reused = 0;
  for (const Case& each : cases()) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      SCOPED_TRACE(std::string(each.name) + ", seed " + std::to_string(seed));
      const std::vector<TraceRequest> rows = random_trace(seed, each.load);
      const PlainResult plain = PlainScheduler(deployment, each.settings).run(rows);
      const ServedList ends = served(deployment, each.settings, rows);
      expect_same(ends.list, plain.ended);
      EXPECT_EQ(ends.steps.size(), static_cast<std::size_t>(plain.steps));
      sent_back += plain.preemptions;
      for (const RequestOutcome& outcome : plain.ended) reused += outcome.reused_tokens;
    }
  }
  EXPECT_GT(sent_back, 100) << "or the cases are too easy";
  EXPECT_GT(reused, 10'000);
}

TEST(BatchEngine, StepByStepGivesTheSameAsInOneGo) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int8});
  const EngineSettings settings{.max_sequences = 32, .token_budget = 256, .cache_blocks = 300};
  const std::vector<TraceRequest> rows = random_trace(7, {});
  ServedList ends;
  BatchEngine engine(deployment, settings, ends);
  std::size_t next = 0;
  while (next < rows.size() || engine.has_work()) {
    Instant now = engine.next_event().value_or(forever);
    if (next < rows.size()) now = std::min(now, rows[next].arrival);
    engine.advance(now);
    for (; next < rows.size() && rows[next].arrival == now; ++next) {
      engine.submit(
          {static_cast<std::int64_t>(next), rows[next].prompt_tokens, rows[next].output_tokens, {}},
          now);
    }
    engine.begin(now);
  }
  ends.sort();
  expect_same(ends.list, served(deployment, settings, rows).list);
}

TEST(BatchEngine, EnergyOfRequestsIsThatOfTheSteps) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int8});
  const EngineSettings settings{.max_sequences = 32, .token_budget = 256, .cache_blocks = 250};
  ServedList ends;
  ListedRequests source(random_trace(3, {}));
  const ServingRun run =
      serve_trace(source, deployment, {.engine = settings, .replicas = 1, .warm_up = {}}, &ends);
  Energy sum;
  for (const RequestOutcome& outcome : ends.list) sum += outcome.energy;
  EXPECT_GT(run.summary.preemptions, 0);
  EXPECT_NEAR(sum / run.use.working, 1.0, 1e-9);
  Energy steps;
  for (const StepRecord& step : ends.steps) steps += step.power * between(step.begin, step.end);
  EXPECT_NEAR(steps / run.use.working, 1.0, 1e-9);
}

TEST(BatchEngine, WhatCanNeverBeServedIsRefusedWithItsReason) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int8});
  ServedList ends;
  BatchEngine engine(deployment,
                     {.max_sequences = 2,
                      .token_budget = 64,
                      .cache_blocks = 10,
                      .context_max = 1000,
                      .waiting_max = 1},
                     ends);
  const auto submit = [&](std::int64_t number, int prompt, int output) {
    engine.submit({number, prompt, output, {}}, Instant());
  };
  submit(0, 0, 5);
  submit(1, 5, 0);
  submit(2, 900, 101);
  submit(3, 100, 61);
  submit(4, 100, 60);
  submit(5, 10, 1);
  engine.begin(Instant());
  engine.advance(forever);
  ASSERT_EQ(ends.list.size(), 6U);
  ends.sort();
  const EndState expected[] = {EndState::refused_empty,   EndState::refused_empty,
                               EndState::refused_context, EndState::refused_cache,
                               EndState::finished,        EndState::refused_queue};
  for (std::size_t at = 0; at < 6; ++at) {
    EXPECT_EQ(name_of(ends.list[at].state), name_of(expected[at])) << at;
  }
}

TEST(BatchEngine, CanBeToldToSendBackAndToCancel) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int8});
  ServedList ends;
  BatchEngine engine(deployment, {.max_sequences = 2, .token_budget = 64, .cache_blocks = 100},
                     ends);
  for (const std::int64_t number : {0, 1, 2}) engine.submit({number, 50, 40, {}}, Instant());
  engine.begin(Instant());
  for (int step = 0; step < 10; ++step) {
    engine.advance(*engine.next_event());
    engine.begin(ends.steps.back().end);
  }
  EXPECT_TRUE(engine.preempt(0));
  EXPECT_FALSE(engine.preempt(2)) << "it waits";
  const Instant now = ends.steps.back().end;
  EXPECT_TRUE(engine.cancel(1, now));
  EXPECT_FALSE(engine.cancel(9, now));
  engine.advance(forever);
  ends.sort();
  ASSERT_EQ(ends.list.size(), 3U);
  EXPECT_EQ(ends.list[0].state, EndState::finished);
  EXPECT_EQ(ends.list[0].preemptions, 1);
  EXPECT_EQ(ends.list[0].output_tokens, 40);
  EXPECT_EQ(ends.list[1].state, EndState::cancelled);
  EXPECT_EQ(ends.list[1].ended, now);
  EXPECT_EQ(ends.list[2].state, EndState::finished);
  EXPECT_EQ(engine.preemptions(), 1);
}

TEST(BatchEngine, DataParallelRanksGoInStepAndShareTheWork) {
  const Layout layout{.weights = Precision::int8, .data_parallel = 2};
  const Deployment deployment(mixtral_8x7b(), a100_sxm(), layout);
  EngineSettings settings{.max_sequences = 16, .token_budget = 512, .cache_blocks = 4000};
  settings.ranks = 2;
  const std::vector<TraceRequest> rows = random_trace(5, {.requests = 60, .gap_s = 0.01});
  const ServedList ends = served(deployment, settings, rows);
  EXPECT_EQ(ends.list.size(), rows.size());
  int by_rank[2] = {0, 0};
  for (std::size_t at = 0; at + 1 < ends.steps.size(); at += 2) {
    EXPECT_EQ(ends.steps[at].begin, ends.steps[at + 1].begin);
    EXPECT_EQ(ends.steps[at].end, ends.steps[at + 1].end);
    for (const std::size_t rank : {0U, 1U}) {
      by_rank[rank] += ends.steps[at + rank].decode_sequences;
      EXPECT_LE(ends.steps[at + rank].decode_sequences, settings.max_sequences);
    }
  }
  EXPECT_NEAR(static_cast<double>(by_rank[0]) / by_rank[1], 1.0, 0.2);
}

TEST(BatchEngine, ReplicasShareTheRequestsAndNothingElse) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int8});
  const EngineSettings settings{.max_sequences = 16, .token_budget = 512, .cache_blocks = 1000};
  ServingSetup setup{.engine = settings, .replicas = 1, .warm_up = {}};
  const std::vector<TraceRequest> rows = random_trace(11, {.requests = 300, .gap_s = 0.2});
  ListedRequests one(rows);
  const ServingSummary alone = serve_trace(one, deployment, setup).summary;
  setup.replicas = 4;
  ListedRequests four(rows);
  const ServingRun shared = serve_trace(four, deployment, setup);
  EXPECT_EQ(shared.boards, 4);
  EXPECT_EQ(shared.summary.in(EndState::finished), 300);
  EXPECT_LT(shared.summary.end_to_end_s.mean.value, alone.end_to_end_s.mean.value);
}

}  // namespace
}  // namespace islet
