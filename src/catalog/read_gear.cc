// Hosts, coolers and enclosures: what machines stand in.
#include <fmt/format.h>

#include "catalog/read_records.h"

namespace islet {

Host read_host(RecordReader& record) {
  Host host;
  host.id = record.word("id");
  host.name = record.word("name");
  host.cards_max = static_cast<int>(record.number("cards_max", {0, 16}));
  for (const std::string& word : record.words("card_forms")) {
    host.card_forms.push_back(read_form(record, "card_forms", word));
  }
  host.card_power_max = record.number("card_w_max") * watt;
  host.cpu_cores = static_cast<int>(record.number("cpu_cores", {0, 1024}));
  host.memory = record.number("memory_gb") * gigabyte;
  host.idle_power = record.figure_in("idle_w", watt);
  host.serving_power = record.figure_in("serving_w", watt);
  host.max_power = record.figure_in("max_w", watt);
  if (host.idle_power.typical > host.serving_power.typical ||
      host.serving_power.typical > host.max_power.typical) {
    record.fault("serving_w", "`idle_w`, `serving_w` and `max_w` must rise", "");
  }
  host.supply_efficiency = record.number("supply_efficiency", {0.3, 1});
  host.redundant_supply = record.flag("redundant_supply");
  host.supply = record.words("supply");
  host.inlet_min = celsius(record.number("inlet_min_c", any_temperature));
  host.inlet_max = celsius(record.number("inlet_max_c", any_temperature));
  host.fanless = record.flag("fanless");
  host.height_u = record.number("height_u", {0, 100});
  host.mass = record.number("mass_kg") * kilogram;
  host.boot = record.number("boot_s") * second;
  host.life = record.number("life_years", {0.1, 100}) * year;
  host.price = record.figure_in("price_usd", dollar);
  host.origin = record.origin();
  return host;
}

CoolingUnit read_cooler(RecordReader& record) {
  CoolingUnit unit;
  unit.id = record.word("id");
  unit.name = record.word("name");
  unit.kind = record.word("kind");
  unit.heat_max = record.number("heat_w", {1, 1e9}) * watt;
  unit.inside_above = record.number("inside_above_c", {-50, 100}) * kelvin;
  for (RecordReader& part : record.parts("curve")) {
    const Temperature ambient = celsius(part.number("ambient_c", any_temperature));
    unit.curve.push_back({ambient, part.number("draw_per_heat", {0, 100})});
    part.finish();
    if (unit.curve.size() > 1 && ambient <= unit.curve[unit.curve.size() - 2].ambient) {
      record.fault("curve", "`curve` must go by rising ambient_c", "");
    }
  }
  unit.ambient_min = celsius(record.number("ambient_min_c", any_temperature));
  unit.ambient_max = celsius(record.number("ambient_max_c", any_temperature));
  unit.needs_clean_air = record.flag("needs_clean_air");
  unit.service_interval = record.number("service_interval_h", {1, 1e6}) * hour;
  unit.mass = record.number("mass_kg") * kilogram;
  unit.price = record.figure_in("price_usd", dollar);
  unit.origin = record.origin();
  return unit;
}

Enclosure read_enclosure(RecordReader& record) {
  Enclosure box;
  box.id = record.word("id");
  box.name = record.word("name");
  box.rating = record.word("rating");
  box.height_u = record.number("height_u", {0, 1000});
  box.wall = record.number("wall_m2") * square_metre;
  box.wall_w_per_m2_k = record.number("wall_w_per_m2_k");
  box.solar_absorptance = record.number("solar_absorptance", fraction);
  box.payload = record.number("payload_kg") * kilogram;
  box.ambient_min = celsius(record.number("ambient_min_c", any_temperature));
  box.ambient_max = celsius(record.number("ambient_max_c", any_temperature));
  box.mass = record.number("mass_kg") * kilogram;
  box.price = record.figure_in("price_usd", dollar);
  box.origin = record.origin();
  return box;
}

}  // namespace islet
