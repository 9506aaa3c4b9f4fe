// Goal: engines that change their model, are turned off and on, and share the load.
#include <gtest/gtest.h>

#include "serving/fake_world.h"

namespace islet {
namespace {

Request for_model(std::uint64_t id, int model, WorkClass work_class, double seconds) {
  Request request = fake_request(id, work_class, seconds);
  request.model = ModelId{static_cast<std::uint8_t>(model)};
  return request;
}

EngineSpec swapping() {
  EngineSpec engine = fake_engine(0, 2, {0, 1});
  engine.swaps = true;
  return engine;
}

TEST(ModelSwap, AnIdleEngineLoadsWhatIsAskedFor) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{swapping()});
  world.arrive(second, for_model(1, 1, WorkClass::normal, 1));
  world.run();
  EXPECT_EQ(world.fate(1).started, at(6.0 * second));
  EXPECT_EQ(world.all<LoadModel>()[0].reason, Reason::model_needed);
}

TEST(ModelSwap, RoutineWorkWaitsForItsModelButNotForEver) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{swapping()});
  std::uint64_t id = 100;
  for (int i = 0; i < 400; ++i) {  // model 0 is asked for all the time
    world.arrive((1 + 0.5 * i) * second, for_model(++id, 0, WorkClass::normal, 1.5));
  }
  world.arrive(10.0 * second, for_model(1, 1, WorkClass::normal, 1));
  world.run();
  const Duration wait = between(world.fate(1).arrived, world.fate(1).started);
  EXPECT_GE(wait, 30.0 * second);
  EXPECT_LE(wait, 40.0 * second);
  EXPECT_LE(world.all<LoadModel>().size(), 2U);  // there and back: nobody is swapped to and fro
  EXPECT_EQ(world.watcher().open(), 0);
}

TEST(ModelSwap, AcuteWorkGetsItsModelAtOnce) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{swapping()});
  world.arrive(1.0 * second, for_model(1, 0, WorkClass::normal, 60));
  world.arrive(2.0 * second, for_model(2, 1, WorkClass::safety, 1));
  world.run();
  EXPECT_EQ(world.fate(2).started, at(7.0 * second));
  EXPECT_TRUE(world.fate(1).done);
  EXPECT_EQ(world.fate(1).stops, 2);  // stopped, then given up with its model
}

TEST(Switching, IdleEnginesGoOffAndComeBackForWork) {
  FakeWorld world(default_scheduling);
  EngineSpec engine = fake_engine(0, 2);
  engine.switches = true;
  world.add(Duration(), EngineUp{engine});
  world.arrive(hour, fake_request(1, WorkClass::normal, 1));
  world.run();
  const auto turns = world.all<SwitchEngine>();
  ASSERT_EQ(turns.size(), 3U);
  EXPECT_FALSE(turns[0].on);
  EXPECT_TRUE(turns[1].on);
  EXPECT_EQ(turns[1].reason, Reason::work_waits);
  EXPECT_EQ(world.fate(1).started, at(hour + 10.0 * second));
}

TEST(Switching, EnginesAreUpBeforeAForecastPeak) {
  FakeWorld world(default_scheduling);
  EngineSpec engine = fake_engine(0, 2);
  engine.switches = true;
  world.add(Duration(), EngineUp{engine});
  world.add(second, ForecastMade{{{.from = at(2.0 * hour),
                                   .length = hour,
                                   .free = {},
                                   .bought = 500.0 * watt,
                                   .engines = 0.8}}});
  world.arrive(2.0 * hour, fake_request(1, WorkClass::normal, 1));
  world.run(2.5 * hour);
  const auto turns = world.all<SwitchEngine>();
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_EQ(turns[1].reason, Reason::peak_forecast);
  EXPECT_EQ(world.fate(1).started, at(2.0 * hour));  // no start-up in its way
}

/// On its own 20 W, with work up to 100 W.
EngineSpec engine_that_waits(int id) {
  EngineSpec engine = fake_engine(id, 2);
  engine.switches = true;
  engine.idle = 20.0 * watt;
  engine.full = 100.0 * watt;
  return engine;
}

PowerReading available(Power power) {
  PowerReading reading;
  reading.available = power;
  return reading;
}

/// Machines that wait are on, but for want of power.
SchedulerSettings always_on() {
  SchedulerSettings settings;
  settings.idle_off = 10.0 * year;
  settings.power.stale_after = day;
  return settings;
}

