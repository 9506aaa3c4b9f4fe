// Goal: what the meters say becomes readings of the plant, a bridge, an envelope and a forecast for
// the scheduler, and doubt about a meter never becomes power that is not there.
#include "live/plant_watch.h"

#include <gtest/gtest.h>

#include "engines/word_engine.h"
#include "net/clock.h"
#include "net/json.h"

namespace islet {
namespace {

/// A plant with panels, battery, set and mains, whose meters are told by the test.
class WatchedPlant {
 public:
  explicit WatchedPlant(Duration stable_for = 30.0 * second, std::optional<Ups> ups = {},
                        Power full = {}, bool is_quiet = false)
      : desk_(loop_, engine_, costs_, DeskSettings()),
        watch_(desk_, ledger_, board_, plant(stable_for, ups, full, is_quiet)) {
    inverter_ = board_.add_meter("inverter", 1.0 * hour);
    set_ = board_.add_meter("set", 1.0 * hour);
    ups_ = board_.add_meter("ups", 1.0 * hour);
    for (const Gauge what : {Gauge::battery_charge, Gauge::panel_power}) {
      board_.expect(inverter_, what);
    }
    board_.expect(set_, Gauge::generator_runs);
    board_.expect(ups_, Gauge::mains);
    desk_.start();
    watch_.start();
  }

  void inverter(std::optional<double> charge, std::optional<double> sun) {
    watch_.hear(inverter_, {{Gauge::battery_charge, charge}, {Gauge::panel_power, sun}});
  }
  void fuel(double share) { watch_.hear(set_, {{Gauge::fuel, share}}); }
  void air(double celsius) { watch_.hear(set_, {{Gauge::inlet_temperature, celsius}}); }
  void load(double watts) { watch_.hear(inverter_, {{Gauge::load_power, watts}}); }
  void mains(double value) { watch_.hear(ups_, {{Gauge::mains, value}}); }
  void ups_charge(double share) { watch_.hear(ups_, {{Gauge::ups_charge, share}}); }
  void set(double runs) { watch_.hear(set_, {{Gauge::generator_runs, runs}}); }
  /// A second of the machines at that draw, by their counter.
  void drew(Power draw) {
    counter_ += draw * second;
    watch_.hear(set_, {{Gauge::device_energy, counter_ / joule}});
  }
  PlantWatch& watch() { return watch_; }
  /// What the scheduler goes by, after another look.
  PowerReading reading() {
    watch_.limit(cap_);
    return watch_.standing().reading;
  }
  void limit(Power cap) { watch_.limit(cap_ = cap); }

 private:
  static PlantWatchSettings plant(Duration stable_for, const std::optional<Ups>& ups, Power full,
                                  bool is_quiet) {
    PlantWatchSettings settings;
    Plant& plant = settings.plant;
    plant.ups = ups;
    plant.panel_rated = 1'000 * watt;
    plant.battery.capacity = 10 * kilowatt_hour;
    plant.battery.usable_min = 0.2;
    plant.battery.charge_max = plant.battery.discharge_max = 2 * kilowatt;
    plant.inverter_max = 3 * kilowatt;
    plant.generator = Generator();
    plant.generator->rated = 1 * kilowatt;
    plant.generator->tank = 100 * litre;
    plant.keep_above = 0.05;
    plant.keep_above_without_set = 0.2;
    settings.set.may_start = true;
    settings.set.patience = 20.0 * millisecond;
    settings.counted_share = 0.25;
    if (is_quiet) settings.set.quiet_hours.fill(true);
    settings.grid = 1'500 * watt;
    settings.fixed = 100 * watt;
    settings.stable_for = stable_for;
    settings.panel_year.assign(hours_of_year, 400.0);
    settings.inlet_max = celsius(60);
    settings.full = full;
    settings.fixed_rate = {{"guards", Importance::safety, 50 * watt, {{0.4, 0.5, 0.5}}}};
    return settings;
  }

