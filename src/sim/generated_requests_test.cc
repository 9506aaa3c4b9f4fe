// Goal: generated requests follow their laws, users wait for their answers, wrong laws are named,
// and the interval over many seeds holds the long run.
#include "sim/generated_requests.h"

#include <cmath>

#include <gtest/gtest.h>

#include "perf/known_machines.h"
#include "sim/replications.h"
#include "sim/trace_world.h"

namespace islet {
namespace {

std::vector<TraceRequest> drawn(const GeneratedLoad& load) {
  GeneratedRequests source(load);
  std::vector<TraceRequest> rows;
  for (TraceRequest row; source.next(row);) rows.push_back(row);
  return rows;
}

struct Spread {
  double mean = 0;
  double variation = 0;  ///< deviation over mean
};

Spread gaps_of(const std::vector<TraceRequest>& rows) {
  double sum = 0;
  double squares = 0;
  for (std::size_t at = 1; at < rows.size(); ++at) {
    const double gap = between(rows[at - 1].arrival, rows[at].arrival) / second;
    EXPECT_GE(gap, 0);
    sum += gap;
    squares += gap * gap;
  }
  const auto count = static_cast<double>(rows.size() - 1);
  const double mean = sum / count;
  return {mean, std::sqrt(squares / count - mean * mean) / mean};
}

GeneratedLoad load_of(const char* arrivals, std::int64_t requests = 40'000) {
  GeneratedLoad load;
  load.arrivals = *read_arrivals(arrivals);
  load.requests = requests;
  return load;
}

TEST(GeneratedRequests, GapsHaveTheMeanAndTheSpreadOfTheirLaw) {
  // Coefficient of variation of Weibull: sqrt(G(1+2/k) / G(1+1/k)^2 - 1), 2.236 at k = 0.5.
  const struct {
    const char* law;
    double variation;
  } cases[] = {{"poisson:4", 1}, {"gamma:4,0.5", 0.5}, {"gamma:4,2", 2}, {"weibull:4,0.5", 2.236}};
  for (const auto& each : cases) {
    SCOPED_TRACE(each.law);
    const Spread found = gaps_of(drawn(load_of(each.law)));
    EXPECT_NEAR(found.mean, 0.25, 0.01) << "five deviations of the mean of 40,000";
    EXPECT_NEAR(found.variation, each.variation, 0.05 * each.variation);
  }
}

TEST(GeneratedRequests, HoursShareOutTheArrivals) {
  GeneratedLoad load = load_of("poisson:0.5", 80'000);
  std::string hours = "3";
  for (int hour = 1; hour < 24; ++hour) hours += hour < 12 ? ",1" : ",0";
  load.arrivals.hourly = *read_hourly(hours);
  const std::vector<TraceRequest> rows = drawn(load);
  ASSERT_EQ(rows.size(), 80'000U);
  double in_hour[24] = {};
  for (const TraceRequest& row : rows) {
    in_hour[static_cast<int>(between(Instant(), row.arrival) / hour) % 24] += 1;
  }
  EXPECT_NEAR(in_hour[0] / in_hour[1], 3, 0.15);
  EXPECT_EQ(in_hour[15], 0);
  // Two days of 43,200 on average: what is missing would have come before the second noon.
  EXPECT_NEAR(between(Instant(), rows.back().arrival) / hour, 34, 0.5);
}

TEST(GeneratedRequests, BulksComeTogether) {
  const std::vector<TraceRequest> rows = drawn(load_of("bulk:10,60", 35));
  ASSERT_EQ(rows.size(), 35U);
  EXPECT_EQ(rows[9].arrival, Instant());
  EXPECT_EQ(rows[10].arrival, after(Instant(), minute));
  EXPECT_EQ(rows[34].arrival, after(Instant(), 3 * minute));
}

TEST(GeneratedRequests, LengthsHaveTheMeanOfTheirLaw) {
  for (const char* text : {"700", "100..900", "gamma:600,0.8", "lognormal:300,0.9"}) {
    SCOPED_TRACE(text);
    const LengthLaw law = *read_lengths(text);
    RandomStream random(3);
    double sum = 0;
    for (int draw = 0; draw < 50'000; ++draw) {
      const int length = law.draw(random);
      EXPECT_GE(length, 1);
      sum += length;
    }
    EXPECT_NEAR(sum / 50'000 / (law.mean() / token), 1, 0.03);
  }
}

class AtOnce final : public EngineWatcher {
 public:
  void request_ended(const RequestOutcome& outcome) override { list.push_back(outcome); }
  void step_begun(const StepRecord& /*step*/) override {}
  bool wants_steps() const override { return false; }

  std::vector<RequestOutcome> list;
};

TEST(GeneratedRequests, UsersAskAgainOnlyAfterTheirAnswer) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int8});
  GeneratedRequests users(load_of("users:5,2", 300));
  AtOnce watcher;
  TraceScheduling scheduling;
  scheduling.policy = "first-come";
  const ServingRun run = serve_scheduled_trace(
      users, deployment,
      {.engine = {.max_sequences = 8, .token_budget = 512, .cache_blocks = 4000},
       .replicas = 1,
       .warm_up = {}},
      scheduling, &watcher);
  EXPECT_EQ(run.summary.in(EndState::finished), 300);
  for (const RequestOutcome& one : watcher.list) {
    int beside = 0;
    for (const RequestOutcome& other : watcher.list) {
      beside += other.submitted <= one.submitted && other.ended > one.submitted ? 1 : 0;
    }
    EXPECT_LE(beside, 5);
  }
  // 300 requests of 5 users: 60 rounds of 2 s of thinking and an answer.
  const double round_s = run.span / second / 60;
  EXPECT_NEAR(round_s, 2 + run.summary.end_to_end_s.mean.value, 0.15 * round_s);
}

TEST(GeneratedRequests, WrongLawsAreNamed) {
  for (const char* text :
       {"", "poisson", "poisson:", "poisson:-1", "poisson:nan", "poisson:inf", "poisson:1,2",
        "gamma:1", "users:1.5,2", "users:0,2", "bulk:10", "x:1", "poisson:1e9", "weibull:1,0"}) {
    EXPECT_FALSE(read_arrivals(text)) << text;
  }
  for (const char* text : {"", "0", "-5", "9..1", "1..", "gamma:5", "gamma:0,1", "lognormal:5,9",
                           "1e12", "nan", "five"}) {
    EXPECT_FALSE(read_lengths(text)) << text;
  }
  for (const char* text : {"1,2,3", "", "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0"}) {
    EXPECT_FALSE(read_hourly(text)) << text;
  }
  EXPECT_EQ(read_arrivals("poisson:-1").error().what,
            "`--arrivals` is \"poisson:-1\", must be poisson:RATE, gamma:RATE,CV, "
            "weibull:RATE,SHAPE, users:COUNT,THINK_S or bulk:COUNT,GAP_S");
}

TEST(Replications, HoldTheLongRunInTheirInterval) {
  const Deployment deployment(llama_3_8b(), l4(), {.weights = Precision::int8});
  const ServingSetup setup{
      .engine = {.max_sequences = 32, .token_budget = 512, .cache_blocks = 4000},
      .replicas = 1,
      .warm_up = 10 * second};
  const auto one = [&](std::int64_t requests, std::uint64_t seed) {
    GeneratedLoad load = load_of("poisson:1", requests);
    load.reply = *read_lengths("20..200");
    load.seed = seed;
    GeneratedRequests source(load);
    return serve_trace(source, deployment, setup);
  };
  std::vector<ServingRun> runs;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) runs.push_back(one(400, seed));
  const ServingRun over_ten = combined(runs);
  EXPECT_EQ(over_ten.summary.requests, 4000);
  EXPECT_EQ(over_ten.replications, 10);
  const double long_run = one(20'000, 77).summary.end_to_end_s.mean.value;
  const SampledFigure& mean = over_ten.summary.end_to_end_s.mean;
  EXPECT_LT(mean.low, long_run);
  EXPECT_GT(mean.high, long_run);
  EXPECT_LT(mean.high - mean.low, 0.5 * mean.value);
}

}  // namespace
}  // namespace islet
