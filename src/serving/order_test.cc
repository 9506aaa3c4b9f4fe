// Goal: each order of service keeps its own promise: bounds on starvation and on unfairness,
// deadlines met when they can be.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"
#include "serving/fake_world.h"

namespace islet {
namespace {

std::vector<std::uint64_t> order_of_service(const FakeWorld& world) {
  std::vector<std::uint64_t> ids;
  for (const Start& start : world.all<Start>()) ids.push_back(number_in(start.request));
  return ids;
}

TEST(FirstCome, KnowsNoClasses) {
  FakeWorld world("first-come");
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  world.arrive(1.0 * second, fake_request(1, WorkClass::batch, 1));
  world.arrive(1.1 * second, fake_request(2, WorkClass::low, 1));
  world.arrive(1.2 * second, fake_request(3, WorkClass::safety, 1));
  world.run();
  EXPECT_EQ(order_of_service(world), (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST(Ageing, UrgentClassesHaveAHeadStart) {
  FakeWorld world("ageing");
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  world.arrive(1.0 * second, fake_request(1, WorkClass::normal, 5));
  world.arrive(2.0 * second, fake_request(2, WorkClass::low, 1));
  world.arrive(2.1 * second, fake_request(3, WorkClass::normal, 1));
  world.arrive(2.2 * second, fake_request(4, WorkClass::high, 1));
  world.arrive(2.3 * second, fake_request(5, WorkClass::safety, 1));
  world.run();
  EXPECT_EQ(order_of_service(world), (std::vector<std::uint64_t>{1, 5, 4, 3, 2}));
}

TEST(Ageing, NobodyIsPassedByWhoArrivesBeyondTheHeadStart) {
  // Twice the normal work that one slot can do, for 20 minutes; a low request comes at 10 s.
  FakeWorld world("ageing");
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  world.arrive(10.0 * second, fake_request(1, WorkClass::low, 1));
  for (std::uint64_t id = 2; id <= 2400; ++id) {
    world.arrive(static_cast<double>(id) * 0.5 * second, fake_request(id, WorkClass::normal, 1));
  }
  world.run(hour);
  const AgeingRule rule;
  const Duration head_start =
      rule.behind[index_of(WorkClass::low)] - rule.behind[index_of(WorkClass::normal)];
  for (const auto& [id, fate] : world.fates()) {
    if (id == 1 || fate.started > world.fate(1).started) continue;
    EXPECT_LE(between(world.fate(1).arrived, fate.arrived), head_start);
  }
  // All normal work that came until then goes first, 0.5 s apart and 1 s long.
  EXPECT_NEAR(between(Instant(), world.fate(1).started) / second, 2 * (10 + 540), 15);
}

TEST(EarliestDeadline, MeetsEveryDeadlineThatCanBeMet) {
  // A feasible day is made backwards: each deadline is set a little after the end that some order
  // reaches; then the order of arrival is shuffled.
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomStream draws(seed);
    FakeWorld world("deadline");
    EngineSpec engine = fake_engine(0, 1);
    engine.quantum = Duration();
    world.add(Duration(), EngineUp{engine});
    std::vector<Request> requests;
    double end_s = 10;
    for (std::uint64_t id = 1; id <= 40; ++id) {
      Request request =
          fake_request(id, work_class_at(static_cast<int>(id % 5)), draws.uniform(0.1, 3));
      end_s += request.items;
      request.deadline = at(end_s * second + millisecond);
      requests.push_back(request);
    }
    std::sort(requests.begin(), requests.end(), [](const Request& a, const Request& b) {
      return a.items < b.items;  // any other order than that of the deadlines
    });
    for (const Request& request : requests) world.arrive(10.0 * second - nanosecond, request);
    world.run();
    int late = 0;
    for (const auto& [id, fate] : world.fates()) {
      // The first that came began before the others were there.
      late += fate.ended > after(fate.request.deadline, requests.front().items * second) ? 1 : 0;
    }
    EXPECT_EQ(late, 0) << "seed " << seed;
  }
}

TEST(FairShare, ServiceOfBusyTenantsDiffersByTwoRequestsAtMost) {
  // Three tenants with work waiting all the time; the first asks for ten times as much.
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    RandomStream draws(seed);
    FakeWorld world("fair-share");
    world.add(Duration(), EngineUp{fake_engine(0, 1)});
    std::uint64_t id = 0;
    double longest_s[3] = {0, 0, 0};
    const auto ask = [&](std::uint64_t tenant, int count) {
      for (int i = 0; i < count; ++i) {
        Request request = fake_request(++id, WorkClass::normal, draws.uniform(0.2, 4));
        request.tenant = TenantId{tenant};
        longest_s[tenant] = std::max(longest_s[tenant], request.items);
        world.arrive(second, request);
      }
    };
    ask(0, 1000);
    ask(1, 100);
    ask(2, 100);
    world.run(150.0 * second);
    double served_s[3] = {0, 0, 0};
    for (const auto& [number, fate] : world.fates()) {
      if (fate.done) served_s[static_cast<std::size_t>(fate.request.tenant)] += fate.request.items;
    }
    for (const auto& [a, b] : {std::pair{0, 1}, {0, 2}, {1, 2}}) {
      // Goyal's bound; steps of 20 ms and the one that runs now add a little.
      EXPECT_LE(std::abs(served_s[a] - served_s[b]), longest_s[a] + longest_s[b] + 4)
          << "seed " << seed;
    }
  }
}

TEST(FairShare, IdleTenantsDoNotSaveUp) {
  FakeWorld world("fair-share");
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  std::uint64_t id = 0;
  const auto ask = [&](Duration when, std::uint64_t tenant, int count) {
    for (int i = 0; i < count; ++i) {
      Request request = fake_request(++id, WorkClass::normal, 1);
      request.tenant = TenantId{tenant};
      world.arrive(when, request);
    }
  };
  ask(second, 1, 100);
  ask(50.0 * second, 2, 20);  // idle so far: gets half from now on, not all
  world.run();
  double second_served_until_70 = 0;
  for (const auto& [number, fate] : world.fates()) {
    const bool is_second = static_cast<int>(fate.request.tenant) == 2;
    if (is_second && fate.ended <= at(70.0 * second)) ++second_served_until_70;
  }
  EXPECT_NEAR(second_served_until_70, 10, 1.5);
}

TEST(AcuteFirst, SafetyThenHighThenTheRest) {
  FakeWorld world(default_scheduling);
  EngineSpec engine = fake_engine(0, 1);
  engine.can_preempt = false;
  world.add(Duration(), EngineUp{engine});
  world.arrive(1.0 * second, fake_request(1, WorkClass::normal, 5));
  world.arrive(1.1 * second, fake_request(2, WorkClass::normal, 1));
  world.arrive(1.2 * second, fake_request(3, WorkClass::high, 1));
  world.arrive(1.3 * second, fake_request(4, WorkClass::safety, 1));
  world.run();
  EXPECT_EQ(order_of_service(world), (std::vector<std::uint64_t>{1, 4, 3, 2}));
}

TEST(LatestOnly, ANewerFrameTakesThePlaceOfTheWaitingOne) {
  FakeWorld world("latest-only");
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  std::uint64_t id = 0;
  // Two cameras at 10 frames/s, a device that does 4: each camera gets half of it, always fresh.
  for (int i = 0; i < 100; ++i) {
    for (std::uint32_t camera = 1; camera <= 2; ++camera) {
      Request frame = fake_request(++id, WorkClass::normal, 0.25);
      frame.stream = StreamId{camera};
      world.arrive((1 + 0.1 * i) * second, frame);
    }
  }
  world.run();
  int done[3] = {0, 0, 0};
  Duration worst_age;
  for (const auto& [number, fate] : world.fates()) {
    if (!fate.done) {
      EXPECT_EQ(fate.reason, Reason::newer_frame);
      continue;
    }
    ++done[static_cast<std::size_t>(fate.request.stream)];
    worst_age = std::max(worst_age, between(fate.arrived, fate.started));
  }
  EXPECT_NEAR(done[1], done[2], 1);
  EXPECT_NEAR(done[1] + done[2], 40, 3);
  // A frame of the other camera goes first at most; then the last ones wait with nothing newer.
  EXPECT_LE(worst_age, 0.52 * second);
  EXPECT_EQ(world.scheduler().tally().ended[static_cast<std::size_t>(Reason::newer_frame)],
            200 - done[1] - done[2]);
}

}  // namespace
}  // namespace islet