  EventLoop loop_;
  WordEngine engine_{WordEngineSettings()};
  LiveCosts costs_;
  EnergyLedger ledger_;
  MeterBoard board_;
  FrontDesk desk_;
  PlantWatch watch_;
  Power cap_ = unlimited_power;
  Energy counter_;
  int inverter_ = 0, set_ = 0, ups_ = 0;
};

TEST(PlantWatch, RequestsWaitBeforeCamerasThatMatterGiveWayToHeat) {
  WatchedPlant plant(30 * second, {}, 300 * watt);
  std::vector<FixedSetting> told;
  plant.watch().on_fixed_work([&](const FixedWork& work) { told = work.settings(); });
  plant.inverter(0.6, 300);
  plant.mains(1);
  plant.air(58.5);
  EXPECT_NEAR(plant.reading().available / watt, 300.0 / 3, 1e-9);
  EXPECT_TRUE(told.empty());
  plant.air(59.3);
  EXPECT_EQ(plant.reading().available, Power());
  EXPECT_TRUE(told.empty());
  plant.air(59.4);
  EXPECT_EQ(plant.reading().available, Power());
  EXPECT_EQ(told, (std::vector<FixedSetting>{{1, false}}));
  ASSERT_TRUE(read_json(plant.watch().status()));
  EXPECT_NE(plant.watch().status().find(
                R"("held_back":[{"workload":"guards","level":1,"paused":false}])"),
            std::string::npos);
}

// 2 % of 10 kWh above the floor is below the 5 % that are kept, and gives 700 W for a quarter hour.
TEST(PlantWatch, SafetyWorkMayDrawWhatIsKeptForIt) {
  WatchedPlant plant;
  plant.set(0);
  plant.mains(0);
  plant.fuel(0);
  plant.inverter(0.22, 0);
  const PowerReading reading = plant.reading();
  EXPECT_EQ(reading.available, Power());
  EXPECT_GT(reading.for_safety, 500 * watt);
  EXPECT_LT(reading.for_safety, 800 * watt);
}

TEST(PlantWatch, CamerasGiveWayToAnEmptyStoreAndNotToASilentMeter) {
  for (const bool is_silent : {false, true}) {
    WatchedPlant plant;
    std::vector<FixedSetting> told;
    plant.watch().on_fixed_work([&](const FixedWork& work) { told = work.settings(); });
    plant.set(0);
    plant.mains(0);
    plant.fuel(0);
    if (!is_silent) plant.inverter(0.2, 0);
    (void)plant.reading();
    const std::vector<FixedSetting> paused = {{1, true}};
    EXPECT_EQ(told, is_silent ? std::vector<FixedSetting>() : paused);
  }
}

TEST(PlantWatch, LeavesTheBatteryWhatItsSourceHasBesideTheLoads) {
  WatchedPlant plant;
  Power room = -1 * watt;
  plant.watch().on_charging_room([&](Power power) { room = power; });
  plant.inverter(0.6, 300);
  plant.mains(1);
  plant.set(0);
  plant.reading();
  EXPECT_NEAR(room / watt, 1'500 + 300 - 100, 1e-9);  // mains, sun, what is fixed
  plant.load(1'000);
  plant.reading();
  EXPECT_NEAR(room / watt, 1'500 + 300 - 1'000, 1e-9);
  plant.mains(0);
  plant.reading();
  EXPECT_EQ(room, unlimited_power);  // sun alone
  plant.set(1);
  plant.reading();
  EXPECT_NEAR(room / watt, 1'000 + 300 - 1'000, 1e-9);
  plant.load(2'000);
  plant.reading();
  EXPECT_EQ(room, Power());
}

TEST(PlantWatch, TellsWhatThePlantCanDeliverBesideItsOtherLoads) {
  WatchedPlant plant;
  plant.inverter(0.6, 300);
  plant.mains(1);
  plant.set(0);
  const PowerReading reading = plant.reading();
  EXPECT_NEAR(reading.charge, 0.5, 1e-9);  // of the window from 20 to 100 %
  EXPECT_GT(reading.available, 3 * kilowatt);
  EXPECT_LT(reading.free, 200 * watt);
  EXPECT_GT(reading.free, 100 * watt);
  EXPECT_FALSE(reading.bridging);
}

TEST(PlantWatch, AnEmptyBatteryInTheDarkLeavesWhatMainsAndSetGive) {
  WatchedPlant plant;
  plant.inverter(0.2, 0);
  plant.mains(1);
  plant.set(0);
  const Power with_mains = plant.reading().available;
  plant.mains(0);
  const Power without = plant.reading().available;
  EXPECT_GT(with_mains, 1 * kilowatt);
  EXPECT_LT(without, 1 * watt);  // a set that does not run yet is no power while the site bridges
}

TEST(PlantWatch, WithoutASourceMachinesHaveWhatTheirUpsCarriesWhileItSaysSo) {
  Ups ups;
  ups.rated = 800 * watt;
  ups.at_rated = 300 * second;
  ups.most = 200 * watt * hour;
  WatchedPlant plant(30.0 * second, ups);
  plant.inverter(0.2, 0);  // empty
  plant.set(0);
  plant.mains(0);
  EXPECT_LT(plant.reading().available, 1 * watt);  // nobody has said what it holds
  plant.ups_charge(0.5);
  const PowerReading reading = plant.reading();
  EXPECT_EQ(reading.available, 800 * watt);
  EXPECT_NEAR(reading.above_floor / watt_hour, 0.5 * 800 / 12, 0.5);
  plant.ups_charge(0.02);
  EXPECT_LT(plant.reading().available, 1 * watt);
  plant.ups_charge(0.5);
  plant.mains(1);
  EXPECT_NEAR(plant.reading().available / watt, 1'400, 1);  // the grid, less what is fixed
}

TEST(PlantWatch, NeitherMainsNorSetIsABridgeAtOnceAndUntilTheSourceIsStable) {
  WatchedPlant plant(40.0 * millisecond);
  plant.inverter(0.6, 0);
  plant.set(0);
  plant.mains(1);
  EXPECT_FALSE(plant.watch().standing().reading.bridging);
  plant.mains(0);
  EXPECT_TRUE(plant.watch().standing().reading.bridging);  // in the same step in which it was heard
  plant.set(1);
  EXPECT_TRUE(plant.watch().standing().reading.bridging);
  plant.set(0);  // it dies again: its time begins anew
  plant.set(1);
  EXPECT_TRUE(plant.watch().standing().reading.bridging);
  wait_for(60.0 * millisecond);
  EXPECT_FALSE(plant.reading().bridging);
  EXPECT_EQ(plant.watch().standing().bridges, 1);
}

// A set that is wanted and does not come for its patience, here 20 ms.
TEST(PlantWatch, ASetThatDoesNotComeIsNotCountedOnUntilItHasRun) {
  WatchedPlant plant(0.0 * second);
  plant.inverter(0.28, 0);  // a tenth of the window, below what is kept without a set
  plant.set(0);
  plant.mains(1);
  const PowerReading before = plant.reading();
  EXPECT_EQ(before.counted_share, 0.25);
  EXPECT_GT(before.above_reserve, Energy());
  plant.mains(0);
  plant.reading();
  wait_for(40.0 * millisecond);
  const PowerReading out = plant.reading();
  EXPECT_TRUE(plant.watch().set().is_out());
  EXPECT_EQ(out.counted_share, 1);
  EXPECT_EQ(out.above_reserve, Energy());
  EXPECT_NE(plant.watch().status().find("generator does not run"), std::string::npos);
  EXPECT_NE(plant.watch().metrics().find("islet_generator_out 1"), std::string::npos);
  plant.mains(1);
  EXPECT_EQ(plant.reading().counted_share, 1);  // nobody wants it any more: that proves nothing
  plant.set(1);
  plant.set(0);
  const PowerReading again = plant.reading();
  EXPECT_EQ(again.counted_share, 0.25);
  EXPECT_EQ(again.above_reserve, before.above_reserve);
}

// In quiet hours and on the last of the fuel only once nothing but safety work goes on.
TEST(PlantWatch, TheSetIsAskedForAsThePlanHasIt) {
  const auto may_ask = [](bool is_quiet, double fuel, double charge) {
    WatchedPlant plant(0.0 * second, {}, {}, is_quiet);
    plant.set(0);
    plant.mains(1);
    plant.fuel(fuel);
    plant.inverter(charge, 0);
    return plant.reading().generator_can_run;
  };
  const double some = 0.6;
  const double kept = 0.21;  // below 5 % of the window from 20 to 100 %
  EXPECT_TRUE(may_ask(false, 0.5, some));
  EXPECT_FALSE(may_ask(true, 0.5, some));
  EXPECT_FALSE(may_ask(false, 0.05, some));
  EXPECT_TRUE(may_ask(true, 0.5, kept));
  EXPECT_TRUE(may_ask(false, 0.05, kept));
  EXPECT_FALSE(may_ask(false, 0, kept));
}

TEST(PlantWatch, ItsControlIsToldOnceToRunTheSetAndNotToEndItsLeastRun) {
  WatchedPlant plant(0.0 * second);
  std::vector<bool> told;
  plant.watch().on_set([&](bool runs) { told.push_back(runs); });
  plant.mains(0);  // an island: the grid carries nothing
  plant.fuel(0.5);
  plant.set(0);
  plant.inverter(0.3, 0);  // an eighth of the window: a set starts below a quarter
  for (int i = 0; i < 3; ++i) plant.reading();
  EXPECT_EQ(told, std::vector<bool>{true});
  plant.set(1);
  plant.inverter(0.9, 0);
  for (int i = 0; i < 3; ++i) plant.reading();
  EXPECT_EQ(told, std::vector<bool>{true});  // its least run is not over
}

TEST(PlantWatch, WhatMachinesDrawBeyondTheLimitNarrowsTheEnvelope) {
  WatchedPlant plant;
  plant.inverter(1, 1'000);
  plant.mains(1);
  plant.limit(500 * watt);
  EXPECT_EQ(plant.watch().standing().cap, 500 * watt);
  for (int i = 0; i < 40; ++i) {
    wait_for(15.0 * millisecond);
    plant.drew(20 * watt);  // in 15 ms: 1.3 kW
    plant.reading();
  }
  EXPECT_FALSE(plant.watch().standing().is_held);
  EXPECT_LT(plant.watch().standing().cap, 400 * watt);
  EXPECT_GE(plant.watch().standing().cap, 0.29 * 500 * watt);
}

struct DoubtCase {
  const char* what;
  std::optional<double> charge;
  std::optional<double> sun;
};

TEST(PlantWatch, DoubtNeverMakesMorePowerThanTheLastGoodReading) {
  const DoubtCase cases[] = {
      {"sentinels", {}, {}},          {"not a number", std::nan(""), std::nan("")},
      {"a flipped sign", -0.6, -300}, {"a jump up", 0.99, 1'250},
      {"more than can be", 60, 3e5},
  };
  for (const DoubtCase& one : cases) {
    WatchedPlant plant;
    plant.mains(0);
    plant.inverter(0.4, 300);
    const PowerReading before = plant.reading();
    for (int i = 0; i < 2; ++i) plant.inverter(one.charge, one.sun);
    const PowerReading after = plant.reading();
    const double believed = one.sun.value_or(0) == 1'250 ? 2.0 : 1.001;  // the sun may come out
    EXPECT_LE(after.available / watt, believed * (before.available / watt) + 1) << one.what;
    EXPECT_LE(after.above_floor / joule, 2.5 * (before.above_floor / joule)) << one.what;
  }
}

TEST(PlantWatch, TheStatusListsReadingsAndAlarms) {
  WatchedPlant plant;
  plant.inverter(std::nullopt, 300);
  plant.reading();
  const Result<JsonValue> status = read_json(plant.watch().status());
  ASSERT_TRUE(status);
  EXPECT_EQ(status->find("meters")->items.size(), 4U);
  EXPECT_FALSE(status->find("alarms")->items.empty());
  EXPECT_NE(status->find("forecast"), nullptr);
}

}  // namespace
}  // namespace islet
