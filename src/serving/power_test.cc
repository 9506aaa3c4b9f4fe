// Goal: the scheduler inside the power that is there: energy before a deadline, limits, the order
// of shedding, the UPS, stale readings, the ladder, caps, the generator.
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "serving/fake_world.h"

namespace islet {
namespace {

PowerReading reading_of(double available_w, double charge) {
  PowerReading reading;
  reading.available = available_w * watt;
  reading.charge = charge;
  return reading;
}

TEST(PowerState, EnergyLeftIsStoredAndComingLessBookedAndIdle) {
  PowerState power{PowerRule()};
  PowerReading reading;
  reading.above_reserve = 100.0 * watt_hour;
  reading.above_floor = 150.0 * watt_hour;
  ASSERT_TRUE(power.read(Instant(), reading));
  ASSERT_TRUE(power.set_forecast(
      {{.from = Instant(), .length = hour, .free = 200.0 * watt, .bought = 50.0 * watt},
       {.from = at(2.0 * hour), .length = hour, .free = 400.0 * watt, .bought = {}}}));
  const Power idle = 20.0 * watt;
  const auto left = [&](WorkClass of, Duration until) {
    return power.left(of, Instant(), at(until), idle) / watt_hour;
  };
  EXPECT_NEAR(left(WorkClass::normal, 0.5 * hour), 100 + 125 - 10, 1e-9);
  EXPECT_NEAR(left(WorkClass::normal, 2.0 * hour), 100 + 250 - 40, 1e-9);
  EXPECT_NEAR(left(WorkClass::normal, 2.5 * hour), 100 + 250 + 200 - 50, 1e-9);
  EXPECT_NEAR(left(WorkClass::normal, 9.0 * hour), 100 + 250 + 400 - 60, 1e-9);  // forecast ends
  EXPECT_NEAR(power.left(WorkClass::normal, Instant(), never, idle) / watt_hour, 690, 1e-9);
  EXPECT_NEAR(left(WorkClass::safety, 0.5 * hour), 150 + 125 - 10, 1e-9);
  power.book(WorkClass::high, 30.0 * watt_hour);
  power.book(WorkClass::batch, 70.0 * watt_hour);
  EXPECT_NEAR(left(WorkClass::normal, 0.5 * hour), 215 - 30, 1e-9);
  EXPECT_NEAR(left(WorkClass::batch, 0.5 * hour), 215 - 100, 1e-9);
  EXPECT_NEAR(left(WorkClass::safety, 0.5 * hour), 265, 1e-9);
  EXPECT_NEAR(power.until_enough(WorkClass::safety, Instant(), 300.0 * watt_hour, idle) / hour, 1,
              1e-9);
  EXPECT_FALSE(
      std::isfinite(power.until_enough(WorkClass::safety, Instant(), megawatt_hour, idle) / hour));
}

TEST(PowerState, AbsurdReadingsAndForecastsAreNotTaken) {
  PowerState power{PowerRule()};
  const double nan = std::numeric_limits<double>::quiet_NaN();
  ASSERT_TRUE(power.read(Instant(), reading_of(500, 0.5)));
  for (const auto& [watts, charge] :
       {std::pair{nan, 0.5}, {-1.0, 0.5}, {500.0, nan}, {500.0, -0.1}, {500.0, 1.5}}) {
    EXPECT_FALSE(power.read(at(second), reading_of(watts, charge)));
  }
  EXPECT_EQ(power.limit(), 500.0 * watt);
  EXPECT_EQ(power.reading().charge, 0.5);
  const ForecastSlot good{.from = Instant(), .length = hour, .free = watt, .bought = watt};
  ForecastSlot before = good;
  before.from = at(-1.0 * hour + second);
  ForecastSlot endless = good;
  endless.length = Duration();
  ForecastSlot wild = good;
  wild.free = nan * watt;
  EXPECT_TRUE(power.set_forecast({good}));
  EXPECT_FALSE(power.set_forecast({good, before}));
  EXPECT_FALSE(power.set_forecast({endless}));
  EXPECT_FALSE(power.set_forecast({wild}));
  EXPECT_EQ(power.forecast().size(), 1U);
  EXPECT_TRUE(power.set_forecast({}));
}

TEST(PowerState, StaleReadingsAreTakenForTheWorst) {
  PowerState power{PowerRule()};
  PowerReading reading = reading_of(500, 0.8);
  reading.free = 300.0 * watt;
  power.read(Instant(), reading);
  EXPECT_EQ(power.free(at(59.0 * second)), 300.0 * watt);
  EXPECT_EQ(power.free(at(minute)), Power());
  EXPECT_DOUBLE_EQ(power.charge(at(minute)), 0.8);
  EXPECT_DOUBLE_EQ(power.charge(at(hour + minute)), 0.3);  // half of it each hour
  EXPECT_DOUBLE_EQ(power.charge(at(9.0 * hour)), 0.0);
}

TEST(PowerState, ClassesStopInOrderAndComeBackWithAMargin) {
  PowerState power{PowerRule()};
  int running_before = work_class_count;
  for (int percent = 100; percent >= 0; --percent) {
    power.read(Instant(), reading_of(500, percent / 100.0));
    power.update(Instant());
    int running = 0;
    for (int i = 0; i < work_class_count; ++i) running += power.may_run(work_class_at(i)) ? 1 : 0;
    // The urgent ones are those that are left.
    for (int i = 0; i < running; ++i) EXPECT_TRUE(power.may_run(work_class_at(i)));
    EXPECT_LE(running, running_before);
    running_before = running;
  }
  EXPECT_EQ(running_before, 1);  // safety
  power.read(Instant(), reading_of(500, 0.07));
  power.update(Instant());
  EXPECT_FALSE(power.may_run(WorkClass::high));
  power.read(Instant(), reading_of(500, 0.10));
  power.update(Instant());
  EXPECT_TRUE(power.may_run(WorkClass::high));
}

TEST(Power, RequestsWithoutEnergyBeforeTheirDeadlineAreTurnedAway) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 4)});
  PowerReading reading;
  reading.above_reserve = 300.0 * joule;
  reading.above_floor = 2000.0 * joule;
  world.add(second, PowerRead{reading});
  world.add(
      second,
      ForecastMade{
          {{.from = at(30.0 * second), .length = minute, .free = 10.0 * watt, .bought = {}}}});
  for (std::uint64_t id = 1; id <= 3; ++id) {  // 200 J each
    Request request = fake_request(id, id == 3 ? WorkClass::safety : WorkClass::normal, 4);
    request.deadline = at(20.0 * second);
    world.arrive(2.0 * second, request);
  }
  world.run();
  EXPECT_TRUE(world.fate(1).done);
  EXPECT_EQ(world.fate(2).reason, Reason::no_energy);
  EXPECT_NEAR(world.fate(2).retry_after / second, 88, 1);  // the end of the forecast's slot
  EXPECT_TRUE(world.fate(3).done);                         // the reserve is for safety work
}

