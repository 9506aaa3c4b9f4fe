#include "plan/gear_choice.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "energy/cooling.h"
#include "plan/unbeaten.h"
#include "plan/ups_choice.h"

namespace islet {
namespace {

int ip_digits(const std::string& rating) {
  int digits = 0;
  if (rating.rfind("IP", 0) == 0) {
    std::from_chars(rating.data() + 2, rating.data() + rating.size(), digits);
  }
  return digits;
}

/// Both digits of the protection class must reach the wish.
bool reaches(const std::string& rating, const std::string& wish) {
  const int have = ip_digits(rating);
  const int want = ip_digits(wish);
  return have / 10 >= want / 10 && have % 10 >= want % 10;
}

bool is_liquid(const CoolingUnit& unit) { return unit.kind.find("dry_cooler") == 0; }

bool avoids(const Site& site, const std::string& word) {
  const auto& avoid = site.hardware.avoid;
  return std::find(avoid.begin(), avoid.end(), word) != avoid.end();
}

/// The cheapest enclosure that holds the machines; nullptr when none is needed or none does.
const Enclosure* enclosure_for(const Site& site, const Catalog& catalog, const AirRange& air,
                               const ComputeDesign& compute) {
  const double height_u = machine_height_u(compute);
  const Mass mass = machine_mass(compute);
  int hosts = 0;
  for (const ComputeGroup& group : compute.groups) hosts += group.hosts;
  const Enclosure* best = nullptr;
  for (const Enclosure& enclosure : catalog.enclosures) {
    const bool small_box = enclosure.height_u <= 0;  // for one machine without rack ears
    if (small_box ? hosts > 1 || height_u > 0 : enclosure.height_u < height_u + 1) continue;
    if (enclosure.payload < mass || !reaches(enclosure.rating, site.enclosure.rating)) continue;
    if (air.low < enclosure.ambient_min || air.high > enclosure.ambient_max) continue;
    if (best == nullptr || enclosure.price.typical < best->price.typical) best = &enclosure;
  }
  return best;
}

/// A cooler with how many of it move the heat.
struct CoolerFit {
  const CoolingUnit* unit = nullptr;
  int count = 0;

