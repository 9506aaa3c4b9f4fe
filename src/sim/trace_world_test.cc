// Goal: the scheduler serves a trace as its policies promise: each request ends exactly once,
// acute work keeps its first token under ten times the load, and a quiet engine notices nothing.
#include "sim/trace_world.h"

#include <map>

#include <gtest/gtest.h>

#include "base/random.h"
#include "perf/known_machines.h"
#include "serving/invariants.h"
#include "sim/compare_policies.h"

namespace islet {
namespace {

struct Load {
  int requests = 1000;
  double gap_s = 0.05;
  int prompt_max = 900;
  int output_max = 200;
  double acute_share = 0;
  int tenants = 1;
  Duration within = no_goal;
  double ties = 0.3;  ///< share of requests that come with the one before
};

/// Requests by chance, the same for the same seed.
class Drawn final : public RequestSource {
 public:
  Drawn(std::uint64_t seed, const Load& load) : draw_(seed), load_(load) {}
  bool next(TraceRequest& out) override {
    if (given_++ == load_.requests) return false;
    if (draw_.uniform() >= load_.ties) now_ = after(now_, draw_.exponential(load_.gap_s) * second);
    out = TraceRequest{};
    out.arrival = now_;
    out.prompt_tokens = 1 + static_cast<int>(draw_.uniform(0, load_.prompt_max));
    out.output_tokens = 1 + static_cast<int>(draw_.uniform(0, load_.output_max));
    if (draw_.uniform() < load_.acute_share) out.work_class = WorkClass::high;
    out.tenant = 1 + static_cast<std::uint64_t>(draw_.uniform(0, load_.tenants));
    out.within = load_.within;
    return true;
  }

 private:
  RandomStream draw_;
  Load load_;
  int given_ = 0;
  Instant now_;
};

class Ends final : public EngineWatcher {
 public:
  void request_ended(const RequestOutcome& outcome) override {
    ++times[outcome.number];
    list.push_back(outcome);
  }
  void step_begun(const StepRecord& /*step*/) override {}
  bool wants_steps() const override { return false; }

  std::map<std::int64_t, int> times;
  std::vector<RequestOutcome> list;
};

Deployment small_engine() { return {llama_3_8b(), l4(), {.weights = Precision::int8}}; }

ServingSetup setup_of(int sequences, int budget, std::int64_t blocks, int replicas = 1) {
  return {.engine = {.max_sequences = sequences, .token_budget = budget, .cache_blocks = blocks},
          .replicas = replicas,
          .warm_up = {}};
}

TraceScheduling scheduling_of(std::string_view policy, const Load& load) {
  TraceScheduling out;
  out.policy = policy;
  out.usual = {0.5 * load.prompt_max * token, 0.5 * load.output_max * token};
  out.has_acute = load.acute_share > 0;
  out.settings.tenant_limit = out.settings.max_requests;
  return out;
}

TEST(TraceWorld, EveryRequestReachesExactlyOneEndUnderEveryPolicy) {
  const Deployment deployment = small_engine();
  for (const std::string_view policy : scheduling_names()) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      SCOPED_TRACE(std::string(policy) + ", seed " + std::to_string(seed));
      // A narrow cache, two engines, goals that overload cannot keep: all ways to end are met.
      const Load load{
          .requests = 600, .gap_s = 0.02, .acute_share = 0.2, .tenants = 7, .within = 20 * second};
      Drawn requests(seed, load);
      Ends ends;
      TraceScheduling scheduling = scheduling_of(policy, load);
      scheduling.settings.class_limit = {50, 50, 100, 100, 100};
      const ServingRun run =
          serve_scheduled_trace(requests, deployment, setup_of(12, 256, 300, 2), scheduling, &ends);
      EXPECT_EQ(ends.times.size(), 600U);
      for (const auto& [number, times] : ends.times) EXPECT_EQ(times, 1) << number;
      std::int64_t sum = 0;
      for (const std::int64_t count : run.summary.ended) sum += count;
      EXPECT_EQ(sum, 600);
      EXPECT_GT(run.summary.in(EndState::finished), 0);
      EXPECT_GT(run.summary.in(EndState::turned_away), 0);
      EXPECT_EQ(run.tally.in_house, 0);
      for (const RequestOutcome& each : ends.list) {
        EXPECT_LE(each.submitted, each.started);
        EXPECT_LE(each.started, each.first_token);
        EXPECT_LE(each.first_token, each.ended);
      }
    }
  }
}