TEST(Power, WorkIsStoppedByClassWhenThePowerFalls) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 5)});
  for (int i = 0; i < work_class_count; ++i) {  // 50 W each
    world.arrive(second, fake_request(1 + static_cast<std::uint64_t>(i), work_class_at(i), 30));
  }
  for (int step = 1; step <= 5; ++step) {
    world.add((1 + step) * second, PowerRead{reading_of(250 - 50 * step, 1)});
  }
  world.add(10.0 * second, PowerRead{reading_of(1000, 1)});
  world.run();
  std::vector<std::uint64_t> stopped;
  for (const Preempt& stop : world.all<Preempt>()) {
    EXPECT_EQ(stop.reason, Reason::power_short);
    stopped.push_back(number_in(stop.request));
  }
  EXPECT_EQ(stopped, (std::vector<std::uint64_t>{5, 4, 3, 2}));  // safety runs on
  for (std::uint64_t id = 1; id <= 5; ++id) EXPECT_TRUE(world.fate(id).done);
  EXPECT_EQ(world.fate(1).ended, at(31.0 * second));
}

TEST(Power, RoutineWorkStartsWithAMarginToTheLimit) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 8)});
  world.add(Duration(), PowerRead{reading_of(155, 1)});  // 95 % is 147 W: two of 50 W
  for (std::uint64_t id = 1; id <= 4; ++id) {
    world.arrive(second, fake_request(id, WorkClass::normal, 2));
  }
  world.arrive(1.5 * second, fake_request(5, WorkClass::high, 1));  // may use all of it
  world.run(2.0 * second);
  EXPECT_EQ(world.all<Start>().size(), 3U);
  EXPECT_EQ(world.fate(5).started, at(1.5 * second));
  EXPECT_TRUE(world.all<Preempt>().empty());
}

