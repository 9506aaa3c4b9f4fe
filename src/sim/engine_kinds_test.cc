// Goal: drafts, adapters, prompts apart, slots and start-up do what can be reckoned by hand.
#include <algorithm>

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "perf/speculation.h"
#include "sim/served_list.h"
#include "sim/trace_world.h"

namespace islet {
namespace {

EngineSettings usual_engine() {
  return {.max_sequences = 64, .token_budget = 512, .cache_blocks = 4000};
}

class EngineKinds : public testing::Test {
 protected:
  ServedList served(const std::vector<TraceRequest>& rows, const ServingSetup& setup) const {
    return served_list(rows, deployment_, setup);
  }
  /// The same behind the site's scheduler.
  ServedList scheduled(const std::vector<TraceRequest>& rows, const ServingSetup& setup) const {
    ServedList out;
    ListedRequests source(rows);
    TraceScheduling scheduling;
    scheduling.policy = "first-come";
    serve_scheduled_trace(source, deployment_, setup, scheduling, &out);
    out.sort();
    return out;
  }
  /// Steps in which something was decoded for one request of 100 and 21 tokens.
  std::size_t rounds(double acceptance, int length) const {
    EngineSettings engine = usual_engine();
    engine.drafting = Drafting{length, acceptance, std::nullopt};
    const ServedList out = served({row_at(0, 100, 21)}, {engine, 1});
    EXPECT_EQ(out.list.front().output_tokens, 21);
    return out.steps.size() - 1;
  }