TEST(TraceWorld, WhatTheSchedulerPromisesHoldsOnSimulatedEngines) {
  const Deployment deployment = small_engine();
  for (const std::string_view policy : scheduling_names()) {
    SCOPED_TRACE(policy);
    const Load load{.requests = 500, .gap_s = 0.03, .acute_share = 0.1};
    Drawn requests(3, load);
    ServingMetrics metrics;
    const ServingSetup setup = setup_of(16, 256, 600);
    const TraceScheduling scheduling = scheduling_of(policy, load);
    TraceWorld world(requests, deployment, setup, scheduling, metrics);
    Policies policies = make_policies(policy);
    const bool acute_first = policies.order->puts_acute_first() && policies.preempts;
    Invariants watcher(world.scheduler_settings(), {.acute_first = acute_first}, world.costs());
    Scheduler scheduler(world.scheduler_settings(), std::move(policies), {}, world.costs());
    std::vector<Decision> decisions;
    Instant now;
    while (const std::optional<TimedEvent> one = world.next(scheduler.next_wake())) {
      decisions.clear();
      now = one->at;
      scheduler.handle(now, one->event, decisions);
      watcher.see(now, one->event, decisions);
      world.carry_out(now, decisions);
    }
    watcher.finish(now, true);
    EXPECT_EQ(watcher.count(), 0) << (watcher.faults().empty() ? "" : watcher.faults().front());
  }
}

