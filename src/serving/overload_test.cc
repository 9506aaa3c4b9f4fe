// Goal: with ten times the load a device can carry, acute work runs as if it were alone, nothing is
// thrashed, and everybody else gets an answer.
#include <algorithm>

#include <gtest/gtest.h>

#include "base/random.h"
#include "serving/fake_world.h"

namespace islet {
namespace {

struct Load {
  double seconds = 150;
  double acute_share = 0.05;
  double times = 10;  ///< of what the device can do
};

/// 16 slots; requests of 1 s on average.
void fill(FakeWorld& world, const Load& load, bool acute_only, std::uint64_t seed) {
  world.add(Duration(), EngineUp{fake_engine(0, 16)});
  RandomStream draws = RandomStream(seed).fork("arrivals");
  const double mean_gap = 1.0 / (16 * load.times);
  double now_s = 1;
  for (std::uint64_t id = 1; now_s < load.seconds; ++id) {
    now_s += draws.exponential(mean_gap);
    const bool acute = draws.uniform() < load.acute_share;
    const double items = draws.uniform(0.5, 1.5);
    if (acute_only && !acute) continue;
    Request request = fake_request(id, acute ? WorkClass::high : WorkClass::normal, items);
    request.tenant = TenantId{id % 7};
    request.first_token_by = after(at(now_s * second), 30.0 * second);
    world.arrive(now_s * second, request);
  }
}

/// Longest wait of acute work from arrival to start, and work done by all.
struct Measure {
  Duration worst_acute;
  Duration p99_acute;
  double done_s = 0;
  int rejected = 0;
  int most_stops = 0;
};

Measure measure(const FakeWorld& world, double until_s) {
  Measure measured;
  std::vector<Duration> waits;
  for (const auto& [id, fate] : world.fates()) {
    if (fate.done && fate.ended <= at(until_s * second)) measured.done_s += fate.request.items;
    measured.most_stops = std::max(measured.most_stops, fate.stops);
    measured.rejected += fate.started == never && !fate.done ? 1 : 0;
    if (is_acute(fate.request.work_class) && fate.started != never) {
      waits.push_back(between(fate.arrived, fate.started));
    }
  }
  std::sort(waits.begin(), waits.end());
  measured.worst_acute = waits.back();
  measured.p99_acute = waits[waits.size() * 99 / 100];
  return measured;
}

TEST(Overload, AcuteWorkWaitsAQuantumAtMostBeyondItsOwnQueue) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    FakeWorld crowded(default_scheduling);
    FakeWorld alone(default_scheduling);
    fill(crowded, {}, false, seed);
    fill(alone, {}, true, seed);
    crowded.run(150.0 * second);
    alone.run(150.0 * second);
    const Measure with = measure(crowded, 150);
    const Measure without = measure(alone, 150);
    EXPECT_LE(with.p99_acute, without.p99_acute + 20.0 * millisecond) << "seed " << seed;
    EXPECT_LE(with.worst_acute, without.worst_acute + 40.0 * millisecond) << "seed " << seed;
    EXPECT_EQ(crowded.watcher().count(), 0) << crowded.watcher().faults().front();
  }
}

TEST(Overload, TheDeviceStaysFullAndNobodyIsThrashed) {
  FakeWorld world(default_scheduling);
  fill(world, {}, false, 1);
  world.run(150.0 * second);
  const Measure measured = measure(world, 150);
  EXPECT_GE(measured.done_s, 0.95 * 16 * 149);
  // Acute work takes half of the device. The last in turn is stopped, again and again until its
  // turn has come: a few times for a few requests.
  EXPECT_LE(measured.most_stops, 12);
  EXPECT_EQ(world.scheduler().tally().dropped, 0);
}

TEST(Overload, FirstComeShowsWhatHappensWithout) {
  FakeWorld world("first-come");
  fill(world, {.seconds = 60}, false, 1);
  world.run(60.0 * second);
  EXPECT_GE(measure(world, 60).p99_acute, 20.0 * second);
}

TEST(Overload, TheQueueIsAsLongAsGoalsAllow) {
  FakeWorld world(default_scheduling);
  fill(world, {}, false, 2);
  world.run(150.0 * second);
  // First output is due 30 s after arrival: whoever was let in was served nearly in time.
  int late = 0;
  int served = 0;
  for (const auto& [id, fate] : world.fates()) {
    // The first minute teaches how much acute work takes.
    if (fate.started == never || fate.arrived < at(minute)) continue;
    ++served;
    late += between(fate.arrived, fate.started) > 33.0 * second ? 1 : 0;
    if (!fate.admitted) {
      EXPECT_GE(fate.retry_after, second);
      EXPECT_LE(fate.retry_after, minute);
    }
  }
  EXPECT_GT(served, 1000);
  // Acute work takes half of the device, and the wait that admission expects knows it.
  EXPECT_LE(late, served / 10);
}