TEST(Power, AcuteWorkTakesThePowerOfRoutineWorkOnOtherEngines) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 4, {0})});
  world.add(Duration(), EngineUp{fake_engine(1, 4, {1})});
  world.add(Duration(), PowerRead{reading_of(120, 1)});
  for (std::uint64_t id = 1; id <= 2; ++id) {
    world.arrive(second, fake_request(id, WorkClass::normal, 10));
  }
  Request acute = fake_request(3, WorkClass::safety, 1);
  acute.model = ModelId{1};
  world.arrive(2.0 * second, acute);
  world.run();
  EXPECT_EQ(world.fate(3).started, at(2.0 * second));
  EXPECT_EQ(world.all<Preempt>().size(), 1U);
  EXPECT_EQ(world.watcher().count(), 0);
}

// Below the reserve nothing is left for most, and 80 W for safety work.
TEST(Power, SafetyWorkHasWhatIsKeptForItOnceNobodyElseCanMakeRoom) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 4)});
  PowerReading reading = reading_of(60, 1);
  reading.for_safety = 80.0 * watt;
  world.add(Duration(), PowerRead{reading});
  world.arrive(second, fake_request(1, WorkClass::normal, 10));       // 50 W
  world.arrive(2.0 * second, fake_request(2, WorkClass::safety, 1));  // takes its place
  reading.available = Power();
  world.add(4.0 * second, PowerRead{reading});
  world.arrive(5.0 * second, fake_request(3, WorkClass::high, 1));    // waits
  world.arrive(5.5 * second, fake_request(4, WorkClass::safety, 1));  // of what is kept
  world.arrive(5.6 * second, fake_request(5, WorkClass::safety, 1));  // 100 W are not there
  world.add(20.0 * second, PowerRead{reading_of(200, 1)});
  world.run();
  EXPECT_EQ(world.fate(2).started, at(2.0 * second));
  EXPECT_EQ(world.fate(4).started, at(5.5 * second));
  EXPECT_GE(world.fate(5).started, world.fate(4).ended);
  EXPECT_LT(world.fate(5).started, at(8.0 * second));
  EXPECT_EQ(world.fate(3).started, at(20.0 * second));
  ASSERT_FALSE(world.all<Preempt>().empty());
  EXPECT_EQ(number_in(world.all<Preempt>().front().request), 1U);
}

TEST(Power, OnTheUpsAcuteWorkOnly) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 4)});
  world.arrive(second, fake_request(1, WorkClass::batch, 20));
  world.arrive(second, fake_request(2, WorkClass::normal, 20));
  world.arrive(second, fake_request(3, WorkClass::high, 20));
  PowerReading bridge = reading_of(500, 0.9);
  bridge.bridging = true;
  world.add(5.0 * second, PowerRead{bridge});
  world.arrive(6.0 * second, fake_request(4, WorkClass::normal, 1));
  world.arrive(6.0 * second, fake_request(5, WorkClass::safety, 1));
  world.arrive(6.0 * second, fake_request(6, WorkClass::batch, 1));
  world.add(20.0 * second, PowerRead{reading_of(500, 0.9)});
  world.run();
  EXPECT_EQ(world.all<Preempt>().size(), 2U);  // in the same moment as the reading
  EXPECT_EQ(world.fate(3).ended, at(21.0 * second));
  EXPECT_EQ(world.fate(4).reason, Reason::bridging);
  EXPECT_EQ(world.fate(5).started, at(6.0 * second));
  EXPECT_EQ(world.fate(6).started, at(20.0 * second));
  EXPECT_EQ(world.fate(1).ended, at(36.0 * second));
}