TEST(TraceWorld, AnEngineWithRoomServesAsIfThereWereNoScheduler) {
  const Deployment deployment = small_engine();
  const ServingSetup setup = setup_of(64, 512, 20'000);
  const Load load{.requests = 300, .gap_s = 0.5};
  Drawn alone(5, load);
  const ServingRun plain = serve_trace(alone, deployment, setup);
  for (const std::string_view policy : scheduling_names()) {
    Drawn requests(5, load);
    const ServingRun run =
        serve_scheduled_trace(requests, deployment, setup, scheduling_of(policy, load));
    EXPECT_EQ(run.summary.fingerprint, plain.summary.fingerprint) << policy;
  }
}

TEST(TraceWorld, TheSameSeedGivesTheSameBytes) {
  const Deployment deployment = small_engine();
  const Load load{.requests = 800, .gap_s = 0.02, .acute_share = 0.1, .tenants = 5};
  std::uint64_t prints[2] = {0, 0};
  for (std::uint64_t& print : prints) {
    Drawn requests(9, load);
    const ServingRun run = serve_scheduled_trace(requests, deployment, setup_of(16, 256, 400),
                                                 scheduling_of(default_scheduling, load));
    print = run.summary.fingerprint;
  }
  EXPECT_EQ(prints[0], prints[1]);
}

TEST(TraceWorld, StoppedWorkIsDoneInFullAndAcuteWorkWentBefore) {
  const Deployment deployment = small_engine();
  // No place is kept free: acute work must stop routine work to start.
  const Load load{.requests = 1000, .gap_s = 0.03, .acute_share = 0.05};
  for (const double parked_share : {0.25, 0.0}) {
    Drawn requests(11, load);
    Ends ends;
    TraceScheduling scheduling = scheduling_of(default_scheduling, load);
    scheduling.has_acute = false;
    scheduling.parked_share = parked_share;
    const ServingRun run =
        serve_scheduled_trace(requests, deployment, setup_of(8, 256, 500), scheduling, &ends);
    EXPECT_GT(parked_share > 0 ? run.tally.parked : run.tally.dropped, 5);
    EXPECT_EQ(parked_share > 0 ? 0 : run.tally.parked, 0);
    Drawn again(11, load);
    std::vector<int> asked;
    for (TraceRequest row; again.next(row);) asked.push_back(row.output_tokens);
    for (const RequestOutcome& each : ends.list) {
      if (each.state != EndState::finished) continue;
      EXPECT_EQ(each.output_tokens, asked[static_cast<std::size_t>(each.number)]);
    }
    const PerClass<ClassFigures>& classes = run.summary.classes;
    EXPECT_LT(classes[index_of(WorkClass::high)].first_token_s.p99.value,
              0.3 * classes[index_of(WorkClass::normal)].first_token_s.p50.value);
  }
}

TEST(TraceWorld, FairShareGivesABusyTenantNoMoreThanItsShare) {
  const Deployment deployment = small_engine();
  // Tenant 1 asks nine times as often; both ask for more than half of what the engine can do.
  class TwoTenants final : public RequestSource {
   public:
    bool next(TraceRequest& out) override {
      if (given_ == 1000) return false;
      out = TraceRequest{};
      out.arrival = after(Instant(), 0.02 * given_ * second);
      out.prompt_tokens = 200;
      out.output_tokens = 50;
      out.tenant = given_++ % 10 == 0 ? 2 : 1;
      return true;
    }

   private:
    int given_ = 0;
  };
  const auto wait_of = [&](std::string_view policy) {
    TwoTenants requests;
    Ends ends;
    TraceScheduling scheduling = scheduling_of(policy, {});
    serve_scheduled_trace(requests, deployment, setup_of(8, 256, 2000), scheduling, &ends);
    Duration longest;
    for (const RequestOutcome& each : ends.list) {
      if (each.number % 10 == 0) longest = std::max(longest, between(each.submitted, each.started));
    }
    return longest;
  };
  EXPECT_LT(wait_of("fair-share"), 0.25 * wait_of("first-come"));
}

TEST(TraceWorld, AcuteWorkKeepsItsFirstTokenUnderTenTimesTheLoad) {
  const Deployment deployment(llama_2_7b(), a100_sxm(), {});
  const ServingSetup setup{
      .engine = {.max_sequences = 128, .token_budget = 512, .cache_blocks = 6900},
      .replicas = 1,
      .warm_up = minute};
  Load load{.requests = 60'000, .gap_s = 1, .prompt_max = 1000, .output_max = 250, .ties = 0};
  PolicyQuestion question{deployment, setup, scheduling_of(default_scheduling, load), {}, 10};
  question.marks.acute_share = 0.05;
  question.marks.within[index_of(WorkClass::normal)] = minute;
  const PolicyComparison found =
      compare_policies([&] { return std::make_unique<Drawn>(1, load); }, question,
                       {std::string(default_scheduling), "first-come"});
  EXPECT_NEAR(found.offered_hz / found.capacity.requests_hz, 10.0, 0.01);
  const auto acute_p99 = [](const ServingRun& run) {
    return run.summary.classes[index_of(WorkClass::high)].first_token_s.p99.value;
  };
  const ServingRun& by_class = found.runs[0];
  const ServingRun& by_arrival = found.runs[1];
  EXPECT_LT(acute_p99(by_class), 1.3 * acute_p99(found.acute_alone));
  EXPECT_GT(goodput_hz(by_class), 0.9 * found.capacity.requests_hz);
  EXPECT_GT(goodput_tokens_hz(by_class), 0.9 * found.capacity.tokens_hz);
  EXPECT_GT(acute_p99(by_arrival), 100 * acute_p99(found.acute_alone));
  EXPECT_LT(goodput_hz(by_arrival), 0.5 * found.capacity.requests_hz);
  // Nobody who was let in waits in vain for long.
  const ClassFigures& routine = by_class.summary.classes[index_of(WorkClass::normal)];
  EXPECT_LT(static_cast<double>(routine.late), 0.05 * static_cast<double>(routine.finished));
}

TEST(TraceWorld, RequestsTooLargeAndTenantsWithoutEndAreCountedNotLost) {
  const Deployment deployment = small_engine();
  class Crowd final : public RequestSource {
   public:
    bool next(TraceRequest& out) override {
      if (given_ == 50'000) return false;
      out = TraceRequest{};
      out.arrival = after(Instant(), 0.001 * given_ * second);
      out.tenant = static_cast<std::uint64_t>(++given_);
      out.prompt_tokens = given_ % 5 == 0 ? 9000 : given_ % 5 == 1 ? 6000 : 20;
      out.output_tokens = given_ % 5 == 2 ? 0 : 4;
      return true;
    }

   private:
    int given_ = 0;
  };
  ServingSetup setup = setup_of(64, 512, 300);  // 4800 tokens of cache
  setup.engine.context_max = 8000;
  for (const std::string_view policy : {"fair-share", "acute-fair"}) {
    Crowd requests;
    const ServingRun run =
        serve_scheduled_trace(requests, deployment, setup, scheduling_of(policy, {}));
    EXPECT_EQ(run.summary.requests, 50'000);
    EXPECT_EQ(run.summary.in(EndState::refused_context), 10'000);
    EXPECT_EQ(run.summary.in(EndState::refused_cache), 10'000);
    EXPECT_EQ(run.summary.in(EndState::refused_empty), 10'000);
    EXPECT_EQ(run.summary.in(EndState::finished) + run.summary.in(EndState::turned_away), 20'000);
    EXPECT_GT(run.summary.in(EndState::finished), 1000);
  }
}

TEST(TraceWorld, AcuteRequestsAreTheSameAloneAndAmongOthers) {
  const Load load{.requests = 1000};
  std::vector<Instant> arrivals[2];
  for (const bool only_acute : {false, true}) {
    Drawn drawn(2, load);
    RequestMarks marks;
    marks.acute_share = 0.1;
    marks.only_acute = only_acute;
    MarkedRequests requests(drawn, marks);
    for (TraceRequest row; requests.next(row);) {
      if (row.work_class == WorkClass::high) arrivals[only_acute ? 1 : 0].push_back(row.arrival);
    }
  }
  EXPECT_EQ(arrivals[0], arrivals[1]);
  EXPECT_NEAR(static_cast<double>(arrivals[0].size()), 100, 30);
}

TEST(TraceWorld, ARecordedRunReplaysToTheSameDecisions) {
  const Deployment deployment = small_engine();
  const Load load{.requests = 400, .gap_s = 0.02, .acute_share = 0.1, .within = 15 * second};
  const ServingSetup setup = setup_of(8, 256, 300);
  TraceScheduling scheduling = scheduling_of(default_scheduling, load);
  Drawn plain(4, load);
  const ServingRun unrecorded = serve_scheduled_trace(plain, deployment, setup, scheduling);
  scheduling.keeps_log = true;
  Drawn requests(4, load);
  const ServingRun run = serve_scheduled_trace(requests, deployment, setup, scheduling);
  EXPECT_EQ(run.summary.fingerprint, unrecorded.summary.fingerprint);
  EXPECT_FALSE(run.log_is_cut);
  const Result<ReplayOutcome> same = replay_trace(deployment, setup, scheduling, run.log);
  ASSERT_TRUE(same.has_value());
  EXPECT_TRUE(same->is_same) << same->line << ": " << same->recorded << " / " << same->replayed;
  EXPECT_GT(same->events, 400);
  // A scheduler that keeps other places free decides otherwise.
  scheduling.has_acute = false;
  scheduling.settings.acute_slots = 4;
  const Result<ReplayOutcome> other = replay_trace(deployment, setup, scheduling, run.log);
  ASSERT_TRUE(other.has_value());
  EXPECT_FALSE(other->is_same);
}

TEST(TraceWorld, TenantsHaveFiguresOfTheirOwnAndTheRestIsOneSum) {
  const Deployment deployment = small_engine();
  for (const int tenants : {5, 200}) {
    const Load load{.requests = 1000, .gap_s = 0.1, .tenants = tenants};
    Drawn requests(8, load);
    Ends ends;
    const ServingRun run = serve_scheduled_trace(requests, deployment, setup_of(32, 512, 3000),
                                                 scheduling_of(default_scheduling, load), &ends);
    const std::vector<TenantFigures>& list = run.summary.tenants;
    EXPECT_EQ(list.size(), tenants == 5 ? 5U : tenants_shown + 1);
    std::int64_t sum = 0;
    std::int64_t tokens = 0;
    Energy energy;
    for (const TenantFigures& each : list) {
      sum += each.of.requests;
      tokens += each.of.output_tokens;
      energy += each.energy;
      EXPECT_EQ(each.of.end_to_end_s.count, each.of.finished);
    }
    EXPECT_EQ(sum, 1000);
    EXPECT_EQ(tokens, run.summary.output_tokens);
    EXPECT_NEAR(energy / run.use.working, 1.0, 1e-9);
  }
}

}  // namespace
}  // namespace islet