  Layout layout_{1, 1, Precision::fp16, Precision::fp16};
  Deployment deployment_{llama_3_8b(), l4(), layout_};
};

// 20 tokens follow the first: at 5 a round in 4 rounds, at 1 in 20, at 1.5 in 14 (1, 2, 1, ...).
TEST_F(EngineKinds, DraftsGiveTheirMeanTokensARound) {
  EXPECT_EQ(rounds(1.0, 4), 4U);
  EXPECT_EQ(rounds(0.0, 4), 20U);
  EXPECT_EQ(rounds(0.5, 1), 14U);
}

TEST_F(EngineKinds, ARoundTakesACheckAndTheDraftsSteps) {
  EngineSettings engine = usual_engine();
  engine.drafting = Drafting{4, 1.0, deployment_};
  const ServedList out = served({row_at(0, 100, 6)}, {engine, 1});
  ASSERT_EQ(out.steps.size(), 2U);
  const StepRecord& round = out.steps.back();
  const StepWork plain{.decode_sequences = 1, .mean_context = 100 * token};
  const Duration check = check_time(deployment_, {.sequences = 1, .mean_context = 100 * token}, 4);
  const Duration expected = check + 4 * deployment_.step(plain).time;
  EXPECT_NEAR(between(round.begin, round.end) / expected, 1.0, 1e-6);
}

TEST_F(EngineKinds, DraftsHelpOneUserMoreThanMany) {
  EngineSettings drafts = usual_engine();
  drafts.drafting = Drafting{4, 0.7, std::nullopt};
  const auto gain = [&](int users) {
    std::vector<TraceRequest> rows;
    for (int i = 0; i < users; ++i) rows.push_back(row_at(0, 200, 200));
    const Duration plain = between(Instant(), served(rows, {usual_engine(), 1}).list[0].ended);
    return plain / between(Instant(), served(rows, {drafts, 1}).list[0].ended);
  };
  const double one = gain(1);
  EXPECT_GT(one, 1.8);
  EXPECT_LT(one, tokens_per_round(0.7, 4));
  EXPECT_LT(gain(64), one);
}

TEST_F(EngineKinds, AFullCacheIsSharedOutUnderDraftsToo) {
  EngineSettings engine = usual_engine();
  engine.cache_blocks = 60;
  engine.drafting = Drafting{7, 0.8, std::nullopt};
  std::vector<TraceRequest> rows;
  for (int i = 0; i < 40; ++i) rows.push_back(row_at(0.01 * i, 100 + 7 * i, 50 + 3 * i));
  const ServedList out = served(rows, {engine, 1});
  ASSERT_EQ(out.list.size(), 40U);
  for (const RequestOutcome& each : out.list) {
    EXPECT_EQ(each.state, EndState::finished);
    EXPECT_EQ(each.output_tokens, 50 + 3 * each.number);
  }
  EXPECT_EQ(out.steps.back().free_blocks >= 0, true);
}

TEST_F(EngineKinds, AnAdapterIsLoadedBeforeItsRequestBegins) {
  EngineSettings engine = usual_engine();
  engine.adapters = AdapterService{llama_3_8b(), l4(), layout_, Adapter{}, 1, 2 * second};
  std::vector<TraceRequest> rows = {row_at(1, 50, 5), row_at(1, 50, 5), row_at(1, 50, 5),
                                    row_at(30, 50, 5)};
  rows[0].adapter = 7;
  rows[1].adapter = 9;
  rows[3].adapter = 9;
  const ServedList out = served(rows, {engine, 1});
  EXPECT_EQ(out.list[2].started, rows[2].arrival);  // asks for none
  EXPECT_GE(out.list[0].started, after(rows[0].arrival, 2 * second));
  EXPECT_GE(out.list[1].started, after(rows[0].arrival, 4 * second));
  EXPECT_LT(out.list[1].started, after(rows[0].arrival, 4.5 * second));
  EXPECT_EQ(out.list[3].started, rows[3].arrival);
  EXPECT_EQ(out.list[1].submitted, rows[1].arrival);
  // Its factors are read beside the weights.
  EXPECT_GT(between(out.list[3].started, out.list[3].ended),
            between(out.list[2].started, out.list[2].ended));
}

TEST_F(EngineKinds, PromptsApartEndLaterByTheTransferAlone) {
  const std::vector<TraceRequest> rows = {row_at(0, 500, 40)};
  const RequestOutcome both = served(rows, {usual_engine(), 1}).list.front();
  const ServingSetup setup{usual_engine(), 1, {}, 1, 1 * millisecond};
  const RequestOutcome apart = served(rows, setup).list.front();
  EXPECT_EQ(apart.first_token, both.first_token);
  EXPECT_EQ(apart.submitted, rows[0].arrival);
  EXPECT_EQ(apart.output_tokens, 40);
  const Duration more = between(both.ended, apart.ended);
  EXPECT_NEAR(more / second, 0.5, 0.005);  // 500 tokens of 1 ms
}

TEST_F(EngineKinds, PromptsApartDoNotHoldUpTheTokensOfOthers) {
  std::vector<TraceRequest> rows;
  for (int i = 0; i < 30; ++i) rows.push_back(row_at(0.5 * i, 2000, 60));
  const auto slowest = [&](const ServingSetup& setup) {
    Duration most;
    for (const RequestOutcome& each : served(rows, setup).list) {
      EXPECT_EQ(each.state, EndState::finished);
      most = std::max(most, between(each.first_token, each.ended));
    }
    return most;
  };
  EXPECT_LT(slowest({usual_engine(), 1, {}, 1, Duration()}), slowest({usual_engine(), 2}));
}

TEST_F(EngineKinds, WhatIsRefusedOrDoneByThePromptAloneEndsThere) {
  const std::vector<TraceRequest> rows = {row_at(0, 100, 1), row_at(0, 0, 5), row_at(0, 100, 9)};
  const ServedList out = served(rows, {usual_engine(), 1, {}, 1, Duration()});
  ASSERT_EQ(out.list.size(), 3U);
  EXPECT_EQ(out.list[0].state, EndState::finished);
  EXPECT_EQ(out.list[0].ended, out.list[0].first_token);
  EXPECT_EQ(out.list[1].state, EndState::refused_empty);
  EXPECT_EQ(out.list[2].output_tokens, 9);
}

// As llama.cpp cuts its context: what fits a slot never gives cache back.
TEST_F(EngineKinds, SlotsOfOneSizeNeverPreempt) {
  EngineSettings engine = usual_engine();
  engine.max_sequences = 4;
  engine.cache_blocks = 100;
  engine.context_max = 100 / 4 * block_tokens;
  std::vector<TraceRequest> rows;
  for (int i = 0; i < 20; ++i) rows.push_back(row_at(0.01 * i, 40 * (1 + i % 9), 60));
  const ServedList out = served(rows, {engine, 1});
  for (const RequestOutcome& each : out.list) {
    const bool fits = each.prompt_tokens + 60 <= engine.context_max;
    EXPECT_EQ(each.state, fits ? EndState::finished : EndState::refused_context);
    EXPECT_EQ(each.preemptions, 0);
  }
}

TEST_F(EngineKinds, NothingBeginsBeforeTheEngineIsUp) {
  EngineSettings engine = usual_engine();
  engine.start_up = 10 * second;
  const ServedList out = served({row_at(1, 50, 5), row_at(30, 50, 5)}, {engine, 1});
  EXPECT_EQ(out.list[0].started, after(Instant(), 10 * second));
  EXPECT_EQ(out.list[1].started, after(Instant(), 30 * second));
}

// A scheduler that has nothing to decide changes nothing, whatever kind of engine stands behind it.
TEST_F(EngineKinds, AreTheSameBehindAPolicy) {
  std::vector<TraceRequest> rows;
  for (int i = 0; i < 40; ++i) {
    rows.push_back(row_at(1.5 * i, 300 + 13 * i, 1 + 7 * (i % 9)));
    rows.back().adapter = static_cast<std::uint64_t>(i % 4);
  }
  EngineSettings adapters = usual_engine();
  adapters.adapters = AdapterService{llama_3_8b(), l4(), layout_, Adapter{}, 2, 300 * millisecond};
  EngineSettings late = usual_engine();
  late.start_up = 5 * second;
  const std::vector<ServingSetup> setups = {{adapters, 1},
                                            {late, 1},
                                            {usual_engine(), 1, {}, 1, 10 * microsecond},
                                            {adapters, 1, {}, 2, 10 * microsecond}};
  for (std::size_t kind = 0; kind < setups.size(); ++kind) {
    SCOPED_TRACE(kind);
    const ServedList alone = served(rows, setups[kind]);
    const ServedList behind = scheduled(rows, setups[kind]);
    ASSERT_EQ(behind.list.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(behind.list[i].state, EndState::finished);
      EXPECT_EQ(behind.list[i].output_tokens, rows[i].output_tokens);
      EXPECT_GE(behind.list[i].first_token, after(rows[i].arrival, Duration()));
      // With prompts apart and adapters, the adapter is loaded at the replica alone.
      if (kind == 3) continue;
      EXPECT_EQ(behind.list[i].first_token, alone.list[i].first_token) << i;
      EXPECT_EQ(behind.list[i].ended, alone.list[i].ended) << i;
    }
  }
}

// Acute work stops the others wherever they are: on the way, at their prompts, on the replica.
TEST_F(EngineKinds, AnyStageCanBeStoppedAndGoesOn) {
  std::vector<TraceRequest> rows;
  for (int i = 0; i < 300; ++i) {
    rows.push_back(row_at(0.05 * i, 100 + 11 * (i % 40), 30 + i % 50));
    rows.back().adapter = static_cast<std::uint64_t>(i % 5);
    if (i % 6 == 0) rows.back().work_class = WorkClass::high;
  }
  EngineSettings engine = usual_engine();
  engine.max_sequences = 8;
  engine.adapters = AdapterService{llama_3_8b(), l4(), layout_, Adapter{}, 2, 400 * millisecond};
  const ServingSetup setup{engine, 2, {}, 1, 1 * millisecond};
  for (const double parked_share : {0.5, 0.0}) {
    TraceScheduling scheduling;
    scheduling.parked_share = parked_share;
    ServedList out;
    ListedRequests source(rows);
    const ServingRun run = serve_scheduled_trace(source, deployment_, setup, scheduling, &out);
    out.sort();
    ASSERT_EQ(out.list.size(), rows.size());
    EXPECT_GT(parked_share > 0 ? run.tally.parked : run.tally.dropped, 20);
    EXPECT_GT(run.adapter_loads, 10);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(out.list[i].state, EndState::finished) << i;
      EXPECT_EQ(out.list[i].output_tokens, rows[i].output_tokens) << i;
    }
  }
}

}  // namespace
}  // namespace islet
