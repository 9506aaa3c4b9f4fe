// Panels, inverters, charge controllers, batteries and generators.
#include "catalog/read_records.h"

namespace islet {

PvModule read_pv_module(RecordReader& record) {
  PvModule module;
  module.id = record.word("id");
  module.name = record.word("name");
  module.rated = record.number("rated_w", {1, 1e5}) * watt;
  module.efficiency = record.number("efficiency", fraction);
  module.power_coefficient = record.figure("power_coefficient_per_k", {-0.02, 0});
  module.nominal_cell = celsius(record.number("noct_c", any_temperature));
  module.area = record.number("area_m2", {0.01, 100}) * square_metre;
  module.mass = record.number("mass_kg") * kilogram;
  module.cell_max = celsius(record.number("cell_max_c", any_temperature));
  module.max_power_voltage = record.number("max_power_v") * volt;
  module.open_circuit_voltage = record.number("open_circuit_v") * volt;
  if (module.open_circuit_voltage <= module.max_power_voltage) {
    record.fault("open_circuit_v", "`open_circuit_v` is not above `max_power_v`", "");
  }
  module.bifacial = record.number("bifacial", fraction);
  module.first_year_loss = record.number("first_year_loss", fraction);
  module.loss_per_year = record.figure("loss_per_year", fraction);
  module.life = record.number("life_years", {1, 100}) * year;
  module.price = record.figure_in("price_usd", dollar);
  module.origin = record.origin();
  return module;
}

Inverter read_inverter(RecordReader& record) {
  Inverter inverter;
  inverter.id = record.word("id");
  inverter.name = record.word("name");
  inverter.battery_voltage = record.number("battery_v") * volt;
  inverter.continuous = record.number("continuous_w", {1, 1e9}) * watt;
  inverter.continuous_at_40c = record.number("continuous_w_at_40c", {1, 1e9}) * watt;
  inverter.continuous_at_65c = record.optional_number("continuous_w_at_65c", {1, 1e9}) * watt;
  inverter.surge = record.number("surge_w", {1, 1e9}) * watt;
  inverter.efficiency_peak = record.number("efficiency_peak", fraction);
  inverter.efficiency_full_load = record.figure("efficiency_full_load", fraction);
  inverter.charger_efficiency = record.figure("charger_efficiency", fraction);
  inverter.charge_current_max = record.number("charge_a_max") * ampere;
  inverter.standby = record.figure_in("standby_w", watt);
  inverter.transfer = record.optional_number("transfer_ms", {0, 1e5}) * millisecond;
  inverter.ambient_min = celsius(record.number("ambient_min_c", any_temperature));
  inverter.ambient_max = celsius(record.number("ambient_max_c", any_temperature));
  inverter.mass = record.number("mass_kg") * kilogram;
  inverter.life = record.number("life_years", {1, 100}) * year;
  inverter.price = record.figure_in("price_usd", dollar);
  inverter.origin = record.origin();
  return inverter;
}

ChargeController read_charge_controller(RecordReader& record) {
  ChargeController controller;
  controller.id = record.word("id");
  controller.name = record.word("name");
  for (const double volts : record.numbers("battery_v")) {
    controller.battery_voltages.push_back(volts * volt);
  }
  controller.pv_power_max = record.number("pv_w_max", {1, 1e7}) * watt;
  controller.pv_voltage_max = record.number("pv_open_circuit_v_max", {1, 1e4}) * volt;
  controller.charge_current_max = record.number("charge_a_max", {0.1, 1e5}) * ampere;
  controller.efficiency = record.figure("efficiency", fraction);
  controller.standby = record.figure_in("standby_w", watt);
  controller.ambient_min = celsius(record.number("ambient_min_c", any_temperature));
  controller.ambient_max = celsius(record.number("ambient_max_c", any_temperature));
  controller.full_output_max = celsius(record.number("full_output_to_c", any_temperature));
  controller.mass = record.number("mass_kg") * kilogram;
  controller.life = record.number("life_years", {1, 100}) * year;
  controller.price = record.figure_in("price_usd", dollar);
  controller.origin = record.origin();
  return controller;
}

BatteryModule read_battery(RecordReader& record) {
  BatteryModule battery;
  battery.id = record.word("id");
  battery.name = record.word("name");
  battery.chemistry = record.word("chemistry");
  battery.nominal_voltage = record.number("nominal_v") * volt;
  battery.capacity = record.number("energy_kwh", {0.001, 1e7}) * kilowatt_hour;
  battery.usable_min = record.number("usable_min", fraction);
  battery.usable_max = record.number("usable_max", fraction);
  if (battery.usable_min >= battery.usable_max) {
    record.fault("usable_min", "`usable_min` must be below `usable_max`", "");
  }
  battery.charge_max = record.number("charge_max_per_h", {0, 100}) / hour;
  battery.discharge_max = record.number("discharge_max_per_h", {0, 100}) / hour;
  battery.round_trip = record.figure("round_trip", {0.1, 1});
  battery.cycles_to_end = record.figure("cycles_to_end", {1, 1e6});
  battery.cycle_depth = record.number("cycle_depth", fraction);
  battery.end_capacity = record.number("end_capacity", fraction);
  battery.calendar_life = record.figure_in("calendar_life_years", year, {0.1, 100});
  battery.self_discharge_per_month = record.number("self_discharge_per_month", fraction);
  battery.charge_min = celsius(record.number("charge_min_c", any_temperature));
  battery.charge_max_temperature = celsius(record.number("charge_max_c", any_temperature));
  battery.discharge_min = celsius(record.number("discharge_min_c", any_temperature));
  battery.discharge_max_temperature = celsius(record.number("discharge_max_c", any_temperature));
  battery.standby = record.figure_in("standby_w", watt);
  battery.heater = record.number("heater_w") * watt;
  battery.mass = record.figure_in("mass_kg", kilogram);
  battery.price = record.figure_in("price_usd", dollar);
  battery.origin = record.origin();
  return battery;
}

namespace {

void read_derating(RecordReader& record, GeneratorSet& set) {
  set.altitude_free = record.number("altitude_free_m", {0, 9000}) * metre;
  set.derate_per_300_m = record.number("derate_per_300_m", fraction);
  set.temperature_free = celsius(record.number("temperature_free_c", any_temperature));
  set.derate_per_5_c = record.number("derate_per_5_c", fraction);
  set.ambient_min = celsius(record.number("ambient_min_c", any_temperature));
  set.ambient_max = celsius(record.number("ambient_max_c", any_temperature));
}

}  // namespace

GeneratorSet read_generator(RecordReader& record) {
  GeneratorSet set;
  set.id = record.word("id");
  set.name = record.word("name");
  set.fuel = record.word("fuel");
  set.rated = record.number("rated_kw", {0.01, 1e6}) * kilowatt;
  set.fuel_no_load_l_per_kwh = record.figure("fuel_no_load_l_per_kwh");
  set.fuel_slope_l_per_kwh = record.figure("fuel_slope_l_per_kwh");
  set.minimum_load = record.figure("minimum_load", fraction).typical;
  set.start = record.figure_in("start_s", second).typical;
  if (record.has("full_load_s")) set.full_load = record.figure_in("full_load_s", second).typical;
  set.cool_down = record.optional_number("cool_down_s") * second;
  set.tank = record.optional_number("tank_l") * litre;
  read_derating(record, set);
  set.start_failure = record.figure("start_failure", fraction);
  set.service_interval = record.figure_in("service_interval_h", hour, {1, 1e6});
  set.service_cost = record.figure_in("service_usd", dollar);
  set.overhaul_interval = record.figure_in("overhaul_h", hour, {1, 1e6});
  set.mass = record.number("mass_kg") * kilogram;
  set.noise_dba_7m = record.optional_number("noise_dba_7m", {0, 200});
  set.price = record.figure_in("price_usd", dollar);
  set.origin = record.origin();
  return set;
}

}  // namespace islet