TEST(Power, BatchWorkWaitsWhenReadingsStayAway) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 1)});
  world.add(Duration(), PowerRead{reading_of(500, 0.5)});
  for (std::uint64_t id = 1; id <= 3; ++id) {
    world.arrive(second, fake_request(id, WorkClass::batch, 1500));
  }
  world.run(2.0 * hour);
  // 0.5 falls by 0.5 an hour from 60 s on; batch stops below 0.25: after half an hour.
  ASSERT_EQ(world.all<Preempt>().size(), 1U);
  EXPECT_EQ(world.all<Preempt>()[0].reason, Reason::charge_low);
  EXPECT_EQ(world.scheduler().tally().done, 1);
}

TEST(Ladder, GoesDownAtOnceAndUpStepByStepWithAMargin) {
  LadderStep rate{.below = 0.45, .action = ShortageAction::rate, .rate = 5.0 * hertz};
  LadderStep small{.below = 0.25, .action = ShortageAction::model, .model = ModelId{1}};
  Ladder ladder({{{rate, small}}}, LadderRule());
  std::vector<Decision> out;
  const auto level_after = [&](double minutes, double charge) {
    ladder.follow(at(minutes * minute), charge, out);
    return ladder.level(WorkloadId{0});
  };
  EXPECT_EQ(level_after(0, 0.46), 0);
  EXPECT_EQ(level_after(1, 0.44), 1);
  EXPECT_EQ(level_after(2, 0.46), 1);  // within the margin
  EXPECT_EQ(level_after(3, 0.20), 2);
  EXPECT_EQ(level_after(3.5, 0.90), 2);  // not a minute yet
  EXPECT_EQ(ladder.look_again(), at(4.0 * minute));
  EXPECT_EQ(level_after(4, 0.90), 1);
  EXPECT_EQ(level_after(5, 0.90), 0);
  EXPECT_EQ(ladder.look_again(), never);
  EXPECT_EQ(out.size(), 4U);
  EXPECT_EQ(ladder.model_for(WorkloadId{0}, ModelId{0}), ModelId{0});
  level_after(6, 0.1);
  EXPECT_EQ(ladder.model_for(WorkloadId{0}, ModelId{0}), ModelId{1});
  EXPECT_EQ(ladder.level(WorkloadId{7}), 0);  // no rule: never degraded
}

TEST(Ladder, DegradesStopsAndHoldsWork) {
  LadderStep small{.below = 0.6, .action = ShortageAction::model, .model = ModelId{1}};
  LadderStep stop{.below = 0.4, .action = ShortageAction::stop};
  LadderStep wait{.below = 0.6, .action = ShortageAction::wait};
  FakeWorld world(default_scheduling, {}, {{{small, stop}}, {{wait}}});
  world.add(Duration(), EngineUp{fake_engine(0, 4, {0, 1})});
  Request report = fake_request(3, WorkClass::batch, 1);
  report.workload = WorkloadId{1};
  world.add(1.0 * second, PowerRead{reading_of(500, 0.5)});
  world.arrive(2.0 * second, fake_request(1, WorkClass::normal, 1));
  world.arrive(2.0 * second, report);
  world.add(3.0 * second, PowerRead{reading_of(500, 0.35)});
  world.arrive(4.0 * second, fake_request(2, WorkClass::normal, 1));
  world.add(5.0 * minute, PowerRead{reading_of(500, 0.9)});
  world.run();
  EXPECT_EQ(world.all<Admit>()[0].model, ModelId{1});
  EXPECT_EQ(world.all<Admit>()[0].reason, Reason::ladder);
  EXPECT_EQ(world.fate(2).reason, Reason::shed);
  EXPECT_EQ(world.fate(3).started, at(5.0 * minute));
}

