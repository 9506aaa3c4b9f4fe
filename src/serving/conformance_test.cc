// Goal: every composition of policies obeys the same rules of the house, on random days as on the
// plain ones: each request reaches one end, limits hold, the same events give the same decisions.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"
#include "serving/fake_world.h"

namespace islet {
namespace {

class EveryScheduling : public ::testing::TestWithParam<std::string_view> {};

Request random_request(RandomStream& draws, std::uint64_t id, Instant now) {
  Request request;
  request.id = RequestId{id};
  const double weights[] = {0.05, 0.05, 0.5, 0.2, 0.2};
  request.work_class = work_class_at(static_cast<int>(draws.categorical(weights)));
  request.tenant = TenantId{draws.next() % 5};
  request.workload = WorkloadId{static_cast<std::uint8_t>(draws.next() % 3)};
  request.model = ModelId{static_cast<std::uint8_t>(draws.next() % 3)};
  request.residency = static_cast<Residency>(draws.next() % 3);
  request.items = draws.uniform(0.05, 5.0);
  request.prompt = std::floor(draws.uniform(1, 300)) * token;
  request.reply = std::floor(draws.uniform(1, 100)) * token;
  if (draws.uniform() < 0.3) request.deadline = after(now, draws.uniform(1, 600) * second);
  if (draws.uniform() < 0.2) request.first_token_by = after(now, draws.uniform(1, 20) * second);
  request.ends_at_deadline = draws.uniform() < 0.5;
  request.deferrable = request.work_class == WorkClass::batch && draws.uniform() < 0.7;
  if (request.deferrable && draws.uniform() < 0.5) {
    request.not_before = after(now, draws.uniform(0, 60) * second);
  }
  if (draws.uniform() < 0.1) request.stream = StreamId{static_cast<std::uint32_t>(1 + id % 3)};
  request.restartable = draws.uniform() < 0.8;
  return request;
}

PowerReading random_reading(RandomStream& draws) {
  PowerReading reading;
  reading.available = draws.uniform(0, 500) * watt;
  reading.free = draws.uniform(0, 200) * watt;
  reading.charge = draws.uniform();
  reading.above_reserve = draws.uniform(0, 1) * kilowatt_hour;
  reading.above_floor = reading.above_reserve + 0.5 * kilowatt_hour;
  reading.bridging = draws.uniform() < 0.1;
  reading.generator_can_run = draws.uniform() < 0.5;
  return reading;
}

Forecast random_forecast(RandomStream& draws, Instant now) {
  Forecast slots;
  for (int i = 0; i < 24; ++i) {
    slots.push_back({.from = after(now, i * 5.0 * minute),
                     .length = 5.0 * minute,
                     .free = draws.uniform(-100, 200) > 0 ? draws.uniform(0, 200) * watt : Power(),
                     .bought = draws.uniform(0, 300) * watt,
                     .price = draws.uniform(),
                     .engines = draws.uniform(0, 2)});
  }
  return slots;
}

EngineSpec random_engine(RandomStream& draws, int id) {
  EngineSpec spec = fake_engine(id, 1 + static_cast<int>(draws.next() % 6), {0, 1, 2});
  spec.cache = draws.uniform(400, 1500) * token;
  spec.parked_max = static_cast<int>(draws.next() % 3);
  spec.can_preempt = draws.uniform() < 0.8;
  spec.swaps = draws.uniform() < 0.4;
  spec.where = draws.uniform() < 0.2 ? Residency::anywhere : Residency::site;
  spec.switches = draws.uniform() < 0.3;
  spec.idle = draws.uniform(0, 20) * watt;
  spec.full = draws.uniform(100, 400) * watt;
  spec.least_cap = draws.uniform() < 0.5 ? 60.0 * watt : Power();
  return spec;
}

std::vector<WorkloadRule> two_ladders() {
  LadderStep smaller{.below = 0.5, .action = ShortageAction::model, .model = ModelId{1}};
  LadderStep wait{.below = 0.4, .action = ShortageAction::wait};
  LadderStep stop{.below = 0.2, .action = ShortageAction::stop};
  return {{{smaller, stop}}, {{wait}}, {}};
}

SchedulerSettings small_limits() {
  SchedulerSettings settings;
  settings.max_requests = 200;
  settings.class_limit = {30, 30, 60, 60, 60};
  settings.tenant_limit = 50;
  settings.max_tenants = 3;
  settings.idle_off = 20.0 * second;
  return settings;
}

/// Half an hour of arrivals, weather, faults and impatient clients.
void fill_with_chaos(FakeWorld& world, std::uint64_t seed) {
  RandomStream draws = RandomStream(seed).fork("chaos");
  const int engines = 1 + static_cast<int>(draws.next() % 3);
  for (int id = 0; id < engines; ++id) world.add(Duration(), EngineUp{random_engine(draws, id)});
  double now_s = 0;
  for (std::uint64_t id = 1; id <= 600; ++id) {
    now_s += draws.exponential(draws.uniform() < 0.5 ? 0.5 : 5);
    const Instant now = at(now_s * second);
    world.add(now, RequestArrives{random_request(draws, id, now)});
    const double kind = draws.uniform();
    const Instant soon = after(now, draws.exponential(5) * second);
    if (kind < 0.15) {
      world.add(soon, RequestCancelled{RequestId{id}});
    } else if (kind < 0.25) {
      world.add(soon, PowerRead{random_reading(draws)});
    } else if (kind < 0.28) {
      world.add(soon, CapChanged{draws.uniform(20, 600) * watt});
    } else if (kind < 0.31) {
      world.add(soon, ForecastMade{random_forecast(draws, soon)});
    } else if (kind < 0.33) {
      const int down = static_cast<int>(draws.next() % static_cast<std::uint64_t>(engines));
      world.add(soon, EngineDown{EngineId{static_cast<std::uint8_t>(down)}});
      world.add(after(soon, draws.uniform(0, 30) * second), EngineUp{random_engine(draws, down)});
    } else if (kind < 0.4) {
      world.add(soon, FirstOutput{RequestId{id}});
    }
  }
  // At last the sun shines and everything is there: whoever waits can be served.
  const Duration end = (now_s + 60) * second;
  PowerReading plenty;
  plenty.above_reserve = plenty.above_floor = unlimited_energy;
  for (int i = 0; i < 400; ++i) world.add(end + i * 30.0 * second, PowerRead{plenty});
  world.add(end, CapChanged{unlimited_power});
  for (int id = 0; id < engines; ++id) {
    world.add(end, EngineUp{fake_engine(id, 4, {0, 1, 2})});
  }
}

TEST_P(EveryScheduling, KeepsTheInvariantsThroughChaos) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    FakeWorld world(GetParam(), small_limits(), two_ladders());
    fill_with_chaos(world, seed);
    world.run();
    ASSERT_EQ(world.watcher().count(), 0)
        << "seed " << seed << ": " << world.watcher().faults().front();
    EXPECT_EQ(world.watcher().open(), 0) << "seed " << seed << ": requests were lost";
    EXPECT_EQ(world.scheduler().tally().in_house, 0);
  }
}

