// Goal: routine prompts fill a step up to its quantum and no further, and urgent work is thought to
// come as long as its own gaps say so.
#include "sim/urgent_rule.h"

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "sim/batch_engine.h"

namespace islet {
namespace {

Deployment engine_of_a100() { return {llama_2_7b(), a100_sxm(), {}}; }

TEST(PromptTokensWithin, FillTheQuantumAndNoMore) {
  const Deployment deployment = engine_of_a100();
  for (const double sequences : {0.0, 1.0, 20.0, 60.0}) {
    StepWork work;
    work.decode_sequences = sequences;
    work.mean_context = 600 * token;
    const Duration quantum = 42 * millisecond;
    const int tokens = prompt_tokens_within(deployment, work, quantum, 512);
    work.prompts = 1;
    work.prefill = tokens * token;
    EXPECT_LE(deployment.step(work).time, quantum) << sequences;
    work.prefill = (tokens + 16) * token;
    EXPECT_TRUE(tokens == 512 || deployment.step(work).time > quantum) << sequences;
    EXPECT_GT(tokens, 0);
  }
}

TEST(PromptTokensWithin, AreNoneBesideAFullStepAndABlockAloneAtLeast) {
  const Deployment deployment = engine_of_a100();
  StepWork full;
  full.decode_sequences = 128;
  full.mean_context = 1000 * token;
  EXPECT_EQ(prompt_tokens_within(deployment, full, 20 * millisecond, 384), 0);
  EXPECT_EQ(prompt_tokens_within(deployment, {}, 1 * millisecond, 512), 16);
  EXPECT_EQ(prompt_tokens_within(deployment, {}, 1 * millisecond, 7), 7);
  EXPECT_EQ(prompt_tokens_within(deployment, {}, minute, 512), 512);
  EXPECT_EQ(prompt_tokens_within(deployment, {}, minute, 0), 0);
}

TEST(UrgentPace, IsQuietAfterTwentyOfItsOwnGapsOrAMinute) {
  UrgentPace pace;
  EXPECT_TRUE(pace.is_quiet(Instant()));
  const auto at = [](double seconds) { return after(Instant(), seconds * second); };
  pace.came(at(100));
  EXPECT_FALSE(pace.is_quiet(at(159)));
  EXPECT_TRUE(pace.is_quiet(at(161)));
  for (int i = 1; i <= 10; ++i) pace.came(at(100 + 0.1 * i));
  EXPECT_FALSE(pace.is_quiet(at(102.9)));
  EXPECT_TRUE(pace.is_quiet(at(103.1)));
}

class Ends final : public EngineWatcher {
 public:
  void request_ended(const RequestOutcome& outcome) override { list.push_back(outcome); }
  void step_begun(const StepRecord& step) override { steps.push_back(step); }
  bool wants_steps() const override { return true; }
  std::vector<RequestOutcome> list;
  std::vector<StepRecord> steps;
};

TEST(UrgentRule, AnUrgentPromptHasStepsOfItsOwnAndNobodyIsHeldUpForEver) {
  const Deployment deployment = engine_of_a100();
  EngineSettings settings;
  settings.max_sequences = 8;
  settings.token_budget = 512;
  settings.cache_blocks = 400;
  settings.urgent_rule = {.quantum = 30 * millisecond,
                          .quiet_quantum = 30 * millisecond,
                          .pause_from = 257,
                          .misses_most = 2};
  Ends ends;
  BatchEngine engine(deployment, settings, ends);
  const auto submit = [&](std::int64_t number, int prompt, bool urgent, Instant now) {
    EngineRequest request{number, prompt, 40, {}};
    request.urgent = urgent;
    engine.submit(std::move(request), now);
  };
  for (int i = 0; i < 6; ++i) submit(i, 300, false, Instant());
  const Instant later = after(Instant(), 400 * millisecond);
  engine.advance(later);
  for (const StepRecord& step : ends.steps) {
    EXPECT_LE(between(step.begin, step.end), 31 * millisecond);
  }
  const std::size_t before = ends.steps.size();
  // More than the places: those in decoding must go on while the last of them wait.
  for (int i = 0; i < 30; ++i) submit(100 + i, 700, true, later);
  engine.advance(after(later, 2 * minute));
  EXPECT_EQ(ends.list.size(), 36U);
  EXPECT_FALSE(engine.has_work());
  // The first step with urgent prompts holds nothing else.
  EXPECT_EQ(ends.steps[before].prefill_tokens, 512);
  EXPECT_EQ(ends.steps[before].decode_sequences, 0);
  Instant last_urgent;
  Instant first_routine = never;
  for (const RequestOutcome& each : ends.list) {
    if (each.number >= 100) last_urgent = std::max(last_urgent, each.first_token);
    if (each.number < 100) first_routine = std::min(first_routine, each.ended);
  }
  EXPECT_LT(last_urgent, after(later, minute));
  EXPECT_GT(first_routine, later);
}

}  // namespace
}  // namespace islet
