// Hosts, coolers and enclosures: what machines stand in.
#include <fmt/format.h>

#include "catalog/gear_checks.h"
#include "catalog/read_records.h"

namespace islet {
namespace {

constexpr const char* id_line = "what files and commands call it; the name of its file";
constexpr const char* name_line = "what people call it";

void check_host(RecordReader& record, Host& host) {
  refuse_falling(record,
                 {{"idle_w", host.idle_power.typical / watt},
                  {"serving_w", host.serving_power.typical / watt},
                  {"max_w", host.max_power.typical / watt}},
                 "A computer draws least at rest and most at its peak.");
  refuse_falling(
      record,
      {{"inlet_min_c", host.inlet_min.in_celsius()}, {"inlet_max_c", host.inlet_max.in_celsius()}},
      swapped_hint);
}

RecordKeys<CoolingPoint> curve_keys() {
  RecordKeys<CoolingPoint> keys;
  keys.temperature("ambient_c", &CoolingPoint::ambient, "outside; each above the one before");
  keys.number("draw_per_heat", &CoolingPoint::draw_per_heat, plain.within(0, 100),
              "electric watts for each watt of heat moved");
  return keys;
}

void check_cooler(RecordReader& record, CoolingUnit& unit) {
  for (std::size_t index = 1; index < unit.curve.size(); ++index) {
    if (unit.curve[index].ambient > unit.curve[index - 1].ambient) continue;
    record.fault("curve", "`curve` must go by rising ambient_c", "");
    break;
  }
  refuse_ambient(record, unit);
}

void check_enclosure(RecordReader& record, Enclosure& box) { refuse_ambient(record, box); }

}  // namespace

RecordForm<Host> host_form() {
  RecordKeys<Host> keys;
  keys.word("id", &Host::id, id_line);
  keys.word("name", &Host::name, name_line);
  keys.count("cards_max", &Host::cards_max, {0, 16}, "how many cards it takes");
  keys.choices("card_forms", &Host::card_forms, form_words(), "forms of cards it takes");
  keys.number("card_w_max", &Host::card_power_max, in_watt, "watts it can give all cards");
  keys.count("cpu_cores", &Host::cpu_cores, {0, 1024}, "of its processors");
  keys.number("memory_gb", &Host::memory, in_gigabyte, "of its processors");
  keys.figure("idle_w", &Host::idle_power, in_watt, "at the plug, without cards, at rest");
  keys.figure("serving_w", &Host::serving_power, in_watt, "while it serves, without cards");
  keys.figure("max_w", &Host::max_power, in_watt, "at most, without cards");
  keys.number("supply_efficiency", &Host::supply_efficiency, plain.within(0.3, 1),
              "of its power supply");
  keys.flag("redundant_supply", &Host::redundant_supply, "a second supply takes over");
  keys.words("supply", &Host::supply, "what feeds it: ac_230v, dc_48v");
  keys.temperature("inlet_min_c", &Host::inlet_min, "coldest air it works in");
  keys.temperature("inlet_max_c", &Host::inlet_max, "hottest air it works in");
  keys.flag("fanless", &Host::fanless, "no fans");
  keys.number("height_u", &Host::height_u, plain.within(0, 100), "rack units");
  keys.number("mass_kg", &Host::mass, in_kilogram, "without cards");
  keys.number("boot_s", &Host::boot, in_second, "from power to work");
  keys.number("life_years", &Host::life, in_years.within(0.1, 100), "until it is replaced");
  keys.price("price_usd", &Host::price, in_dollar, "without cards");
  keys.origin(&Host::origin);
  return {std::move(keys), check_host};
}

RecordForm<CoolingUnit> cooler_form() {
  using Unit = CoolingUnit;
  RecordKeys<Unit> keys;
  keys.word("id", &Unit::id, id_line);
  keys.word("name", &Unit::name, name_line);
  keys.word("kind", &Unit::kind, "passive, filtered_fan, compressor, dry_cooler, ...");
  keys.number("heat_w", &Unit::heat_max, in_watt.within(1, 1e9), "heat it moves at its rating");
  keys.number("inside_above_c", &Unit::inside_above, in_kelvin.within(-50, 100),
              "inside above outside at full heat; negative: cooled below");
  keys.part<CoolingPoint>(
      "curve", curve_keys(), "draw by outside temperature, a list",
      [](RecordReader&, Unit& out, CoolingPoint point) { out.curve.push_back(point); });
  keys.temperature("ambient_min_c", &Unit::ambient_min, "coldest outside");
  keys.temperature("ambient_max_c", &Unit::ambient_max, "hottest outside");
  keys.flag("needs_clean_air", &Unit::needs_clean_air, "dust stops it");
  keys.number("service_interval_h", &Unit::service_interval, in_hour.within(1, 1e6),
              "running hours between services");
  keys.number("mass_kg", &Unit::mass, in_kilogram, "of one");
  keys.price("price_usd", &Unit::price, in_dollar, "of one");
  keys.origin(&Unit::origin);
  return {std::move(keys), check_cooler};
}

RecordForm<Enclosure> enclosure_form() {
  RecordKeys<Enclosure> keys;
  keys.word("id", &Enclosure::id, id_line);
  keys.word("name", &Enclosure::name, name_line);
  keys.word("rating", &Enclosure::rating, "against dust and water: IP65");
  keys.number("height_u", &Enclosure::height_u, plain.within(0, 1000), "rack units it takes");
  keys.number("wall_m2", &Enclosure::wall, in_square_metre, "its surface");
  keys.number("wall_w_per_m2_k", &Enclosure::wall_w_per_m2_k, WrittenUnit<double>{1.0, "W/(m2 K)"},
              "heat through its walls");
  keys.number("solar_absorptance", &Enclosure::solar_absorptance, as_fraction,
              "share of the sun's heat that it takes up");
  keys.number("payload_kg", &Enclosure::payload, in_kilogram, "it carries");
  keys.temperature("ambient_min_c", &Enclosure::ambient_min, "coldest outside");
  keys.temperature("ambient_max_c", &Enclosure::ambient_max, "hottest outside");
  keys.number("mass_kg", &Enclosure::mass, in_kilogram, "empty");
  keys.price("price_usd", &Enclosure::price, in_dollar, "of one");
  keys.origin(&Enclosure::origin);
  return {std::move(keys), check_enclosure};
}

}  // namespace islet
