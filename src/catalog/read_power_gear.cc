// Panels, inverters, uninterruptible supplies and charge controllers.
#include "catalog/gear_checks.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

constexpr const char* id_line = "what files and commands call it; the name of its file";
constexpr const char* name_line = "what people call it";

void check_module(RecordReader& record, PvModule& module) {
  if (module.open_circuit_voltage <= module.max_power_voltage) {
    record.fault("open_circuit_v", "`open_circuit_v` is not above `max_power_v`", "");
  }
}

void check_inverter(RecordReader& record, Inverter& inverter) {
  refuse_falling(record,
                 {{"continuous_w_at_40c", inverter.continuous_at_40c / watt},
                  {"continuous_w", inverter.continuous / watt},
                  {"surge_w", inverter.surge / watt}},
                 "A peak is never below what is sustained, and heat never adds to it.");
  if (inverter.continuous_at_65c > Power()) {
    refuse_falling(record,
                   {{"continuous_w_at_65c", inverter.continuous_at_65c / watt},
                    {"continuous_w_at_40c", inverter.continuous_at_40c / watt}},
                   "Heat never adds to what is sustained.");
  }
  refuse_falling(record,
                 {{"efficiency_full_load", inverter.efficiency_full_load.typical},
                  {"efficiency_peak", inverter.efficiency_peak}},
                 swapped_hint);
  refuse_ambient(record, inverter);
}

void check_ups(RecordReader& record, UpsUnit& ups) {
  refuse_ambient(record, ups);
  const Energy given = ups.rated * ups.runtime;
  if (record.is_sound("runtime_s") && given > ups.efficiency_store * ups.battery) {
    record.fault(
        "runtime_s",
        fmt::format("`runtime_s` at `rated_w` takes {:.3g} kWh, more than the battery "
                    "gives, {:.3g} kWh",
                    given / kilowatt_hour, ups.efficiency_store * ups.battery / kilowatt_hour),
        "A battery gives less within minutes than within hours.");
  }
  if (record.is_sound("no_load_w") && ups.no_load.typical >= ups.rated) {
    record.fault("no_load_w", "`no_load_w` is not below `rated_w`", swapped_hint);
  }
}

void check_controller(RecordReader& record, ChargeController& controller) {
  refuse_ambient(record, controller);
  refuse_falling(record,
                 {{"full_output_to_c", controller.full_output_max.in_celsius()},
                  {"ambient_max_c", controller.ambient_max.in_celsius()}},
                 swapped_hint);
}

}  // namespace

RecordForm<PvModule> pv_module_form() {
  RecordKeys<PvModule> keys;
  keys.word("id", &PvModule::id, id_line);
  keys.word("name", &PvModule::name, name_line);
  keys.number("rated_w", &PvModule::rated, in_watt.within(1, 1e5), "under standard light");
  keys.number("efficiency", &PvModule::efficiency, as_fraction, "at 1000 W/m2 and 25 C");
  keys.figure("power_coefficient_per_k", &PvModule::power_coefficient, plain.within(-0.02, 0),
              "change of power for each kelvin, as a fraction");
  keys.temperature("noct_c", &PvModule::nominal_cell, "cell at 800 W/m2, 20 C, 1 m/s");
  keys.number("area_m2", &PvModule::area, in_square_metre.within(0.01, 100), "of the module");
  keys.number("mass_kg", &PvModule::mass, in_kilogram, "of one");
  keys.temperature("cell_max_c", &PvModule::cell_max, "hottest cell");
  keys.number("max_power_v", &PvModule::max_power_voltage, in_volt, "at its best power");
  keys.number("open_circuit_v", &PvModule::open_circuit_voltage, in_volt, "without load");
  keys.number("bifacial", &PvModule::bifacial, as_fraction, "rear over front efficiency");
  keys.number("first_year_loss", &PvModule::first_year_loss, as_fraction, "of power");
  keys.figure("loss_per_year", &PvModule::loss_per_year, as_fraction, "of power, later");
  keys.number("life_years", &PvModule::life, in_years.within(1, 100), "until it is replaced");
  keys.price("price_usd", &PvModule::price, in_dollar, "one module");
  keys.origin(&PvModule::origin);
  return {std::move(keys), check_module};
}

