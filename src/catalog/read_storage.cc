// Batteries and generators: what carries a site through the night.
#include "catalog/gear_checks.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

constexpr const char* id_line = "what files and commands call it; the name of its file";
constexpr const char* name_line = "what people call it";

void check_battery(RecordReader& record, BatteryModule& battery) {
  if (battery.usable_min >= battery.usable_max) {
    record.fault("usable_min", "`usable_min` must be below `usable_max`", "");
  }
  refuse_falling(record,
                 {{"charge_min_c", battery.charge_min.in_celsius()},
                  {"charge_max_c", battery.charge_max_temperature.in_celsius()}},
                 swapped_hint);
  refuse_falling(record,
                 {{"discharge_min_c", battery.discharge_min.in_celsius()},
                  {"discharge_max_c", battery.discharge_max_temperature.in_celsius()}},
                 swapped_hint);
}

void check_generator(RecordReader& record, GeneratorSet& set) {
  refuse_ambient(record, set);
  if (set.full_load > Duration()) {
    refuse_falling(record,
                   {{"start_s", set.start / second}, {"full_load_s", set.full_load / second}},
                   swapped_hint);
  }
  refuse_falling(record,
                 {{"service_interval_h", set.service_interval.typical / hour},
                  {"overhaul_h", set.overhaul_interval.typical / hour}},
                 swapped_hint);
}

void add_limits(RecordKeys<GeneratorSet>& keys) {
  using Set = GeneratorSet;
  keys.number("altitude_free_m", &Set::altitude_free, in_metre.within(0, 9000),
              "full output up to here");
  keys.number("derate_per_300_m", &Set::derate_per_300_m, as_fraction, "output lost above it");
  keys.temperature("temperature_free_c", &Set::temperature_free, "full output up to here");
  keys.number("derate_per_5_c", &Set::derate_per_5_c, as_fraction, "output lost above it");
  keys.temperature("ambient_min_c", &Set::ambient_min, "coldest it starts in");
  keys.temperature("ambient_max_c", &Set::ambient_max, "hottest it runs in");
}

}  // namespace

RecordForm<BatteryModule> battery_form() {
  using Unit = BatteryModule;
  RecordKeys<Unit> keys;
  keys.word("id", &Unit::id, id_line);
  keys.word("name", &Unit::name, name_line);
  keys.word("chemistry", &Unit::chemistry, "lfp, nmc, agm, opzv");
  keys.number("nominal_v", &Unit::nominal_voltage, in_volt, "its name");
  keys.number("energy_kwh", &Unit::capacity, in_kilowatt_hour.within(0.001, 1e7), "when new");
  keys.number("usable_min", &Unit::usable_min, as_fraction, "lowest charge it should see");
  keys.number("usable_max", &Unit::usable_max, as_fraction, "highest charge it should see");
  keys.number("charge_max_per_h", &Unit::charge_max, per_hour.within(0, 100),
              "power over capacity");
  keys.number("discharge_max_per_h", &Unit::discharge_max, per_hour.within(0, 100),
              "power over capacity");
  keys.figure("round_trip", &Unit::round_trip, plain.within(0.1, 1), "energy out over energy in");
  keys.figure("cycles_to_end", &Unit::cycles_to_end, plain.within(1, 1e6),
              "of `cycle_depth`, until `end_capacity` is left");
  keys.number("cycle_depth", &Unit::cycle_depth, as_fraction, "of those cycles");
  keys.number("end_capacity", &Unit::end_capacity, as_fraction, "left at its end");
  keys.figure("calendar_life_years", &Unit::calendar_life, in_years.within(0.1, 100), "at 25 C");
  keys.number("self_discharge_per_month", &Unit::self_discharge_per_month, as_fraction,
              "lost at rest");
  keys.temperature("charge_min_c", &Unit::charge_min, "no charging below");
  keys.temperature("charge_max_c", &Unit::charge_max_temperature, "no charging above");
  keys.temperature("discharge_min_c", &Unit::discharge_min, "no use below");
  keys.temperature("discharge_max_c", &Unit::discharge_max_temperature, "no use above");
  keys.figure("standby_w", &Unit::standby, in_watt, "of its electronics");
  keys.number("heater_w", &Unit::heater, in_watt, "of its heater; 0: none");
  keys.figure("mass_kg", &Unit::mass, in_kilogram, "of one");
  keys.price("price_usd", &Unit::price, in_dollar, "one module");
  keys.origin(&Unit::origin);
  return {std::move(keys), check_battery};
}

RecordForm<GeneratorSet> generator_form() {
  using Set = GeneratorSet;
  RecordKeys<Set> keys;
  keys.word("id", &Set::id, id_line);
  keys.word("name", &Set::name, name_line);
  keys.word("fuel", &Set::fuel, "diesel, propane, natural_gas, methanol");
  keys.number("rated_kw", &Set::rated, in_kilowatt.within(0.01, 1e6), "full output");
  keys.figure("fuel_no_load_l_per_kwh", &Set::fuel_no_load_l_per_kwh, plain,
              "litres an hour for each kW of rating, whatever it gives");
  keys.figure("fuel_slope_l_per_kwh", &Set::fuel_slope_l_per_kwh, plain,
              "litres for each kWh it gives, on top");
  keys.typical("minimum_load", &Set::minimum_load, as_fraction, "of rated, in long work");
  keys.typical("start_s", &Set::start, in_second, "from cold to rated voltage");
  keys.typical("full_load_s", &Set::full_load, in_second, "from cold to full load").optional();
  keys.number("cool_down_s", &Set::cool_down, in_second, "idling before it stops").optional();
  keys.number("tank_l", &Set::tank, in_litre, "its own; none: fed from outside").optional();
  add_limits(keys);
  keys.figure("start_failure", &Set::start_failure, as_fraction, "of all starts");
  keys.figure("service_interval_h", &Set::service_interval, in_hour.within(1, 1e6),
              "running hours between services");
  keys.price("service_usd", &Set::service_cost, in_dollar, "one service");
  keys.figure("overhaul_h", &Set::overhaul_interval, in_hour.within(1, 1e6),
              "running hours to an overhaul");
  keys.number("mass_kg", &Set::mass, in_kilogram, "of one");
  keys.number("noise_dba_7m", &Set::noise_dba_7m, plain.within(0, 200), "dB(A) at 7 m").optional();
  keys.price("price_usd", &Set::price, in_dollar, "of one");
  keys.origin(&Set::origin);
  return {std::move(keys), check_generator};
}

}  // namespace islet