  Money price() const { return count * unit->price.typical; }
};

/// Purchase and energy over the life, energy at 1 USD/kWh, about what sun and battery cost at a
/// remote site (assumption, 2026-11; only names the cooler that is looked at first).
double cooler_score(const Site& site, const CoolerFit& fit, Power mean_heat, const AirRange& air) {
  const Temperature mild = air.low + 0.6 * (air.high - air.low);
  const Power draw = draw_per_heat(cooling(*fit.unit, celsius(100)), mild) * mean_heat;
  return fit.price() / dollar + draw * site.money.life / kilowatt_hour;
}

/// Every cooler that does, in the order of the catalogue; `why_not` of the last that does not.
std::vector<CoolerFit> fitting_coolers(const Site& site, const Catalog& catalog,
                                       const AirRange& air, const ComputeCandidate& machines,
                                       std::string& why_not) {
  CoolingNeed need;
  need.heat = machines.draw.full;
  need.ambient_min = air.low;
  need.ambient_max = air.high;
  need.inside_max = inside_limit(site, machines.design);
  need.heavy_dust = site.where.dust == "heavy";
  need.heavy_salt = site.where.salt == "heavy";
  need.ip_rating = ip_digits(site.enclosure.rating);
  const bool wishes_passive = site.hardware.cooling == "passive";
  const std::string& wish = site.enclosure.cooling;
  int hosts = 0;
  for (const ComputeGroup& group : machines.design.groups) hosts += group.hosts;
  why_not = "no cooler in the catalogue is of the kind the site wants";
  std::vector<CoolerFit> fits;
  for (const CoolingUnit& unit : catalog.coolers) {
    if (wishes_passive && unit.kind != "passive") continue;
    if (!wish.empty() && wish != "auto" && wish != unit.kind) continue;
    if (is_liquid(unit) && avoids(site, "liquid cooling")) continue;
    const int count = std::max(1, static_cast<int>(std::ceil(need.heat / unit.heat_max)));
    if (count > 8) continue;
    if (unit.kind == "passive" && count > hosts) {  // one finned case for each machine
      why_not = fmt::format("{}: moves {:.0f} W, {:.0f} W arise", unit.name,
                            unit.heat_max / watt * hosts, need.heat / watt);
      continue;
    }
    CoolingNeed each = need;
    each.heat = need.heat / count;
    if (std::string no = objection(unit, each); !no.empty()) {
      why_not = unit.name + ": " + no;
      continue;
    }
    fits.push_back({&unit, count});
  }
  return fits;
}

void choose_cooler(const Site& site, const Catalog& catalog, const AirRange& air,
                   const ComputeCandidate& machines, GearChoice& choice) {
  std::string why_not;
  const std::vector<CoolerFit> fits = fitting_coolers(site, catalog, air, machines, why_not);
  if (fits.empty()) {
    choice.objection = Objection{"enclosure.inside", why_not};
    return;
  }
  const auto score = [&](const CoolerFit& fit) {
    return cooler_score(site, fit, machines.mean_power, air);
  };
  const CoolerFit& best = *std::min_element(
      fits.begin(), fits.end(),
      [&](const CoolerFit& a, const CoolerFit& b) { return score(a) < score(b); });
  choice.power.cooler = best.unit;
  choice.power.coolers = best.count;
}

/// No dearer, and draws no more for the same heat in any air of the site.
bool does_as_well(const CoolerFit& one, const CoolerFit& other, const AirRange& air) {
  if (one.price() > other.price()) return false;
  constexpr int steps = 16;
  const Cooling mine = cooling(*one.unit, celsius(1000));
  const Cooling theirs = cooling(*other.unit, celsius(1000));
  for (int step = 0; step <= steps; ++step) {
    const Temperature at = air.low + (static_cast<double>(step) / steps) * (air.high - air.low);
    if (draw_per_heat(mine, at) > draw_per_heat(theirs, at)) return false;
  }
  return true;
}

/// An inverter-charger with how many of it carry the load.
struct InverterFit {
  const Inverter* unit = nullptr;
  int count = 0;

