// Goal: work that may wait follows the sun and the cheap hours, and is never late for it.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "base/random.h"
#include "serving/fake_world.h"

namespace islet {
namespace {

Request report(std::uint64_t id, double seconds, Duration due) {
  Request request = fake_request(id, WorkClass::batch, seconds);
  request.deferrable = true;
  request.deadline = at(due);
  return request;
}

/// Hours of the clock's first days: free power from 8 h to 16 h, bought power all day.
Forecast sunny_days(int days, double free_w, double night_price = 1) {
  Forecast slots;
  for (int hour_number = 0; hour_number < 24 * days; ++hour_number) {
    const int of_day = hour_number % 24;
    const bool sun = of_day >= 8 && of_day < 16;
    slots.push_back({.from = at(hour_number * hour),
                     .length = hour,
                     .free = sun ? free_w * watt : Power(),
                     .bought = 500.0 * watt,
                     .price = of_day < 6 ? night_price : 1.0});
  }
  return slots;
}

PowerReading free_power(double watts) {
  PowerReading reading;
  reading.free = watts * watt;
  return reading;
}

/// Readings come every quarter of an hour here.
SchedulerSettings patient() {
  SchedulerSettings settings;
  settings.power.stale_after = hour;
  return settings;
}

void add_sun(FakeWorld& world, int days, double free_w) {
  for (int i = 0; i < 24 * 4 * days; ++i) {
    const double of_day = std::fmod(i / 4.0, 24);
    world.add(i * 15.0 * minute, PowerRead{free_power(of_day >= 8 && of_day < 16 ? free_w : 0)});
  }
}

TEST(Deferral, WaitsForTheSun) {
  FakeWorld world(default_scheduling, patient());
  world.add(Duration(), EngineUp{fake_engine(0, 2)});
  world.add(Duration(), ForecastMade{sunny_days(1, 400)});
  add_sun(world, 1, 400);
  for (std::uint64_t id = 1; id <= 20; ++id) {
    world.arrive(hour, report(id, 600, 24.0 * hour));
  }
  world.run(24.0 * hour);
  for (std::uint64_t id = 1; id <= 20; ++id) {
    EXPECT_TRUE(world.fate(id).done);
    EXPECT_GE(world.fate(id).started, at(8.0 * hour));
    EXPECT_LE(world.fate(id).started, at(16.0 * hour));
  }
  EXPECT_EQ(world.all<Start>()[0].reason, Reason::free_power);
  EXPECT_EQ(world.all<Defer>()[0].reason, Reason::waits_for_sun);
  EXPECT_LE(world.all<Defer>()[0].until, at(24.0 * hour - 600.0 * second));
}

TEST(Deferral, KeepsWithinTheFreePower) {
  FakeWorld world(default_scheduling, patient());
  world.add(Duration(), EngineUp{fake_engine(0, 8)});
  world.add(Duration(), ForecastMade{sunny_days(1, 160)});
  add_sun(world, 1, 160);  // three of 50 W
  for (std::uint64_t id = 1; id <= 30; ++id) world.arrive(hour, report(id, 600, 24.0 * hour));
  world.run(12.0 * hour);
  EXPECT_EQ(world.all<Start>().size(), 30U);
  std::vector<std::pair<Instant, int>> changes;
  for (const auto& [id, fate] : world.fates()) {
    changes.emplace_back(fate.started, 1);
    changes.emplace_back(fate.ended, -1);
  }
  std::sort(changes.begin(), changes.end());
  int at_once = 0;
  for (const auto& [when, change] : changes) EXPECT_LE(at_once += change, 3);
}

TEST(Deferral, BuysTheCheapestHoursWhenThereIsNoSun) {
  FakeWorld world(default_scheduling, patient());
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  world.add(Duration(), ForecastMade{sunny_days(2, 0, 0.4)});
  add_sun(world, 2, 0);
  // From 8 h on, due at 20 h of the next day: the hours from midnight to six cost less.
  for (std::uint64_t id = 1; id <= 10; ++id) {
    world.arrive(8.0 * hour, report(id, 900, 44.0 * hour));
  }
  world.run(48.0 * hour);
  for (std::uint64_t id = 1; id <= 10; ++id) {
    EXPECT_TRUE(world.fate(id).done);
    EXPECT_GE(world.fate(id).started, at(24.0 * hour));
    EXPECT_LE(world.fate(id).ended, at(30.0 * hour));
  }
  EXPECT_EQ(world.all<Start>()[0].reason, Reason::cheap_power);
}

TEST(Deferral, RunsAtOnceWhereNothingIsKnownOfPower) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 4)});
  world.arrive(second, report(1, 900, 10.0 * hour));
  world.run();
  EXPECT_EQ(world.fate(1).started, at(second));
}

