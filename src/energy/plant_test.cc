// Goal: the energy of every step is accounted for, within every limit, whatever is installed.
#include "energy/plant.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "energy/random_plant.h"

namespace islet {
namespace {

/// What came in less what went out, as a share of all that moved.
double imbalance(const StepFlows& flows) {
  const Energy in = flows.panels + flows.generator + flows.grid + flows.taken_from_store;
  const Energy out = flows.load + flows.own + flows.heater + flows.conversion_loss +
                     flows.battery_loss + flows.dumped;
  const Energy moved = flows.panels + flows.generator + flows.grid + flows.battery_out + out;
  return moved > Energy() ? std::abs((in - out) / moved) : 0.0;
}

Energy smallest_flow(const StepFlows& flows) {
  const std::array<Energy, 12> all = {
      flows.panels,          flows.curtailed,   flows.generator, flows.grid,   flows.load,
      flows.shortfall,       flows.own,         flows.heater,    flows.dumped, flows.battery_in,
      flows.conversion_loss, flows.battery_loss};
  return *std::min_element(all.begin(), all.end());
}

TEST(Step, EnergyBalancesAndNothingIsNegativeForRandomPlants) {
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    TestDraws draws(seed);
    const Plant plant = random_plant(draws);
    PlantState state = plant_state(plant, draws.between(0, 1));
    for (int i = 0; i < 200; ++i) {
      const StepInput input = random_input(draws);
      const Duration duration = draws.between(0, 1) < 0.5 ? hour : 1.0 * minute;
      const Energy before = state.stored;
      const StepFlows flows = step(plant, state, duration, input, random_setpoint(draws, plant));
      ASSERT_LT(imbalance(flows), 1e-9) << "seed " << seed << " step " << i;
      ASSERT_NEAR((before - state.stored) / joule, flows.taken_from_store / joule,
                  1e-12 * (plant.battery.capacity / joule));
      ASSERT_GE(smallest_flow(flows) / watt_hour, -1e-9) << "seed " << seed << " step " << i;
      ASSERT_GE(state.stored, plant.battery.floor()) << "seed " << seed;
      ASSERT_LE(state.stored, plant.battery.ceiling()) << "seed " << seed;
      ASSERT_GE(state.fuel, Volume()) << "seed " << seed;
      const Energy all_sun = flows.panels + flows.curtailed;
      ASSERT_NEAR(all_sun / watt_hour, input.panels * duration / watt_hour, 1e-6);
      ASSERT_NEAR((flows.load + flows.shortfall) / watt_hour, input.load * duration / watt_hour,
                  1e-6);
    }
  }
}

TEST(Step, WhatIsDeliverableIsDelivered) {
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    TestDraws draws(seed);
    const Plant plant = random_plant(draws);
    PlantState state = plant_state(plant, draws.between(0, 1));
    StepInput input = random_input(draws);
    const Setpoint setpoint = random_setpoint(draws, plant);
    const Deliverable most = deliverable(plant, state, hour, input, setpoint.generator_on);
    ASSERT_LE(most.to_reserve / watt, most.to_floor / watt + 1e-9);
    ASSERT_LE(most.without_battery / watt, most.to_reserve / watt + 1e-9);
    input.load = most.to_floor;
    const StepFlows flows = step(plant, state, hour, input, setpoint);
    ASSERT_NEAR(flows.shortfall / watt_hour, 0.0, 1e-6) << "seed " << seed;
  }
}

TEST(Step, ReserveIsLeftWhenOnlyThatMuchIsTaken) {
  Plant plant = example_plant();
  plant.keep_above = 0.3;
  plant.battery.self_discharge_per_month = 0;
  PlantState state = plant_state(plant, 0.5);
  StepInput night;
  night.cells = celsius(20);
  night.load = deliverable(plant, state, 1000.0 * minute, night, false).to_reserve;
  step(plant, state, 1000.0 * minute, night, Setpoint());
  EXPECT_NEAR(plant.battery.charge(state.stored), 0.3, 1e-9);
}

TEST(Step, NoonByHand) {
  // 2 kW of sun for an hour: 1960 W on the bus; 15 W own draw; 460 W load takes 500 W of bus; the
  // other 1445 W fill the battery, which stores 95 % of them.
  Plant plant = example_plant();
  plant.conversion = {0.98, 0.92, 0.93, 1.0};
  plant.battery.charge_efficiency = 0.95;
  plant.battery.self_discharge_per_month = 0;
  plant.battery.standby = Power();
  plant.own_draw = 15.0 * watt;
  PlantState state = plant_state(plant, 0.2);
  const StepInput noon{2000.0 * watt, Power(), 460.0 * watt, celsius(25)};
  const StepFlows flows = step(plant, state, hour, noon, Setpoint());
  EXPECT_NEAR(flows.panels / watt_hour, 2000.0, 1e-9);
  EXPECT_NEAR(flows.load / watt_hour, 460.0, 1e-9);
  EXPECT_NEAR(flows.battery_in / watt_hour, 1445.0, 1e-9);
  EXPECT_NEAR(flows.conversion_loss / watt_hour, 40.0 + 40.0, 1e-9);
  EXPECT_NEAR(flows.battery_loss / watt_hour, 1445.0 * 0.05, 1e-9);
}

TEST(Step, GeneratorRunsAtLeastAtItsMinimumAndDumpsWhatNobodyTakes) {
  Plant plant = example_plant();
  plant.own_draw = Power();
  plant.battery.standby = Power();
  PlantState state = plant_state(plant, 1.0);
  Setpoint on;
  on.generator_on = true;
  const StepFlows flows =
      step(plant, state, hour, {Power(), Power(), 500.0 * watt, celsius(20)}, on);
  EXPECT_NEAR(flows.generator / watt_hour, 2400.0, 1e-9);
  EXPECT_NEAR(flows.dumped / watt_hour, 1900.0, 1.0);
  EXPECT_NEAR(flows.fuel / litre, 8 * 0.043 + 2.4 * 0.284, 1e-9);
  EXPECT_TRUE(state.generator_running);
  EXPECT_EQ(state.generator_starts, 1);
}

TEST(Step, ColdBatteryIsNotCharged) {
  const Plant plant = example_plant();
  PlantState state = plant_state(plant, 0.2);
  const StepFlows flows =
      step(plant, state, hour, {5.0 * kilowatt, Power(), Power(), celsius(-5)}, Setpoint());
  EXPECT_EQ(flows.battery_in, Energy());
  EXPECT_GT(flows.curtailed, Energy());
}

TEST(Step, RefillFillsTheTank) {
  const Plant plant = example_plant();
  PlantState state = plant_state(plant, 1.0);
  state.fuel = 100.0 * litre;
  EXPECT_NEAR(refill(plant, state) / litre, 300.0, 1e-9);
  EXPECT_NEAR(refill(plant, state) / litre, 0.0, 1e-9);
}

}  // namespace
}  // namespace islet