TEST_P(EveryScheduling, TakesTheSameDecisionsFromItsLog) {
  FakeWorld world(GetParam(), small_limits(), two_ladders());
  fill_with_chaos(world, 7);
  world.run();
  const Result<ReplayOutcome> replayed = world.replayed();
  ASSERT_TRUE(replayed) << replayed.error().text();
  EXPECT_TRUE(replayed->is_same) << replayed->line << "\n"
                                 << replayed->recorded << "\n"
                                 << replayed->replayed;
  EXPECT_GT(replayed->events, 1000);
}

TEST_P(EveryScheduling, StartsAtOnceWhenASlotIsFree) {
  FakeWorld world(GetParam());
  world.add(Duration(), EngineUp{fake_engine(0, 2)});
  world.arrive(second, fake_request(1, WorkClass::low, 1));
  world.run();
  EXPECT_TRUE(world.fate(1).done);
  EXPECT_EQ(world.fate(1).started, at(second));
}

TEST_P(EveryScheduling, KeepsEngineFullWhileWorkWaits) {
  FakeWorld world(GetParam());
  world.add(Duration(), EngineUp{fake_engine(0, 4)});
  for (std::uint64_t id = 1; id <= 40; ++id) {
    world.arrive(second, fake_request(id, work_class_at(static_cast<int>(id % 4)), 1));
  }
  world.run();
  // 40 seconds of work on 4 slots; stops and starts at steps of 20 ms cost next to nothing.
  EXPECT_LE(world.now(), at(11.5 * second));
}

TEST_P(EveryScheduling, TurnsAwayWhatNoEngineServes) {
  FakeWorld world(GetParam());
  EngineSpec far = fake_engine(0, 2);
  far.where = Residency::anywhere;
  world.add(Duration(), EngineUp{far});
  Request other = fake_request(1, WorkClass::normal, 1);
  other.model = ModelId{9};
  Request secret = fake_request(2, WorkClass::normal, 1);
  secret.residency = Residency::site;
  world.arrive(second, other);
  world.arrive(second, secret);
  world.run();
  EXPECT_EQ(world.fate(1).reason, Reason::no_engine);
  EXPECT_EQ(world.fate(2).reason, Reason::no_engine);
}