TEST(Deferral, StartsInTimeWhenNoPowerIsEverFree) {
  FakeWorld world(default_scheduling, patient());
  world.add(Duration(), EngineUp{fake_engine(0, 4)});
  add_sun(world, 1, 0);
  for (std::uint64_t id = 1; id <= 40; ++id) {
    world.arrive(second, report(id, 900, 10.0 * hour));
  }
  world.run(24.0 * hour);
  for (std::uint64_t id = 1; id <= 40; ++id) {
    EXPECT_TRUE(world.fate(id).done);
    EXPECT_LE(world.fate(id).ended, at(10.0 * hour));
    EXPECT_GE(world.fate(id).started, at(4.0 * hour));  // as late as half of the slots allow
  }
  EXPECT_EQ(world.all<Start>()[0].reason, Reason::latest_start);
}

TEST(Deferral, FewLongOnesBeginInTimeWhereSlotsAreMany) {
  // Spread over 32 slots three are nothing, yet each takes its whole time, and up to 1.7 times it.
  FakeWorld world(default_scheduling, patient());
  world.add(Duration(), EngineUp{fake_engine(0, 32)});
  add_sun(world, 1, 0);
  for (std::uint64_t id = 1; id <= 3; ++id) {
    world.arrive(second, report(id, 1200, 10.0 * hour));
    world.take_longer(id, 1.1 + 0.2 * static_cast<double>(id));
  }
  world.run(24.0 * hour);
  for (std::uint64_t id = 1; id <= 3; ++id) {
    EXPECT_TRUE(world.fate(id).done);
    EXPECT_LE(world.fate(id).ended, at(10.0 * hour));
    EXPECT_GE(world.fate(id).started, at(9.0 * hour));
  }
}

TEST(Deferral, LatestStartOfTheRequestIsKept) {
  FakeWorld world(default_scheduling, patient());
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  add_sun(world, 1, 0);
  Request request = report(1, 600, 20.0 * hour);
  request.latest_start = at(5.0 * hour);
  world.arrive(second, request);
  world.run();
  EXPECT_TRUE(world.fate(1).done);
  EXPECT_LE(world.fate(1).started, at(5.0 * hour));
}

TEST(Deferral, WindowsOpenWhenTheyOpen) {
  FakeWorld world("solar-peak");
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  Request request = report(1, 600, 4.5 * hour);
  request.not_before = at(2.0 * hour);
  world.arrive(second, request);
  world.run();
  EXPECT_EQ(world.all<Defer>()[0].reason, Reason::window_not_open);
  EXPECT_GE(world.fate(1).started, at(2.0 * hour));
  EXPECT_LE(world.fate(1).ended, at(4.5 * hour));
}

TEST(Deferral, NeverMissesADeadlineThatRunningAtOnceMeets) {
  // Random nights with other work on up to half of the slots: the share that deferral leaves.
  int deferred_later = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto run = [&](std::string_view policies, FakeWorld& world) {
      RandomStream draws = RandomStream(seed).fork("night");
      world.add(Duration(), EngineUp{fake_engine(0, 4)});
      world.add(Duration(), ForecastMade{sunny_days(2, draws.uniform(0, 300))});
      add_sun(world, 2, draws.uniform(0, 300));
      for (std::uint64_t id = 1; id <= 80; ++id) {
        const double from_h = draws.uniform(0, 20);
        world.arrive(from_h * hour,
                     report(id, draws.uniform(60, 900), (from_h + draws.uniform(1, 24)) * hour));
      }
      double chat_s = 0;
      for (std::uint64_t id = 1001; chat_s < 40 * 3600; ++id) {
        chat_s += draws.exponential(10);
        world.arrive(chat_s * second, fake_request(id, WorkClass::normal, draws.uniform(5, 15)));
      }
      world.run(48.0 * hour);
      EXPECT_EQ(world.scheduler().policy(), policies);
    };
    FakeWorld deferred(default_scheduling, patient());
    FakeWorld at_once("first-come", patient());
    run(default_scheduling, deferred);
    run("first-come", at_once);
    for (std::uint64_t id = 1; id <= 80; ++id) {
      const Fate& there = at_once.fate(id);
      const Fate& here = deferred.fate(id);
      deferred_later += here.started > there.started ? 1 : 0;
      if (!there.done || there.ended > there.request.deadline) continue;
      EXPECT_TRUE(here.done && here.ended <= here.request.deadline)
          << "seed " << seed << " request " << id;
    }
  }
  EXPECT_GT(deferred_later, 200);  // it does defer
}

}  // namespace
}  // namespace islet
