// Goal: the rehearsed plant keeps its books, cranks its set as sets are cranked, and shows itself
// as instruments would.
#include "twin/rehearsed_plant.h"

#include <gtest/gtest.h>

#include "sim/tiny_site.h"

namespace islet {
namespace {

SitePower ups_power() {
  SitePower power = tiny_power();
  power.plant.generator = Generator();
  power.plant.generator->rated = 1 * kilowatt;
  power.plant.generator->fuel.no_load = FuelPerEnergy(0.08e-3 / 3.6e6);
  power.plant.generator->fuel.slope = FuelPerEnergy(0.25e-3 / 3.6e6);
  power.plant.generator->tank = 50 * litre;
  power.plant.inverter_max = 500 * watt;
  power.grid.assign(hours_per_year, 500 * watt);
  return power;
}

TEST(RehearsedPlant, LostMainsCrankTheSetUntilItRuns) {
  const SitePower power = ups_power();
  RehearsedPlant plant(power, Instant(), 0.25 * second, RandomStream(1));
  for (int i = 0; i < 40; ++i) plant.take_step(100 * watt);
  EXPECT_TRUE(plant.has_mains());
  EXPECT_EQ(plant.set(), CrankState::stopped);
  plant.troubles().mains_lost = true;
  plant.troubles().failing_cranks = 2;
  int steps = 0;
  while (plant.set() != CrankState::running && steps < 4 * 120) {
    plant.take_step(100 * watt);
    EXPECT_FALSE(plant.has_mains());
    ++steps;
  }
  // Two attempts that fail with their rests, one that works, the switch: 10 + 10 + 10 + 10 + 10
  // + 1.
  EXPECT_NEAR(steps * 0.25, 51, 1.5);
  EXPECT_EQ(plant.books().failed_cranks, 2);
  EXPECT_TRUE(plant.is_fed());
  plant.take_step(100 * watt);
  EXPECT_GT(plant.generator(), Power());
}

// By its record it never starts: after three cranks it is left until somebody has come.
TEST(RehearsedPlant, ASetThatDoesNotStartWaitsForItsRepair) {
  SitePower power = ups_power();
  power.plant.generator->start_failure = 1;
  RehearsedPlant plant(power, Instant(), 1 * second, RandomStream(1));
  plant.troubles().mains_lost = true;
  for (int i = 0; i < 3600; ++i) plant.take_step(100 * watt);
  EXPECT_EQ(plant.books().failed_cranks, 3);
  EXPECT_EQ(plant.books().starts, 0);
  EXPECT_EQ(plant.set(), CrankState::stopped);
}

// Without a battery its UPS carries the machines for as long as its record says, and charges again.
TEST(RehearsedPlant, AUpsCarriesTheMachinesForItsTime) {
  SitePower power = ups_power();
  power.plant.battery = {};
  power.plant.generator.reset();
  power.panel_yield.clear();
  Ups& ups = power.plant.ups.emplace();
  ups.rated = 400 * watt;
  ups.at_rated = 300 * second;
  ups.most = 400 * watt * hour;
  RehearsedPlant plant(power, Instant(), 1 * second, RandomStream(1));
  plant.take_step(400 * watt);
  EXPECT_EQ(plant.ups_charge(), 1);
  plant.troubles().mains_lost = true;
  const Energy before = plant.books().total.shortfall;
  for (int i = 0; i < 150; ++i) plant.take_step(400 * watt);
  EXPECT_NEAR(plant.ups_charge(), 0.5, 1e-9);
  EXPECT_NEAR(plant.ups_runtime() / second, 150, 1e-6);
  for (int i = 0; i < 149; ++i) plant.take_step(400 * watt);
  EXPECT_EQ(plant.books().total.shortfall, before);
  for (int i = 0; i < 10; ++i) plant.take_step(400 * watt);
  EXPECT_GT(plant.books().total.shortfall, before);
  EXPECT_LT(plant.ups_charge(), 0.01);
  plant.troubles().mains_lost = false;
  for (int i = 0; i < 1000; ++i) plant.take_step(400 * watt);
  EXPECT_GT(plant.ups_charge(), 0.05);
}

TEST(RehearsedPlant, EnergyIsConserved) {
  SitePower power = ups_power();
  power.grid.clear();
  power.plant.battery.self_discharge_per_month = 0;
  RehearsedPlant plant(power, Instant(), 10 * second, RandomStream(2));
  for (int i = 0; i < 6 * 60 * 48; ++i) plant.take_step((i % 500) * watt);
  const StepFlows& flows = plant.books().total;
  const Energy in = flows.panels + flows.generator + flows.grid + flows.taken_from_store;
  const Energy out = flows.load + flows.own + flows.heater + flows.conversion_loss +
                     flows.battery_loss + flows.dumped;
  EXPECT_NEAR(in / joule, out / joule, 1e-6 * (in / joule));
  EXPECT_NEAR((flows.load + flows.shortfall + plant.books().shed) / joule,
              plant.books().asked / joule, 1);
}

// As in the plan: lights wait, so that what must never stop has the rest of the store.
TEST(RehearsedPlant, OtherLoadsAreHeldBackBeforeTheStoreOfSafetyWorkIsSpent) {
  SitePower power = ups_power();
  power.grid.clear();
  power.panel_yield.clear();
  power.plant.generator.reset();
  power.plant.keep_above = 0.3;
  power.others = {{"fridge", Importance::safety, 20 * watt},
                  {"lights", Importance::normal, 200 * watt}};
  RehearsedPlant plant(power, Instant(), 10 * second, RandomStream(4));
  const auto delivered_at = [&](double charge) {
    while (plant.charge() > charge) plant.take_step(Power());
    return plant.shown().loads / watt;
  };
  EXPECT_NEAR(delivered_at(0.31), 220, 1e-6);
  EXPECT_NEAR(delivered_at(0.29), 20, 1e-6);
  EXPECT_NEAR(delivered_at(0.05), 20, 1e-6);
  const RehearsedBooks& books = plant.books();
  EXPECT_GT(books.shed, Energy());
  EXPECT_NEAR((books.total.load + books.total.shortfall + books.shed) / joule, books.asked / joule,
              1);
}

TEST(RehearsedPlant, ChargesWithNoMoreThanItsInverterIsLet) {
  SitePower power = ups_power();
  power.initial_charge = 0.3;
  RehearsedPlant plant(power, Instant(std::int64_t{12} * 3'600'000'000'000), 10 * second,
                       RandomStream(3));
  plant.take_step(Power());
  const Power free = plant.shown().battery;
  ASSERT_GT(free, 200 * watt);
  plant.limit_charging(0.1);
  plant.take_step(Power());
  EXPECT_NEAR(plant.shown().battery / watt, 0.1 * (power.plant.battery.charge_max / watt), 1e-6);
  EXPECT_EQ(plant.shown().charge_max, power.plant.battery.charge_max);
  plant.limit_charging(1);
  plant.take_step(Power());
  EXPECT_NEAR(plant.shown().battery / watt, free / watt, 1);
}

TEST(RehearsedPlant, ShowsItsStateAsAnInverterDoes) {
  const SitePower power = ups_power();
  RehearsedPlant plant(power, after(Instant(), 12 * hour), 10 * second, RandomStream(3));
  plant.take_step(100 * watt);
  const HybridInverter shown = plant.shown();
  EXPECT_NEAR(shown.loads / watt, 120, 1e-6);
  EXPECT_GT(shown.panels, 100 * watt);
  EXPECT_NEAR(shown.charge, 0.6, 0.01);
}

}  // namespace
}  // namespace islet