TEST(Overload, LongRequestsAreLetInAsOftenAsShortOnes) {
  FakeWorld world("goals");
  world.add(Duration(), EngineUp{fake_engine(0, 16)});
  RandomStream draws = RandomStream(4).fork("arrivals");
  double now_s = 1;
  for (std::uint64_t id = 1; now_s < 200; ++id) {
    now_s += draws.exponential(1.0 / 40);
    const bool is_long = draws.uniform() < 0.5;
    Request request = fake_request(id, WorkClass::normal, is_long ? 4.0 : 0.5);
    request.deadline = after(at(now_s * second), 20.0 * second);
    world.arrive(now_s * second, request);
  }
  world.run();
  int in[2] = {0, 0};
  int all[2] = {0, 0};
  for (const auto& [id, fate] : world.fates()) {
    if (fate.arrived < at(minute)) continue;
    const int kind = fate.request.items > 1 ? 1 : 0;
    ++all[kind];
    in[kind] += fate.admitted ? 1 : 0;
  }
  const double short_share = static_cast<double>(in[0]) / all[0];
  const double long_share = static_cast<double>(in[1]) / all[1];
  EXPECT_LT(short_share, 0.5) << "it is no overload";
  // Without memory of the long ones that were turned away hardly any of them would ever come in.
  EXPECT_NEAR(long_share / short_share, 1.0, 0.15);
}

TEST(Overload, ALongRequestTurnedAwayKeepsNobodyOutOfAnIdleEngine) {
  FakeWorld world("goals");
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  for (std::uint64_t id = 1; id <= 3; ++id) {
    Request request = fake_request(id, WorkClass::normal, 8.0);
    request.deadline = at(11.0 * second);
    world.arrive(second, request);
  }
  Request later = fake_request(4, WorkClass::normal, 1.0);
  later.deadline = at(21.5 * second);
  world.arrive(20.0 * second, later);
  world.run();
  EXPECT_TRUE(world.fate(1).admitted);
  EXPECT_FALSE(world.fate(2).admitted);
  EXPECT_TRUE(world.fate(4).done);
}

TEST(Preemption, StoppedWorkKeepsItsPlaceAndItsProgress) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  world.arrive(1.0 * second, fake_request(1, WorkClass::normal, 10));
  world.arrive(2.0 * second, fake_request(2, WorkClass::normal, 10));
  world.arrive(5.0 * second, fake_request(3, WorkClass::high, 3));
  world.run();
  EXPECT_EQ(world.fate(3).started, at(5.0 * second));
  EXPECT_EQ(world.fate(1).ended, at(14.0 * second));  // before 2, with 4 s done already
  EXPECT_EQ(world.fate(2).started, at(14.0 * second));
  const auto stops = world.all<Preempt>();
  ASSERT_EQ(stops.size(), 1U);
  EXPECT_TRUE(stops[0].parks);
  EXPECT_EQ(stops[0].reason, Reason::acute_first);
}

TEST(Preemption, GivesUpTheCacheWhenNothingMoreCanBeParked) {
  FakeWorld world(default_scheduling);
  EngineSpec engine = fake_engine(0, 2);
  engine.parked_max = 2;
  engine.parked_cache = 150.0 * token;
  world.add(Duration(), EngineUp{engine});
  for (std::uint64_t id = 1; id <= 2; ++id) {
    Request request = fake_request(id, WorkClass::normal, 10);
    request.prompt = 100.0 * token;
    world.arrive(second, request);
  }
  for (std::uint64_t id = 3; id <= 4; ++id) {
    world.arrive(2.0 * second, fake_request(id, WorkClass::safety, 1));
  }
  world.run();
  const auto stops = world.all<Preempt>();
  ASSERT_EQ(stops.size(), 2U);
  EXPECT_TRUE(stops[0].parks);
  EXPECT_FALSE(stops[1].parks);
  EXPECT_TRUE(world.fate(1).done);
  EXPECT_TRUE(world.fate(2).done);
}

TEST(Preemption, MakesRoomInTheCache) {
  FakeWorld world(default_scheduling);
  EngineSpec engine = fake_engine(0, 8);
  engine.cache = 1000.0 * token;
  world.add(Duration(), EngineUp{engine});
  for (std::uint64_t id = 1; id <= 4; ++id) {
    Request request = fake_request(id, WorkClass::normal, 10);
    request.prompt = 250.0 * token;
    world.arrive(second, request);
  }
  Request large = fake_request(5, WorkClass::high, 1);
  large.prompt = 600.0 * token;
  world.arrive(2.0 * second, large);
  world.run();
  EXPECT_EQ(world.fate(5).started, at(2.0 * second));
  EXPECT_EQ(world.all<Preempt>().size(), 3U);  // 1000 - 600 leaves room for one of 250
  EXPECT_EQ(world.watcher().count(), 0);
}

TEST(Preemption, BatchWorkMakesWayForAnybody) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  world.arrive(1.0 * second, fake_request(1, WorkClass::batch, 100));
  world.arrive(5.0 * second, fake_request(2, WorkClass::low, 1));
  world.run();
  EXPECT_EQ(world.fate(2).started, at(5.0 * second));
  EXPECT_EQ(world.fate(1).ended, at(102.0 * second));
}

TEST(Preemption, RoutineWorkKeepsAwayWhileAcuteWorkComputesItsFirstOutput) {
  SchedulerSettings settings;
  settings.routine_beside_prefill = 1;
  FakeWorld world(default_scheduling, settings);
  world.add(Duration(), EngineUp{fake_engine(0, 8)});
  for (std::uint64_t id = 1; id <= 4; ++id) {
    world.arrive(second, fake_request(id, WorkClass::normal, 10));
  }
  world.arrive(2.0 * second, fake_request(5, WorkClass::high, 5));
  world.arrive(2.1 * second, fake_request(6, WorkClass::normal, 1));
  world.add(3.0 * second, FirstOutput{RequestId{5}});
  world.run();
  EXPECT_EQ(world.all<Preempt>().size(), 3U);
  EXPECT_EQ(world.fate(6).started, at(3.0 * second));
  EXPECT_EQ(world.all<Resume>().size(), 3U);
}

}  // namespace
}  // namespace islet