TEST(Switching, WhatNobodyCanStopRestsUntilPowerIsBack) {
  FakeWorld world(default_scheduling, always_on());
  world.add(Duration(), EngineUp{engine_that_waits(0)});
  world.add(Duration(), EngineUp{engine_that_waits(1)});
  world.add(10.0 * second, PowerRead{available(30.0 * watt)});
  world.add(hour, PowerRead{available(45.0 * watt)});  // no room for a second one at work
  world.add(2.0 * hour, PowerRead{available(100.0 * watt)});
  world.run(3.0 * hour);
  const auto turns = world.all<SwitchEngine>();
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_FALSE(turns[0].on);
  EXPECT_EQ(turns[0].reason, Reason::power_short);
  EXPECT_TRUE(turns[1].on);
  EXPECT_EQ(turns[1].reason, Reason::peak_forecast);
  EXPECT_EQ(turns[1].engine, turns[0].engine);
  std::vector<Instant> when;
  for (const auto& [moment, decision] : world.decisions()) {
    if (std::holds_alternative<SwitchEngine>(decision)) when.push_back(moment);
  }
  EXPECT_EQ(when[0], at(70.0 * second));
  EXPECT_EQ(when[1], at(2.0 * hour));
  EXPECT_EQ(world.watcher().count(), 0);
}

TEST(Switching, AShortWantOfPowerTurnsNothingOff) {
  FakeWorld world(default_scheduling, always_on());
  world.add(Duration(), EngineUp{engine_that_waits(0)});
  for (int i = 1; i <= 20; ++i) {
    world.add(i * minute, PowerRead{available(10.0 * watt)});
    world.add(i * minute + 50.0 * second, PowerRead{available(100.0 * watt)});
  }
  world.run(hour);
  EXPECT_TRUE(world.all<SwitchEngine>().empty());
}

TEST(Switching, WorkThatPowerStoppedIsDoneWhenItsEngineIsBack) {
  FakeWorld world(default_scheduling, always_on());
  world.add(Duration(), EngineUp{engine_that_waits(0)});
  world.arrive(second, fake_request(1, WorkClass::batch, 600));
  world.arrive(second, fake_request(2, WorkClass::high, 600));
  world.add(10.0 * second, PowerRead{available(5.0 * watt)});
  world.add(2.0 * minute, PowerRead{available(100.0 * watt)});
  world.run(hour);
  const auto turns = world.all<SwitchEngine>();
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_TRUE(world.fate(1).done);
  EXPECT_TRUE(world.fate(2).done);
  // It rested for five minutes at least, and takes ten seconds to start.
  EXPECT_GE(world.fate(2).ended, at(6.0 * minute + 610.0 * second));
  EXPECT_EQ(world.watcher().count(), 0);
}

TEST(Switching, AnEngineThatWouldBeOffAnywayComesBackForWorkOnly) {
  SchedulerSettings settings = always_on();
  settings.idle_off = 10.0 * minute;
  FakeWorld world(default_scheduling, settings);
  world.add(Duration(), EngineUp{engine_that_waits(0)});
  world.add(10.0 * second, PowerRead{available(5.0 * watt)});
  world.add(hour, PowerRead{available(100.0 * watt)});
  world.arrive(2.0 * hour, fake_request(1, WorkClass::normal, 1));
  world.run(3.0 * hour);
  const auto turns = world.all<SwitchEngine>();
  ASSERT_GE(turns.size(), 2U);
  EXPECT_EQ(world.fate(1).started, at(2.0 * hour + 10.0 * second));
}

TEST(Engines, WorkGoesToTheEmptiestThatServesIt) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 4, {0, 1})});
  world.add(Duration(), EngineUp{fake_engine(1, 2, {0})});
  for (std::uint64_t id = 1; id <= 6; ++id) {
    world.arrive(second, for_model(id, 0, WorkClass::normal, 10));
  }
  world.run();
  int on[2] = {0, 0};
  for (const Start& start : world.all<Start>()) ++on[index_of(start.engine)];
  EXPECT_EQ(on[0], 4);
  EXPECT_EQ(on[1], 2);
  EXPECT_EQ(world.all<Start>()[1].engine, EngineId{1});  // a quarter against none
}

TEST(Engines, ARequestTooLargeForOneDoesNotHoldItUp) {
  FakeWorld world(default_scheduling);
  EngineSpec small = fake_engine(0, 4);
  small.cache = 100.0 * token;
  EngineSpec large = fake_engine(1, 1);
  large.cache = 1000.0 * token;
  world.add(Duration(), EngineUp{small});
  world.add(Duration(), EngineUp{large});
  for (std::uint64_t id = 1; id <= 2; ++id) {
    Request request = fake_request(id, WorkClass::high, 10);
    request.prompt = 500.0 * token;
    world.arrive(second, request);
  }
  world.arrive(2.0 * second, fake_request(3, WorkClass::normal, 1));
  world.run();
  EXPECT_EQ(world.fate(2).started, at(11.0 * second));
  EXPECT_EQ(world.fate(3).started, at(2.0 * second));
}

}  // namespace
}  // namespace islet
