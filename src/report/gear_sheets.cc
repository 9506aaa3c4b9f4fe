#include "report/gear_sheets.h"

#include <fmt/format.h>

#include "report/figure_text.h"

namespace islet {
namespace {

template <class Record>
RecordSheet sheet_for(const char* kind, const Record& record, std::string summary) {
  return {kind, record.id, record.name, std::move(summary), record.origin, {}};
}

RecordSheet sheet_of(const PvModule& module) {
  RecordSheet sheet =
      sheet_for("panel", module, text_of(module.rated) + ", " + text_of(module.price.typical));
  sheet.number("rated_wp", module.rated / watt);
  sheet.number("efficiency", module.efficiency);
  sheet.figure("power_coefficient_per_k", module.power_coefficient, 1.0);
  sheet.number("nominal_cell_c", module.nominal_cell.in_celsius());
  sheet.number("area_m2", module.area / square_metre);
  sheet.number("open_circuit_v", module.open_circuit_voltage / volt);
  sheet.number("bifacial_share", module.bifacial);
  sheet.number("mass_kg", module.mass / kilogram);
  sheet.number("first_year_loss", module.first_year_loss);
  sheet.figure("loss_per_year", module.loss_per_year, 1.0);
  sheet.number("life_years", module.life / year);
  sheet.figure("price_usd", module.price, dollar);
  return sheet;
}

RecordSheet sheet_of(const BatteryModule& battery) {
  RecordSheet sheet =
      sheet_for("battery", battery,
                fmt::format("{}, {}, {}", battery.chemistry, text_of(battery.capacity),
                            text_of(battery.price.typical)));
  sheet.word("chemistry", battery.chemistry);
  sheet.number("nominal_v", battery.nominal_voltage / volt);
  sheet.number("capacity_kwh", battery.capacity / kilowatt_hour);
  sheet.number("usable_min_share", battery.usable_min);
  sheet.number("usable_max_share", battery.usable_max);
  sheet.number("charge_max_per_h", battery.charge_max * hour);
  sheet.number("discharge_max_per_h", battery.discharge_max * hour);
  sheet.figure("round_trip_share", battery.round_trip, 1.0);
  sheet.figure("cycles_to_end", battery.cycles_to_end, 1.0);
  sheet.number("cycle_depth_share", battery.cycle_depth);
  sheet.number("end_capacity_share", battery.end_capacity);
  sheet.figure("calendar_life_years", battery.calendar_life, year);
  sheet.number("charge_min_c", battery.charge_min.in_celsius());
  sheet.number("discharge_min_c", battery.discharge_min.in_celsius());
  sheet.figure("standby_w", battery.standby, watt);
  sheet.figure("mass_kg", battery.mass, kilogram);
  sheet.figure("price_usd", battery.price, dollar);
  return sheet;
}

RecordSheet sheet_of(const GeneratorSet& generator) {
  RecordSheet sheet = sheet_for("generator", generator,
                                fmt::format("{}, {}, {}", generator.fuel, text_of(generator.rated),
                                            text_of(generator.price.typical)));
  sheet.word("fuel", generator.fuel);
  sheet.number("rated_kw", generator.rated / kilowatt);
  sheet.figure("fuel_no_load_l_per_kwh", generator.fuel_no_load_l_per_kwh, 1.0);
  sheet.figure("fuel_slope_l_per_kwh", generator.fuel_slope_l_per_kwh, 1.0);
  sheet.number("minimum_load_share", generator.minimum_load);
  sheet.number("start_s", generator.start / second);
  sheet.number("altitude_free_m", generator.altitude_free / metre);
  sheet.number("derate_per_300_m", generator.derate_per_300_m);
  sheet.number("temperature_free_c", generator.temperature_free.in_celsius());
  sheet.number("derate_per_5_c", generator.derate_per_5_c);
  sheet.number("ambient_min_c", generator.ambient_min.in_celsius());
  sheet.number("ambient_max_c", generator.ambient_max.in_celsius());
  sheet.figure("start_failure_share", generator.start_failure, 1.0);
  sheet.figure("service_interval_h", generator.service_interval, hour);
  sheet.figure("service_cost_usd", generator.service_cost, dollar);
  sheet.figure("overhaul_interval_h", generator.overhaul_interval, hour);
  sheet.number("mass_kg", generator.mass / kilogram);
  sheet.number("noise_7m_dba", generator.noise_dba_7m);
  sheet.figure("price_usd", generator.price, dollar);
  return sheet;
}

RecordSheet sheet_of(const Inverter& inverter) {
  RecordSheet sheet = sheet_for(
      "inverter", inverter, text_of(inverter.continuous) + ", " + text_of(inverter.price.typical));
  sheet.number("battery_v", inverter.battery_voltage / volt);
  sheet.number("continuous_kw", inverter.continuous / kilowatt);
  sheet.number("continuous_at_40_c_kw", inverter.continuous_at_40c / kilowatt);
  sheet.number("surge_kw", inverter.surge / kilowatt);
  sheet.number("efficiency_peak_share", inverter.efficiency_peak);
  sheet.figure("efficiency_full_load_share", inverter.efficiency_full_load, 1.0);
  sheet.figure("charger_efficiency_share", inverter.charger_efficiency, 1.0);
  sheet.figure("standby_w", inverter.standby, watt);
  sheet.number("mass_kg", inverter.mass / kilogram);
  sheet.number("life_years", inverter.life / year);
  sheet.figure("price_usd", inverter.price, dollar);
  return sheet;
}

RecordSheet sheet_of(const UpsUnit& ups) {
  RecordSheet sheet = sheet_for("UPS", ups, text_of(ups.rated) + ", " + text_of(ups.price.typical));
  sheet.word("topology", ups.topology);
  sheet.number("rated_kw", ups.rated / kilowatt);
  sheet.number("efficiency_25_share", ups.efficiency_25);
  sheet.number("efficiency_50_share", ups.efficiency_50);
  sheet.number("efficiency_100_share", ups.efficiency_100);
  sheet.number("efficiency_on_battery_share", ups.efficiency_store);
  sheet.figure("no_load_w", ups.no_load, watt);
  sheet.number("transfer_ms", ups.transfer / millisecond);
  sheet.number("battery_kwh", ups.battery / kilowatt_hour);
  sheet.number("runtime_min", ups.runtime / minute);
  sheet.number("battery_life_years", ups.battery_life / year);
  sheet.number("ambient_min_c", ups.ambient_min.in_celsius());
  sheet.number("ambient_max_c", ups.ambient_max.in_celsius());
  sheet.number("mass_kg", ups.mass / kilogram);
  sheet.figure("price_usd", ups.price, dollar);
  return sheet;
}

RecordSheet sheet_of(const ChargeController& controller) {
  RecordSheet sheet =
      sheet_for("charge controller", controller,
                text_of(controller.pv_power_max) + ", " + text_of(controller.price.typical));
  sheet.number("pv_max_kw", controller.pv_power_max / kilowatt);
  sheet.number("pv_max_v", controller.pv_voltage_max / volt);
  sheet.number("full_output_max_c", controller.full_output_max.in_celsius());
  sheet.figure("efficiency_share", controller.efficiency, 1.0);
  sheet.figure("standby_w", controller.standby, watt);
  sheet.number("mass_kg", controller.mass / kilogram);
  sheet.number("life_years", controller.life / year);
  sheet.figure("price_usd", controller.price, dollar);
  return sheet;
}

RecordSheet sheet_of(const CoolingUnit& cooler) {
  RecordSheet sheet =
      sheet_for("cooler", cooler,
                fmt::format("{}, {} of heat, {}", cooler.kind, text_of(cooler.heat_max),
                            text_of(cooler.price.typical)));
  sheet.word("kind", cooler.kind);
  sheet.number("heat_max_kw", cooler.heat_max / kilowatt);
  sheet.number("inside_above_k", cooler.inside_above / kelvin);
  for (const CoolingPoint& point : cooler.curve) {
    sheet.number(fmt::format("draw_per_heat_at_{:g}_c", point.ambient.in_celsius()),
                 point.draw_per_heat);
  }
  sheet.number("ambient_min_c", cooler.ambient_min.in_celsius());
  sheet.number("ambient_max_c", cooler.ambient_max.in_celsius());
  sheet.word("needs_clean_air", cooler.needs_clean_air ? "yes" : "no");
  sheet.number("mass_kg", cooler.mass / kilogram);
  sheet.figure("price_usd", cooler.price, dollar);
  return sheet;
}

RecordSheet sheet_of(const Enclosure& enclosure) {
  RecordSheet sheet =
      sheet_for("enclosure", enclosure, enclosure.rating + ", " + text_of(enclosure.price.typical));
  sheet.word("rating", enclosure.rating);
  sheet.number("height_u", enclosure.height_u);
  sheet.number("wall_m2", enclosure.wall / square_metre);
  sheet.number("wall_w_per_m2_k", enclosure.wall_w_per_m2_k);
  sheet.number("solar_absorptance_share", enclosure.solar_absorptance);
  sheet.number("payload_kg", enclosure.payload / kilogram);
  sheet.number("ambient_min_c", enclosure.ambient_min.in_celsius());
  sheet.number("ambient_max_c", enclosure.ambient_max.in_celsius());
  sheet.number("mass_kg", enclosure.mass / kilogram);
  sheet.figure("price_usd", enclosure.price, dollar);
  return sheet;
}

RecordSheet sheet_of(const UnitPrice& price) {
  RecordSheet sheet = sheet_for(
      "price", price, fmt::format("{} USD/{}", number_text(price.dollars.typical), price.per));
  sheet.figure("usd", price.dollars, 1.0);
  sheet.word("per", price.per);
  sheet.word("date", price.date);
  sheet.word("region", price.region);
  return sheet;
}

RecordSheet sheet_of(const Rate& rate) {
  RecordSheet sheet = sheet_for(
      "rate", rate,
      fmt::format("{} of {} per {}", share_text(rate.fraction.typical), rate.of, rate.per));
  sheet.figure("fraction", rate.fraction, 1.0);
  sheet.word("of", rate.of);
  sheet.word("per", rate.per);
  sheet.word("date", rate.date);
  return sheet;
}

RecordSheet sheet_of(const Term& term) {
  RecordSheet sheet = sheet_for("term", term, number_text(term.length.typical / year) + " years");
  sheet.figure("years", term.length, year);
  sheet.word("region", term.region);
  return sheet;
}

}  // namespace

std::vector<RecordSheet> panel_sheets(const Catalog& catalog) {
  return sheets_of(catalog.pv_modules, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> battery_sheets(const Catalog& catalog) {
  return sheets_of(catalog.batteries, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> generator_sheets(const Catalog& catalog) {
  return sheets_of(catalog.generators, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> inverter_sheets(const Catalog& catalog) {
  return sheets_of(catalog.inverters, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> ups_sheets(const Catalog& catalog) {
  return sheets_of(catalog.upses, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> charge_controller_sheets(const Catalog& catalog) {
  return sheets_of(catalog.charge_controllers, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> cooler_sheets(const Catalog& catalog) {
  return sheets_of(catalog.coolers, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> enclosure_sheets(const Catalog& catalog) {
  return sheets_of(catalog.enclosures, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> price_sheets(const Catalog& catalog) {
  return sheets_of(catalog.prices, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> rate_sheets(const Catalog& catalog) {
  return sheets_of(catalog.rates, [](const auto& record) { return sheet_of(record); });
}
std::vector<RecordSheet> term_sheets(const Catalog& catalog) {
  return sheets_of(catalog.terms, [](const auto& record) { return sheet_of(record); });
}

}  // namespace islet