  Money price() const { return count * unit->price.typical; }
  double efficiency() const { return unit->efficiency_peak + unit->efficiency_full_load.typical; }
};

/// More of one kind are not put side by side.
constexpr int inverters_most = 6;

/// Modules up to this stand in strings for the bus; packs above it have a voltage of their own.
constexpr Voltage strung_most = 60 * volt;

bool is_strung(const BatteryModule& module) { return module.nominal_voltage <= strung_most; }

/// Of the battery; without one, of what is bought for one later.
Voltage store_voltage(const Bus& bus, const BatteryModule* module) {
  if (module != nullptr && !is_strung(*module)) return module->nominal_voltage;
  return bus.is_ac || bus.voltage <= Voltage() ? 48 * volt : bus.voltage;
}

/// Gear and battery of one class: a nominal 24 V bus floats at 28 V, 16 cells of 48 V at 51 V.
bool is_of_class(Voltage gear, Voltage store) { return gear <= 1.2 * store && store <= 1.2 * gear; }

bool takes(const ChargeController& controller, Voltage store) {
  const auto& volts = controller.battery_voltages;
  return std::any_of(volts.begin(), volts.end(),
                     [&](Voltage each) { return is_of_class(each, store); });
}

/// Every kind for a battery of that voltage, as many as carry `load`.
std::vector<InverterFit> fitting_inverters(const Catalog& catalog, Voltage store, Power load) {
  std::vector<InverterFit> fits;
  for (const Inverter& inverter : catalog.inverters) {
    if (!is_of_class(inverter.battery_voltage, store)) continue;
    const int count = std::max(1, static_cast<int>(std::ceil(load / inverter.continuous)));
    if (count <= inverters_most) fits.push_back({&inverter, count});
  }
  return fits;
}

bool does_as_well(const InverterFit& one, const InverterFit& other) {
  return one.price() <= other.price() && one.unit->life >= other.unit->life &&
         one.efficiency() >= other.efficiency() &&
         one.unit->charger_efficiency.typical >= other.unit->charger_efficiency.typical &&
         one.count * one.unit->standby.typical <= other.count * other.unit->standby.typical;
}

/// Smallest inverter-charger for a battery of that voltage that carries `load`; several of the
/// largest when one does not.
void choose_inverter(const Catalog& catalog, Voltage store, Power load, PowerDesign& power) {
  const Inverter* largest = nullptr;
  for (const Inverter& inverter : catalog.inverters) {
    if (!is_of_class(inverter.battery_voltage, store)) continue;
    if (largest == nullptr || inverter.continuous > largest->continuous) largest = &inverter;
    const bool smaller =
        power.inverter == nullptr || inverter.price.typical < power.inverter->price.typical;
    if (inverter.continuous >= load && smaller) power.inverter = &inverter;
  }
  power.inverters = 1;
  if (power.inverter == nullptr && largest != nullptr) {
    power.inverter = largest;
    power.inverters = static_cast<int>(std::ceil(load / largest->continuous));
  }
}

/// What inverters carry: a quarter more than the machines' peak, for the step when work begins.
Power inverter_load(const Site& site, const ComputeCandidate& machines, bool machines_on_bus) {
  if (machines_on_bus) return Power();
  Power other;
  for (const OtherLoad& load : site.power.other_loads) other += load.power.high;
  return 1.25 * machines.draw.full + other;
}

/// What keeps a pack of a voltage of its own from the rest of the plant; empty where nothing does.
std::string pack_refusal(const Site& site, const Catalog& catalog, const Bus& bus,
                         const PowerDesign& power) {
  if (power.battery == nullptr || is_strung(*power.battery)) return {};
  const Voltage store = power.battery->nominal_voltage;
  const std::string pack = fmt::format("{} has {:.0f} V", power.battery->name, store / volt);
  if (!bus.is_ac) {
    return fmt::format(
        "{}, the machines' bus {:.0f} V, and nothing in the catalogue leads from one "
        "to the other: `power.bus: 230 V` would do, or another chemistry",
        pack, bus.voltage / volt);
  }
  if (power.inverter == nullptr) {
    return pack + ", and no inverter-charger in the catalogue is of that class";
  }
  const auto& controllers = catalog.charge_controllers;
  if (site.power.solar && std::none_of(controllers.begin(), controllers.end(),
                                       [&](const auto& each) { return takes(each, store); })) {
    return pack +
           ", and no charge controller in the catalogue brings panels to it: leave out "
           "`power.solar`, or take another chemistry";
  }
  return {};
}

/// On a vehicle even hosts that take its voltage need protection from the swings of its alternator.
bool is_vehicle_supply(const Site& site, const Bus& bus) {
  return site.kind == "vehicle" && !bus.is_ac && bus.voltage < 40 * volt;
}

/// What stands between the supply and machines that do not take it as it is, where no inverter
/// does. An objection where nothing leads from one to the other.
void choose_converter(const Site& site, const Bus& bus, Power carried, GearChoice& choice) {
  const Supply& power = site.power;
  const bool is_vehicle = is_vehicle_supply(site, bus);
  // A set alone gives what machines take; there is no bus beside it.
  if (!bus.is_ac && !is_vehicle && !power.battery && !power.solar && !power.grid) return;
  if (choice.machines_on_bus && !is_vehicle) return;
  if (!choice.machines_on_bus && choice.power.inverter != nullptr && !bus.is_ac) return;
  const SupplyWay* way = supply_way(bus.voltage, bus.is_ac);
  if (way == nullptr) {
    if (!choice.objection) choice.objection = Objection{"power.bus", supply_refusal};
    return;
  }
  if (way->is_direct) return;
  choice.power.converter = way;
  choice.power.converted = carried;
}

}  // namespace

AirRange air_range(const Site& site, const SiteWeather& weather) {
  if (site.where.air.origin == ValueOrigin::written) {
    return {site.where.air.low, site.where.air.high};
  }
  AirRange range{celsius(1000), celsius(-273)};
  for (const SkyYear& sky : weather.years) {
    const auto [low, high] = std::minmax_element(sky.air.begin(), sky.air.end());
    range.low = std::min(range.low, *low);
    range.high = std::max(range.high, *high);
  }
  return range;
}

Bus bus_of(const Site& site) {
  const Supply& power = site.power;
  if (power.bus > Voltage()) return {power.bus, power.bus_is_ac};
  const bool has_store = power.solar.has_value() || power.battery.has_value();
  return has_store ? Bus{48 * volt, false} : Bus{230 * volt, true};
}

bool is_fed_direct(const Site& site) {
  const Supply& power = site.power;
  const bool is_fed = power.grid && power.grid->is_feed && !power.generator;
  if (!is_fed || power.bus <= Voltage() || power.bus_is_ac) return false;
  return site.kind == "vehicle" || (!power.battery && !power.solar);
}

const PvModule* panel_kind(const Catalog& catalog) {
  const PvModule* best = nullptr;
  for (const PvModule& module : catalog.pv_modules) {
    // Strings of more than 60 V at maximum power need a string inverter, not a 48 V charger.
    if (module.rated > 450 * watt || module.rated < 300 * watt) continue;
    if (best == nullptr || module.price.typical / module.rated < best->price.typical / best->rated)
      best = &module;
  }
  if (best == nullptr && !catalog.pv_modules.empty()) best = &catalog.pv_modules.front();
  return best;
}

namespace {

/// "agm" and "opzv" are kinds of lead: "lead_agm" in the records.
bool is_of_chemistry(const BatteryModule& module, const std::string& wish) {
  if (wish == "any") return is_strung(module);
  return module.chemistry == wish || module.chemistry == "lead_" + wish;
}

}  // namespace

const BatteryModule* battery_kind(const Catalog& catalog, const std::string& chemistry,
                                  const AirRange& air) {
  const BatteryModule* best = nullptr;
  for (const BatteryModule& module : catalog.batteries) {
    if (!is_of_chemistry(module, chemistry) || module.capacity > 20 * kilowatt_hour) continue;
    const auto bears = [&](const BatteryModule& each) {
      return air.low >= each.charge_min || each.heater > Power();
    };
    const bool bears_frost = bears(module);
    const bool best_bears = best != nullptr && bears(*best);
    const auto price = [](const BatteryModule& each) {
      return each.price.typical / dollar / (each.capacity / kilowatt_hour);
    };
    if (best == nullptr || (bears_frost && !best_bears) ||
        (bears_frost == best_bears && price(module) < price(*best))) {
      best = &module;
    }
  }
  return best;
}

Temperature inside_limit(const Site& site, const ComputeDesign& compute) {
  Temperature limit = celsius(1000);
  for (const ComputeGroup& group : compute.groups) {
    limit = std::min(limit, group.host->inlet_max);
  }
  if (site.enclosure.inside) limit = std::min(limit, site.enclosure.inside->bound);
  return limit;
}

GearChoice gear_choice(const Site& site, const Catalog& catalog, const AirRange& air,
                       const ComputeCandidate& machines) {
  GearChoice choice;
  PowerDesign& power = choice.power;
  power.module = panel_kind(catalog);
  if (site.power.solar) power.dc_ac = site.power.solar->dc_ac;
  if (site.power.battery) power.battery = battery_kind(catalog, site.power.battery->chemistry, air);
  const bool wants_box = site.enclosure.given || site.where.dust == "heavy";
  if (wants_box) {
    power.enclosure = enclosure_for(site, catalog, air, machines.design);
    if (power.enclosure == nullptr) {
      choice.objection = Objection{"enclosure.rating", "no enclosure in the catalogue holds it"};
    }
  }
  const bool vents_do =
      !wants_box && air.high + ventilated_rise <= inside_limit(site, machines.design);
  if (!vents_do && !choice.objection) choose_cooler(site, catalog, air, machines, choice);

  const Bus bus = bus_of(site);
  const auto& groups = machines.design.groups;
  choice.machines_on_bus =
      !bus.is_ac && std::all_of(groups.begin(), groups.end(), [&](const ComputeGroup& group) {
        return runs_from_bus(*group.host, bus.voltage);
      });
  // What charges the battery from alternating current.
  const bool has_source = (site.power.grid && !is_fed_direct(site)) || site.power.generator;
  const Voltage store = store_voltage(bus, power.battery);
  const bool sun_alone = site.power.solar && !site.power.grid && !choice.machines_on_bus;
  if (sun_alone || (site.power.battery && (!choice.machines_on_bus || has_source))) {
    choose_inverter(catalog, store, inverter_load(site, machines, choice.machines_on_bus), power);
  }
  if (std::string why = pack_refusal(site, catalog, bus, power); !why.empty()) {
    choice.objection = Objection{"power.battery.chemistry", std::move(why)};
  }
  choose_converter(site, bus, 1.25 * machines.draw.full, choice);
  choose_named_ups(site, catalog, air, machines, choice);
  return choice;
}

std::vector<GearChoice> other_gear(const Site& site, const Catalog& catalog, const AirRange& air,
                                   const ComputeCandidate& machines, const GearChoice& usual) {
  std::vector<GearChoice> choices;
  if (usual.objection) return choices;
  choices.push_back(usual);
  if (usual.power.cooler != nullptr) {
    std::string why_not;
    const auto fits = unbeaten(fitting_coolers(site, catalog, air, machines, why_not),
                               [&](const CoolerFit& one, const CoolerFit& other) {
                                 return does_as_well(one, other, air);
                               });
    for (const CoolerFit& fit : fits) {
      if (fit.unit == usual.power.cooler) continue;
      choices.push_back(usual);
      choices.back().power.cooler = fit.unit;
      choices.back().power.coolers = fit.count;
    }
  }
  std::vector<GearChoice> with_ups;
  if (may_take_ups(site) && asks_for_ups(site)) {
    for (const GearChoice& each : choices) {
      for (GearChoice& fit : with_upses(site, catalog, air, machines, each)) {
        with_ups.push_back(std::move(fit));
      }
    }
  }
  if (usual.power.inverter != nullptr) {
    const Power load = inverter_load(site, machines, usual.machines_on_bus);
    const auto fits = unbeaten(
        fitting_inverters(catalog, store_voltage(bus_of(site), usual.power.battery), load),
        [](const InverterFit& one, const InverterFit& other) { return does_as_well(one, other); });
    const std::size_t coolers = choices.size();
    for (const InverterFit& fit : fits) {
      if (fit.unit == usual.power.inverter) continue;
      for (std::size_t index = 0; index < coolers; ++index) {
        choices.push_back(choices[index]);
        choices.back().power.inverter = fit.unit;
        choices.back().power.inverters = fit.count;
      }
    }
  }
  choices.erase(choices.begin());
  choices.insert(choices.end(), with_ups.begin(), with_ups.end());  // without a store or inverter
  return choices;
}

void fit_panels(const Site& site, const Catalog& catalog, PowerDesign& power) {
  power.controller = nullptr;
  power.controllers = 0;
  const Bus bus = bus_of(site);
  power.on_mains = site.power.grid && bus.is_ac && power.storage <= Energy();
  power.grid_inverter = Power();
  if (power.on_mains) {
    power.inverter = nullptr;
    power.inverters = 0;
    power.grid_inverter = power.panels / power.dc_ac;
    return;
  }
  if (power.panels <= Power()) return;
  const Voltage store = store_voltage(bus, power.battery);
  Money least;
  for (const ChargeController& controller : catalog.charge_controllers) {
    if (!takes(controller, store)) continue;
    const double needed = power.panels / power.dc_ac / controller.pv_power_max;
    const int count = std::max(1, static_cast<int>(std::ceil(needed - 1e-9)));
    const Money price = count * controller.price.typical;
    if (power.controller == nullptr || price < least) {
      least = price;
      power.controller = &controller;
      power.controllers = count;
    }
  }
}

}  // namespace islet
