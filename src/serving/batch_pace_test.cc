// Goal: batch work leaves room to those who wait for an answer on the same engine, has the whole
// engine when nobody else is there, and is in time in either case.
#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "base/random.h"
#include "serving/fake_world.h"

namespace islet {
namespace {

constexpr int slots = 16;
constexpr std::uint64_t first_report = 1'000'000;

/// `count` reports of 100 s, all there from `from` on and due at `due`.
void add_reports(FakeWorld& world, int count, Duration from, Duration due) {
  for (int i = 0; i < count; ++i) {
    Request report =
        fake_request(first_report + static_cast<std::uint64_t>(i), WorkClass::batch, 100);
    report.deadline = at(due);
    report.ends_at_deadline = true;
    world.arrive(from, report);
  }
}

/// A chat of 10 s every `gap`.
void add_chats(FakeWorld& world, Duration from, Duration until, Duration gap) {
  for (Duration when = from; when < until; when += gap) {
    world.arrive(when,
                 fake_request(static_cast<std::uint64_t>(when / second), WorkClass::normal, 10));
  }
}

class BatchPace : public ::testing::Test {
 protected:
  BatchPace() { world.add(Duration(), EngineUp{fake_engine(0, slots)}); }
  FakeWorld world{default_scheduling};
};

bool is_report(std::uint64_t id) { return id >= first_report; }

/// Reports that run at that moment.
int running_at(const FakeWorld& world, Duration when) {
  return static_cast<int>(
      std::count_if(world.fates().begin(), world.fates().end(), [&](const auto& each) {
        const auto& [id, fate] = each;
        return is_report(id) && fate.started <= at(when) && fate.ended > at(when);
      }));
}

Instant last_end(const FakeWorld& world) {
  Instant last;
  for (const auto& [id, fate] : world.fates()) {
    if (is_report(id)) last = std::max(last, fate.ended);
  }
  return last;
}

void expect_all_done(const FakeWorld& world) {
  for (const auto& [id, fate] : world.fates()) EXPECT_TRUE(fate.done) << id;
  EXPECT_EQ(world.watcher().count(), 0);
}

TEST_F(BatchPace, BesideOthersItTakesTwoThirdsOfItsTime) {
  add_chats(world, second, 8.0 * hour, 5.0 * minute);
  add_reports(world, 960, minute, 8.0 * hour);
  world.run();
  // 1.5 * 96,000 s in 28,800 s
  for (const double at_h : {0.5, 1.0, 2.0, 4.0}) EXPECT_EQ(running_at(world, at_h * hour), 5 + 1);
  EXPECT_NEAR(between(Instant(), last_end(world)) / hour, 96'000.0 / 6 / 3'600, 0.1);
  expect_all_done(world);
}

TEST_F(BatchPace, AloneItHasTheWholeEngine) {
  add_reports(world, 960, minute, 8.0 * hour);
  world.run();
  EXPECT_EQ(running_at(world, hour), slots);
  EXPECT_NEAR(between(Instant(), last_end(world)) / hour, 96'000.0 / slots / 3'600, 0.1);
}

TEST_F(BatchPace, AnHourAfterTheOthersItHasTheWholeEngineAgain) {
  add_chats(world, second, hour, 5.0 * minute);
  add_reports(world, 960, minute, 8.0 * hour);
  world.run();
  EXPECT_LE(running_at(world, 1.8 * hour), 6);
  EXPECT_EQ(running_at(world, 2.1 * hour), slots);
  expect_all_done(world);
}

TEST_F(BatchPace, WhatWasHeldUpIsMadeUpFor) {
  add_chats(world, second, hour, 5.0 * minute);
  add_chats(world, 7.0 * hour, 8.0 * hour, 5.0 * minute);
  add_reports(world, 400, minute, 8.0 * hour);
  world.add(hour, EngineDown{EngineId{0}});
  world.add(7.0 * hour, EngineUp{fake_engine(0, slots)});
  world.run();
  EXPECT_LE(running_at(world, 0.5 * hour), 4);
  EXPECT_GE(running_at(world, 7.2 * hour), 10);
  for (const auto& [id, fate] : world.fates()) {
    EXPECT_TRUE(fate.done || !is_report(id)) << id;
  }
}

TEST_F(BatchPace, WithoutADeadlineThereIsNoPace) {
  add_chats(world, second, 2.0 * hour, 5.0 * minute);
  for (std::uint64_t i = 0; i < 100; ++i) {
    world.arrive(minute, fake_request(first_report + i, WorkClass::batch, 100));
  }
  world.run();
  EXPECT_GE(running_at(world, 2.0 * minute), slots - 1);
}

TEST(BatchPaceByChance, WhateverComesItIsInTime) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomStream draws(seed);
    FakeWorld world(default_scheduling);
    world.add(Duration(), EngineUp{fake_engine(0, slots)});
    const double due_h = draws.uniform(1, 10);
    const double load = draws.uniform(0.05, 0.6);  // of all slots until then
    add_chats(world, second, due_h * hour, draws.uniform(5, 600) * second);
    const double count = load * slots * due_h * 36;
    add_reports(world, static_cast<int>(count), draws.uniform(2, 60) * second, due_h * hour);
    for (int i = 0; i < static_cast<int>(count); i += 3) {
      world.take_longer(first_report + static_cast<std::uint64_t>(i), draws.uniform(0.3, 1.7));
    }
    world.run();
    for (const auto& [id, fate] : world.fates()) EXPECT_TRUE(fate.done) << seed << " " << id;
  }
}

}  // namespace
}  // namespace islet
