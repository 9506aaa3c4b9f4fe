// Plants for the tests of this folder: one fixed example, and random ones with all kinds of parts.
#pragma once

#include <cstdint>

#include "energy/plant.h"

namespace islet {

/// Uniform draws from a seed, the same on every machine.
class TestDraws {
 public:
  explicit TestDraws(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15U + 1) {}

  double between(double low, double high) {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    const std::uint64_t mixed = (state_ ^ (state_ >> 32U)) * 0xD6E8FEB86659FD93U;
    return low + (high - low) * static_cast<double>(mixed >> 11U) * 0x1.0p-53;
  }
  bool is_true(double share) { return between(0, 1) < share; }

 private:
  std::uint64_t state_;
};

/// 6 kWp, 20 kWh LFP, 8 kW diesel with 400 L every 30 days.
inline Plant example_plant() {
  Plant plant;
  plant.panel_rated = 6.0 * kilowatt;
  plant.battery.capacity = 20.0 * kilowatt_hour;
  plant.battery.usable_min = 0.1;
  plant.battery.charge_max = 10.0 * kilowatt;
  plant.battery.discharge_max = 16.0 * kilowatt;
  plant.battery.charge_efficiency = 0.975;
  plant.battery.discharge_efficiency = 0.975;
  plant.battery.standby = 8.0 * watt;
  plant.battery.self_discharge_per_month = 0.02;
  plant.own_draw = 15.0 * watt;
  Generator set;
  set.rated = 8.0 * kilowatt;
  set.fuel = {0.043 * litre / kilowatt_hour, 0.284 * litre / kilowatt_hour};
  set.tank = 400.0 * litre;
  set.refill_every = 30.0 * day;
  plant.generator = set;
  return plant;
}

/// Any parts, any sizes, some absent.
inline Plant random_plant(TestDraws& draws) {
  Plant plant = example_plant();
  plant.panel_rated = draws.between(0, 10) * kilowatt;
  if (draws.is_true(0.3)) plant.panel_input_max = draws.between(0.5, 5) * kilowatt;
  const double size = draws.is_true(0.15) ? 0.0 : draws.between(0.5, 40);
  plant.battery.capacity = size * kilowatt_hour;
  plant.battery.charge_max = draws.between(0.1, 1) * size * kilowatt;
  plant.battery.discharge_max = draws.between(0.1, 1) * size * kilowatt;
  plant.battery.charge_efficiency = draws.between(0.8, 1);
  plant.battery.discharge_efficiency = draws.between(0.8, 1);
  if (draws.is_true(0.3)) {
    plant.battery.heater = 200.0 * watt;
    plant.battery.charge_min = celsius(-20);
  }
  plant.keep_above = draws.is_true(0.5) ? draws.between(0, 0.5) : 0.0;
  if (draws.is_true(0.4)) plant.generator.reset();
  if (plant.generator && draws.is_true(0.3)) plant.generator->tank = draws.between(0, 3) * litre;
  if (draws.is_true(0.3)) plant.inverter_max = draws.between(0.5, 5) * kilowatt;
  if (draws.is_true(0.3)) plant.charger_max = draws.between(0.1, 5) * kilowatt;
  plant.conversion = {draws.between(0.9, 1), draws.between(0.8, 1), draws.between(0.8, 1),
                      draws.between(0.8, 1)};
  plant.own_draw = draws.between(0, 60) * watt;
  return plant;
}

/// Day or night, with or without grid, from deep cold to great heat.
inline StepInput random_input(TestDraws& draws) {
  StepInput input;
  input.panels = draws.is_true(0.5) ? Power() : draws.between(0, 8) * kilowatt;
  input.grid = draws.is_true(0.6) ? Power() : draws.between(0, 3) * kilowatt;
  input.load = draws.between(0, 6) * kilowatt;
  input.cells = celsius(draws.between(-25, 50));
  return input;
}

/// Any order to the generator and the charger.
inline Setpoint random_setpoint(TestDraws& draws, const Plant& plant) {
  Setpoint setpoint;
  setpoint.generator_on = draws.is_true(0.4);
  setpoint.charge_from_generator = draws.is_true(0.5);
  setpoint.charge_from_grid = draws.is_true(0.5);
  if (plant.generator) setpoint.generator_power = draws.between(0, 1.2) * plant.generator->rated;
  return setpoint;
}

}  // namespace islet