TEST_P(EveryScheduling, TurnsAwayWhatNoCacheHolds) {
  FakeWorld world(GetParam());
  EngineSpec spec = fake_engine(0, 2);
  spec.cache = 1000.0 * token;
  world.add(Duration(), EngineUp{spec});
  Request large = fake_request(1, WorkClass::high, 1);
  large.prompt = 1001.0 * token;
  world.arrive(second, large);
  world.run();
  EXPECT_EQ(world.fate(1).reason, Reason::too_large);
  EXPECT_FALSE(std::isfinite(world.fate(1).retry_after / second));
}

TEST_P(EveryScheduling, AnswersOverloadWithAReasonAndATime) {
  SchedulerSettings settings;
  settings.class_limit = {5, 5, 5, 5, 5};
  FakeWorld world(GetParam(), settings);
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  for (std::uint64_t id = 1; id <= 20; ++id) {
    world.arrive(second, fake_request(id, WorkClass::normal, 10));
  }
  world.run();
  EXPECT_EQ(world.scheduler().tally().done, 6);  // one runs, five wait
  EXPECT_EQ(world.fate(7).reason, Reason::queue_full);
  EXPECT_NEAR(world.fate(7).retry_after / second, 60, 1);  // six of 10 s
}

TEST_P(EveryScheduling, EndsAtTheDeadlineWhateverTheState) {
  FakeWorld world(GetParam());
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  for (std::uint64_t id = 1; id <= 2; ++id) {
    Request request = fake_request(id, WorkClass::normal, 3);
    request.ends_at_deadline = true;
    request.deadline = at(10.0 * second);
    world.arrive(second, request);
  }
  world.add(2.0 * second, EngineDown{EngineId{0}});  // it hangs until 8 s
  world.add(8.0 * second, EngineUp{fake_engine(0, 1)});
  world.run();
  for (std::uint64_t id = 1; id <= 2; ++id) {
    EXPECT_EQ(world.fate(id).ended, at(10.0 * second));
    EXPECT_EQ(world.fate(id).reason, Reason::deadline_passed);
  }
}

TEST_P(EveryScheduling, CancelsWhereverTheRequestIs) {
  FakeWorld world(GetParam());
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  Request held = fake_request(3, WorkClass::batch, 1);
  held.deferrable = true;
  held.not_before = at(hour);
  world.arrive(second, fake_request(1, WorkClass::normal, 5));
  world.arrive(second, fake_request(2, WorkClass::normal, 5));
  world.arrive(second, held);
  for (std::uint64_t id = 1; id <= 4; ++id) {  // 4 never came
    world.add((1 + static_cast<double>(id)) * second, RequestCancelled{RequestId{id}});
  }
  world.run();
  for (std::uint64_t id = 1; id <= 3; ++id) {
    EXPECT_EQ(world.fate(id).reason, Reason::cancelled);
    EXPECT_EQ(world.fate(id).ended, at((1 + static_cast<double>(id)) * second));
  }
  EXPECT_EQ(world.fate(2).started, at(2.0 * second));
}

TEST_P(EveryScheduling, BeginsLostWorkAgainOnce) {
  FakeWorld world(GetParam());
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  Request fragile = fake_request(2, WorkClass::normal, 5);
  fragile.restartable = false;
  world.arrive(second, fake_request(1, WorkClass::normal, 5));
  world.add(2.0 * second, EngineDown{EngineId{0}});
  world.add(3.0 * second, EngineUp{fake_engine(0, 1)});
  world.arrive(20.0 * second, fragile);
  world.add(21.0 * second, EngineDown{EngineId{0}});
  world.add(22.0 * second, EngineUp{fake_engine(0, 1)});
  world.run();
  EXPECT_EQ(world.fate(1).ended, at(8.0 * second));
  EXPECT_TRUE(world.fate(1).done);
  EXPECT_EQ(world.fate(2).reason, Reason::engine_lost);
}

TEST_P(EveryScheduling, StaysBoundedUnderAMillionTenants) {
  SchedulerSettings settings;
  settings.max_tenants = 100;
  settings.class_limit = {50, 50, 50, 50, 50};
  FakeCosts costs;
  Scheduler scheduler(settings, make_policies(GetParam()), {}, costs);
  std::vector<Decision> decisions;
  scheduler.handle(Instant(), EngineUp{fake_engine(0, 4)}, decisions);
  for (std::uint64_t id = 1; id <= 20'000; ++id) {  // each another tenant
    Request request = fake_request(id, WorkClass::normal, 1);
    request.tenant = TenantId{id * 7919};
    decisions.clear();
    scheduler.handle(at(static_cast<double>(id) * millisecond), RequestArrives{request}, decisions);
    ASSERT_LE(decisions.size(), 4U);
  }
  EXPECT_EQ(scheduler.tally().in_house, 54);
}

INSTANTIATE_TEST_SUITE_P(Schedulings, EveryScheduling,
                         ::testing::ValuesIn(scheduling_names().begin(), scheduling_names().end()),
                         [](const auto& named) {
                           std::string name(named.param);
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace islet
