// Goal: drafts, adapters, prompts apart, slots and start-up do what can be reckoned by hand.
#include <algorithm>

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "perf/speculation.h"
#include "sim/serve_trace.h"

namespace islet {
namespace {

class Rows final : public RequestSource {
 public:
  explicit Rows(std::vector<TraceRequest> rows) : rows_(std::move(rows)) {}
  bool next(TraceRequest& out) override {
    if (at_ == rows_.size()) return false;
    out = rows_[at_++];
    return true;
  }

 private:
  std::vector<TraceRequest> rows_;
  std::size_t at_ = 0;
};

class Watched final : public EngineWatcher {
 public:
  void request_ended(const RequestOutcome& outcome) override { list.push_back(outcome); }
  void step_begun(const StepRecord& step) override { steps.push_back(step); }
  bool wants_steps() const override { return true; }

  std::vector<RequestOutcome> list;
  std::vector<StepRecord> steps;
};

TraceRequest row_at(double s, int prompt, int output) {
  TraceRequest row;
  row.arrival = after(Instant(), s * second);
  row.prompt_tokens = prompt;
  row.output_tokens = output;
  return row;
}

EngineSettings usual_engine() {
  return {.max_sequences = 64, .token_budget = 512, .cache_blocks = 4000};
}

class EngineKinds : public testing::Test {
 protected:
  Watched served(const std::vector<TraceRequest>& rows, const ServingSetup& setup) const {
    Watched out;
    Rows source(rows);
    serve_trace(source, deployment_, setup, &out);
    std::sort(out.list.begin(), out.list.end(),
              [](const auto& a, const auto& b) { return a.number < b.number; });
    return out;
  }
  /// Steps in which something was decoded for one request of 100 and 21 tokens.
  std::size_t rounds(double acceptance, int length) const {
    EngineSettings engine = usual_engine();
    engine.drafting = Drafting{length, acceptance, std::nullopt};
    const Watched out = served({row_at(0, 100, 21)}, {engine, 1});
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
  const Watched out = served({row_at(0, 100, 6)}, {engine, 1});
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
  const Watched out = served(rows, {engine, 1});
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
  const Watched out = served(rows, {engine, 1});
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
  const Watched out = served(rows, {usual_engine(), 1, {}, 1, Duration()});
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
  const Watched out = served(rows, {engine, 1});
  for (const RequestOutcome& each : out.list) {
    const bool fits = each.prompt_tokens + 60 <= engine.context_max;
    EXPECT_EQ(each.state, fits ? EndState::finished : EndState::refused_context);
    EXPECT_EQ(each.preemptions, 0);
  }
}

TEST_F(EngineKinds, NothingBeginsBeforeTheEngineIsUp) {
  EngineSettings engine = usual_engine();
  engine.start_up = 10 * second;
  const Watched out = served({row_at(1, 50, 5), row_at(30, 50, 5)}, {engine, 1});
  EXPECT_EQ(out.list[0].started, after(Instant(), 10 * second));
  EXPECT_EQ(out.list[1].started, after(Instant(), 30 * second));
}

}  // namespace
}  // namespace islet