RecordForm<Inverter> inverter_form() {
  constexpr WrittenUnit<Power> rating = in_watt.within(1, 1e9);
  RecordKeys<Inverter> keys;
  keys.word("id", &Inverter::id, id_line);
  keys.word("name", &Inverter::name, name_line);
  keys.number("battery_v", &Inverter::battery_voltage, in_volt, "of the battery it takes");
  keys.number("continuous_w", &Inverter::continuous, rating, "sustained at 25 C");
  keys.number("continuous_w_at_40c", &Inverter::continuous_at_40c, rating, "sustained at 40 C");
  keys.number("continuous_w_at_65c", &Inverter::continuous_at_65c, rating, "sustained at 65 C")
      .optional();
  keys.number("surge_w", &Inverter::surge, rating, "for seconds");
  keys.number("efficiency_peak", &Inverter::efficiency_peak, as_fraction, "at its best load");
  keys.figure("efficiency_full_load", &Inverter::efficiency_full_load, as_fraction, "at full load");
  keys.figure("charger_efficiency", &Inverter::charger_efficiency, as_fraction, "as a charger");
  keys.number("charge_a_max", &Inverter::charge_current_max, in_ampere, "as a charger");
  keys.figure("standby_w", &Inverter::standby, in_watt, "without load");
  keys.number("transfer_ms", &Inverter::transfer, in_millisecond.within(0, 1e5),
              "from grid or generator to battery")
      .optional();
  keys.temperature("ambient_min_c", &Inverter::ambient_min, "coldest around it");
  keys.temperature("ambient_max_c", &Inverter::ambient_max, "hottest around it");
  keys.number("mass_kg", &Inverter::mass, in_kilogram, "of one");
  keys.number("life_years", &Inverter::life, in_years.within(1, 100), "until it is replaced");
  keys.price("price_usd", &Inverter::price, in_dollar, "of one");
  keys.origin(&Inverter::origin);
  return {std::move(keys), check_inverter};
}

RecordForm<UpsUnit> ups_form() {
  constexpr WrittenUnit<double> share = as_fraction.within(0.3, 1);
  RecordKeys<UpsUnit> keys;
  keys.word("id", &UpsUnit::id, id_line);
  keys.word("name", &UpsUnit::name, name_line);
  keys.word("topology", &UpsUnit::topology, "`line_interactive` or `double_conversion`");
  keys.number("rated_w", &UpsUnit::rated, in_watt.within(1, 1e9), "what it may carry");
  keys.number("efficiency_25", &UpsUnit::efficiency_25, share, "at a quarter of `rated_w`");
  keys.number("efficiency_50", &UpsUnit::efficiency_50, share, "at half");
  keys.number("efficiency_100", &UpsUnit::efficiency_100, share, "at `rated_w`");
  keys.number("efficiency_on_battery", &UpsUnit::efficiency_store, share, "from its battery");
  keys.figure("no_load_w", &UpsUnit::no_load, in_watt, "with nothing behind it, battery full");
  keys.number("transfer_ms", &UpsUnit::transfer, in_millisecond.within(0, 1e5),
              "without power at its output when its source goes");
  keys.number("battery_kwh", &UpsUnit::battery, in_kilowatt_hour.within(0.001, 1e6),
              "on the nameplate, at the rate of 20 h");
  keys.number("runtime_s", &UpsUnit::runtime, in_second.within(1, 1e6),
              "how long it carries `rated_w`, battery new");
  keys.number("battery_life_years", &UpsUnit::battery_life, in_years.within(0.5, 50),
              "until its battery is replaced");
  keys.temperature("ambient_min_c", &UpsUnit::ambient_min, "coldest around it");
  keys.temperature("ambient_max_c", &UpsUnit::ambient_max, "hottest around it");
  keys.number("mass_kg", &UpsUnit::mass, in_kilogram, "of one, with its battery");
  keys.price("price_usd", &UpsUnit::price, in_dollar, "of one, with its battery");
  keys.origin(&UpsUnit::origin);
  return {std::move(keys), check_ups};
}

RecordForm<ChargeController> charge_controller_form() {
  using Unit = ChargeController;
  RecordKeys<Unit> keys;
  keys.word("id", &Unit::id, id_line);
  keys.word("name", &Unit::name, name_line);
  keys.numbers("battery_v", &Unit::battery_voltages, in_volt, "of the batteries it takes");
  keys.number("pv_w_max", &Unit::pv_power_max, in_watt.within(1, 1e7),
              "of panels, at its highest battery voltage");
  keys.number("pv_open_circuit_v_max", &Unit::pv_voltage_max, in_volt.within(1, 1e4),
              "of panels without load, at the coldest");
  keys.number("charge_a_max", &Unit::charge_current_max, in_ampere.within(0.1, 1e5),
              "into the battery");
  keys.figure("efficiency", &Unit::efficiency, as_fraction, "mean of a year");
  keys.figure("standby_w", &Unit::standby, in_watt, "at night");
  keys.temperature("ambient_min_c", &Unit::ambient_min, "coldest around it");
  keys.temperature("ambient_max_c", &Unit::ambient_max, "hottest around it");
  keys.temperature("full_output_to_c", &Unit::full_output_max, "above it, less than its rating");
  keys.number("mass_kg", &Unit::mass, in_kilogram, "of one");
  keys.number("life_years", &Unit::life, in_years.within(1, 100), "until it is replaced");
  keys.price("price_usd", &Unit::price, in_dollar, "of one");
  keys.origin(&Unit::origin);
  return {std::move(keys), check_controller};
}

}  // namespace islet
