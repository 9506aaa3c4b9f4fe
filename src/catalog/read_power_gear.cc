// Panels, inverters, controllers, batteries, generators; unit prices and rates.
#include <fmt/format.h>

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
  module.max_power_voltage = record.number("max_power_v") * volt;
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
  inverter.efficiency_peak = record.number("efficiency_peak", fraction);
  inverter.efficiency_full_load = record.figure("efficiency_full_load", fraction);
  inverter.charger_efficiency = record.figure("charger_efficiency", fraction);
  inverter.charge_current_max = record.number("charge_a_max") * ampere;
  inverter.standby = record.figure_in("standby_w", watt);
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
  controller.efficiency = record.figure("efficiency", fraction);
  controller.standby = record.figure_in("standby_w", watt);
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

GeneratorSet read_generator(RecordReader& record) {
  GeneratorSet set;
  set.id = record.word("id");
  set.name = record.word("name");
  set.fuel = record.word("fuel");
  set.rated = record.number("rated_kw", {0.01, 1e6}) * kilowatt;
  set.fuel_no_load_l_per_kwh = record.figure("fuel_no_load_l_per_kwh");
  set.fuel_slope_l_per_kwh = record.figure("fuel_slope_l_per_kwh");
  set.minimum_load = record.number("minimum_load", fraction);
  set.start = record.number("start_s") * second;
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

UnitPrice read_unit_price(RecordReader& record) {
  UnitPrice price;
  price.id = record.word("id");
  price.name = record.word("name");
  price.dollars = record.figure("usd");
  price.per = record.word("per");
  price.year = static_cast<int>(record.number("year", {1990, 2100}));
  price.region = record.word("region");
  price.dollars.stated = record.optional_word("stated");
  price.origin = record.origin();
  return price;
}

Rate read_rate(RecordReader& record) {
  Rate rate;
  rate.id = record.word("id");
  rate.name = record.word("name");
  rate.fraction = record.figure("fraction", {-1, 10});
  rate.of = record.word("of");
  rate.per = record.word("per");
  rate.year = static_cast<int>(record.number("year", {1990, 2100}));
  (void)record.optional_word("region");
  rate.origin = record.origin();
  return rate;
}

}  // namespace islet