TEST(Power, CapsShareWhatIsThereAndGoAwayWithTheShortage) {
  FakeWorld world(default_scheduling);
  for (int id = 0; id < 2; ++id) {
    EngineSpec engine = fake_engine(id, 4);
    engine.idle = 20.0 * watt;
    engine.full = 220.0 * watt;
    engine.least_cap = 60.0 * watt;
    world.add(Duration(), EngineUp{engine});
  }
  world.add(2.0 * second, PowerRead{reading_of(240, 1)});
  world.add(3.0 * second, PowerRead{reading_of(241, 1)});  // hardly another figure: no new cap
  world.add(4.0 * second, CapChanged{200.0 * watt});
  world.add(5.0 * second, CapChanged{unlimited_power});
  world.add(6.0 * second, PowerRead{reading_of(900, 1)});
  world.run();
  std::vector<double> caps_w;
  for (const SetCap& cap : world.all<SetCap>()) caps_w.push_back(cap.cap / watt);
  const double none = std::numeric_limits<double>::infinity();
  ASSERT_EQ(caps_w.size(), 8U);
  EXPECT_NEAR(caps_w[0] + caps_w[1], 240, 1e-9);
  EXPECT_NEAR(caps_w[2] + caps_w[3], 200, 1e-9);
  EXPECT_NEAR(caps_w[4] + caps_w[5], 241, 1e-9);
  EXPECT_EQ(caps_w[6], none);
  EXPECT_EQ(caps_w[7], none);
}

TEST(Power, TheGeneratorComesForALowBatteryOrAcuteWorkWithoutPower) {
  FakeWorld world(default_scheduling);
  world.add(Duration(), EngineUp{fake_engine(0, 4)});
  PowerReading dark = reading_of(30, 0.5);
  dark.generator_can_run = true;
  PowerReading lit = reading_of(3000, 0.6);
  lit.generator_can_run = lit.generator_running = true;
  PowerReading full = lit;
  full.charge = 0.85;
  world.add(1.0 * second, PowerRead{dark});
  world.arrive(2.0 * second, fake_request(1, WorkClass::safety, 1));
  world.add(3.0 * second, PowerRead{dark});
  world.add(30.0 * second, PowerRead{lit});
  world.add(10.0 * minute, PowerRead{full});  // not before its least run is over
  world.add(40.0 * minute, PowerRead{full});
  dark.charge = 0.2;
  dark.available = 3000.0 * watt;
  world.add(50.0 * minute, PowerRead{dark});
  world.run();
  const auto asked = world.all<RunGenerator>();
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_EQ(asked[0].reason, Reason::power_short);
  EXPECT_EQ(asked[1].on, false);
  EXPECT_EQ(asked[2].reason, Reason::charge_below_start);
  EXPECT_EQ(world.fate(1).started, at(30.0 * second));
}

// Beside a set the marks are shares of a tenth of the battery; while it is out, of all of it.
TEST(Power, MarksAreSharesOfWhatCountsOfTheBattery) {
  PowerState power{PowerRule()};  // batch work waits below 25 %
  PowerReading reading;
  reading.charge = 0.05;
  reading.counted_share = 0.1;
  ASSERT_TRUE(power.read(at(Duration()), reading));
  EXPECT_DOUBLE_EQ(power.counted_charge(at(Duration())), 0.5);
  power.update(at(Duration()));
  EXPECT_TRUE(power.may_run(WorkClass::batch));
  reading.counted_share = 1;
  ASSERT_TRUE(power.read(at(second), reading));
  power.update(at(second));
  EXPECT_FALSE(power.may_run(WorkClass::batch));
  reading.counted_share = 0;
  EXPECT_FALSE(power.read(at(2.0 * second), reading));
}

TEST(Power, TheGeneratorIsLetGoWhereItMayNotBeAskedForAnyMore) {
  FakeWorld world(default_scheduling);
  PowerReading low = reading_of(3000, 0.1);
  low.generator_can_run = true;
  PowerReading quiet = low;
  quiet.generator_can_run = false;
  world.add(1.0 * second, PowerRead{low});
  world.add(10.0 * minute, PowerRead{quiet});  // not before its least run is over
  world.add(40.0 * minute, PowerRead{quiet});
  world.add(50.0 * minute, PowerRead{quiet});
  world.run();
  const auto asked = world.all<RunGenerator>();
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_TRUE(asked[0].on);
  EXPECT_FALSE(asked[1].on);
  EXPECT_EQ(asked[1].reason, Reason::set_withheld);
}

}  // namespace
}  // namespace islet
