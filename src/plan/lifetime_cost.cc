#include "plan/lifetime_cost.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "energy/battery.h"
#include "energy/generator.h"
#include "plan/bill.h"
#include "plan/site_plant.h"

namespace islet {
namespace {

/// What is still there of a machine's price after its life, and of power gear's linear rest value,
/// when it has to be carried away from a remote site. Assumption, grade D, 2026-11.
constexpr double machine_salvage = 0.1;
constexpr double gear_salvage = 0.5;
/// What is got back may be off by this factor. Assumption, grade D, 2026-11.
constexpr double rest_value_factor = 1.5;
/// Of a small turbine. Assumption, grade D, 2026-11.
constexpr Duration wind_life = 20 * year;
/// Of a UPS without its batteries, and their share of its price. Assumption, grade D, 2026-11.
constexpr Duration ups_life = 10 * year;
constexpr double ups_battery_share = 0.3;
/// Of a string inverter. Assumption, grade D, 2026-11.
constexpr Duration grid_inverter_life = 12 * year;

double rate(const Catalog& catalog, std::string_view id) {
  const Rate* found = find_rate(catalog, id);
  return found == nullptr ? 0.0 : found->fraction.typical;
}

/// An item that costs `dollars_a_year` every year and nothing else.
CashItem yearly(std::string name, double dollars_a_year, Grade grade) {
  CashItem item;
  item.name = std::move(name);
  item.operation = dollars_a_year * dollar / year;
  item.grade = grade;
  return item;
}

/// The same for what is burnt; its price may be off by a factor `off_by`, 1 or more.
CashItem burnt(const char* name, double dollars_a_year, double off_by) {
  CashItem item;
  item.name = name;
  item.fuel = dollars_a_year * dollar / year;
  item.range_factor = off_by;
  item.grade = Grade::c;
  return item;
}

Duration life_of(const BillItem& item, const Design& design, double battery_cycles) {
  for (const ComputeGroup& group : design.compute.groups) {
    if (item.record == group.host->id || item.record == group.accelerator->id) {
      return group.host->life;
    }
  }
  const PowerDesign& power = design.power;
  if (power.battery != nullptr && item.record == power.battery->id) {
    return battery_life(*power.battery, battery_cycles);
  }
  if (power.inverter != nullptr && item.record == power.inverter->id) return power.inverter->life;
  if (power.controller != nullptr && item.record == power.controller->id) {
    return power.controller->life;
  }
  if (power.ups != nullptr && item.record == power.ups->id) return ups_life;
  if (item.record == grid_inverter_price) return grid_inverter_life;
  if (item.part == "panels" && power.module != nullptr) return power.module->life;
  if (item.part == "wind") return wind_life;
  return Duration();  // outlives the site and keeps no value
}

/// Of a range told by its ends; 1 where the low one is nothing.
template <class Q>
double range_factor(Q low, Q high) {
  return low <= Q() ? 1.0 : std::sqrt(std::max(1.0, high / low));
}

double dollars_of(const Catalog& catalog, const char* id) {
  const UnitPrice* price = find_price(catalog, id);
  return price == nullptr ? 0.0 : price->dollars.typical;
}

/// Dollars a year that keep panels, wind, battery and generator going.
double plant_upkeep(const Site& site, const Catalog& catalog, const PowerDesign& power,
                    const YearlyUse& use) {
  double upkeep = dollars_of(catalog, "om_wind") * (wind_rated(site) / kilowatt) +
                  dollars_of(catalog, "om_pv_small") * (power.panels / kilowatt) +
                  dollars_of(catalog, "om_battery_kwh") * (power.storage / kilowatt_hour);
  if (power.generator != nullptr) {
    upkeep +=
        upkeep_cost(*power.generator, use.generator_time, power.generator->price.typical) / dollar;
  }
  return upkeep;
}

constexpr double upkeep_range_factor = 1.8;

/// Subscriptions, and what is sent at the cheapest link's price, a second.
MoneyRate link_cost(const Site& site, Bandwidth transferred) {
  MoneyRate subscriptions;
  BytePrice cheapest;
  bool has_price = false;
  for (const Link& link : site.links) {
    subscriptions += link.subscription;
    if (!has_price || link.data_price < cheapest) cheapest = link.data_price;
    has_price = true;
  }
  return subscriptions + transferred * cheapest;
}

/// What a UPS's batteries cost each time they are replaced; the first came with it.
CashItem ups_batteries(const BillItem& line, const UpsUnit& ups) {
  CashItem item;
  item.name = "UPS batteries";
  item.replacement = ups_battery_share * line.cost.value;
  item.life = ups.battery_life;
  item.salvage_share = 0;
  item.range_factor = range_factor(line.cost.low, line.cost.high);
  item.grade = Grade::d;
  item.source = line.cost.source;
  return item;
}

/// Every cash item of the life: the bill with lives and salvage, then what is paid each year.
std::vector<CashItem> cash_items(const Site& site, const Catalog& catalog, const Design& design,
                                 const std::vector<BillItem>& bill, const YearlyUse& use) {
  std::vector<CashItem> items;
  Money compute;
  Money cooling;
  for (const BillItem& line : bill) {
    CashItem item;
    item.name = line.what;
    item.capital = line.cost.value;
    item.life = life_of(line, design, use.battery_cycles);
    const Money anew = line.cost.value + line.worth;
    item.replacement = item.life > Duration() ? anew : Money();
    item.salvage_share = line.part == "compute" ? machine_salvage : gear_salvage;
    item.range_factor = range_factor(line.cost.low, line.cost.high);
    item.grade = line.cost.grade;
    item.source = line.cost.source;
    if (line.part == "compute") compute += anew;
    if (line.part == "cooling") cooling += item.capital;
    items.push_back(std::move(item));
  }
  for (const BillItem& line : bill) {
    const UpsUnit* ups = design.power.ups;
    if (ups != nullptr && line.record == ups->id) items.push_back(ups_batteries(line, *ups));
  }
  const double upkeep = rate(catalog, "om_it") * (compute / dollar) +
                        rate(catalog, "om_cooling") * (cooling / dollar) +
                        plant_upkeep(site, catalog, design.power, use);
  items.push_back(yearly("upkeep", upkeep, Grade::d));
  items.back().range_factor = upkeep_range_factor;
  items.push_back(
      yearly("visits", site.money.visit / dollar * site.money.visits_per_year, Grade::a));
  items.push_back(yearly("link", link_cost(site, use.transferred) * year / dollar, Grade::a));
  for (const ProjectCost& each : site.money.project) {
    if (each.yearly.high <= MoneyRate()) continue;
    items.push_back(yearly(each.name, each.yearly.typical * year / dollar, Grade::a));
    items.back().range_factor = range_factor(each.yearly.low, each.yearly.high);
  }
  if (site.power.generator) {
    const auto& price = site.power.generator->fuel_price;
    items.push_back(
        burnt("fuel", use.fuel * price.typical / dollar, range_factor(price.low, price.high)));
  }
  if (site.power.grid) {
    items.push_back(burnt("grid", use.grid * site.power.grid->price.typical / dollar, 1.1));
  }
  items.push_back(yearly("missed work", use.missed_work / dollar, Grade::c));
  items.back().range_factor = 1.5;
  return items;
}

LifeCycle life_cycle_of(const Site& site) { return {site.money.life, site.money.discount}; }

/// Adds what one item puts into a part of the total, with that item's own range and evidence, so
/// that the ranges of the parts agree with the range of the total.
void add_to(Estimate<Money>& part, Money value, const CashItem& item) {
  if (value <= Money()) return;
  part = sum(part, within_factor(value, item.range_factor, item.grade, item.source), part.source);
}

/// What a kWh of the site's own plant costs: the levelised cost of energy.
///
///     per kWh = sum over the plant's parts, their upkeep, fuel and grid of their present worth
///               * crf(i, n) / energy used a year
///
/// Valid for   what all loads use, cooling included
/// Leaves out  installation, visits and the site's enclosure: they are there for the machines too
/// Source      Short, Packey, Holt, NREL/TP-462-5173, 1995, equation 4-7
Estimate<Money> energy_cost(const std::vector<BillItem>& bill, const std::vector<CashItem>& items,
                            const LifeCycle& cycle, CashItem upkeep, Energy used) {
  Estimate<Money> total = exactly(Money(), Grade::a, "plant alone, levelised");
  const auto add = [&](const CashItem& item) {
    Estimate<Money> worth =
        within_factor(item_cost(item, cycle).total(), item.range_factor, item.grade, item.source);
    if (worth.low > worth.high) std::swap(worth.low, worth.high);
    total = sum(total, worth, total.source);
  };
  for (std::size_t at = 0; at < items.size(); ++at) {
    const bool bought =
        at < bill.size() && (bill[at].part == "panels" || bill[at].part == "wind" ||
                             bill[at].part == "battery" || bill[at].part == "generator");
    if (bought || items[at].fuel > MoneyRate()) add(items[at]);
  }
  upkeep.range_factor = upkeep_range_factor;
  add(upkeep);
  if (used < 1 * kilowatt_hour) return exactly(Money(), Grade::a, "");
  const double per_kwh = (annualised(1 * dollar, cycle) * year / dollar) / (used / kilowatt_hour);
  total.value = per_kwh * total.value;
  total.low = per_kwh * total.low;
  total.high = per_kwh * total.high;
  return total;
}

}  // namespace

Bandwidth transfers_of(const Site& site) {
  Bandwidth rate_sum;
  for (const Workload& workload : site.workloads) {
    if (workload.kind == WorkloadKind::transfer) rate_sum += workload.data.typical;
  }
  return rate_sum;
}

Money lifetime_cost(const Site& site, const Catalog& catalog, const Design& design,
                    const std::vector<BillItem>& bill, const YearlyUse& use) {
  Money total;
  const LifeCycle cycle = life_cycle_of(site);
  for (const CashItem& item : cash_items(site, catalog, design, bill, use)) {
    total += item_cost(item, cycle).total();
  }
  return total;
}

CostSummary cost_summary(const Site& site, const Catalog& catalog, const Design& design,
                         const std::vector<BillItem>& bill, const YearlyUse& use) {
  const std::vector<CashItem> items = cash_items(site, catalog, design, bill, use);
  const LifeCycleCost cost = life_cycle_cost(items, life_cycle_of(site));
  CostSummary out;
  out.purchase = purchase_cost(bill);
  out.lifetime = cost.total;
  out.cash = cash_years(items, life_cycle_of(site));
  const double upkeep = plant_upkeep(site, catalog, design.power, use);
  out.energy_per_kwh = energy_cost(bill, items, life_cycle_of(site),
                                   yearly("upkeep of the plant", upkeep, Grade::d), use.used);
  for (Estimate<Money>* part :
       {&out.replacement, &out.operation, &out.fuel, &out.link, &out.missed_work}) {
    *part = exactly(Money(), Grade::a, "life cycle");
  }
  for (std::size_t index = 0; index < items.size(); ++index) {
    const ItemCost& each = cost.items[index];
    const bool link = each.name == "link";
    const bool missed = each.name == "missed work";
    add_to(link     ? out.link
           : missed ? out.missed_work
                    : out.operation,
           each.operation, items[index]);
    add_to(out.replacement, each.replacement, items[index]);
    add_to(out.fuel, each.fuel, items[index]);
  }
  out.salvage = within_factor(cost.sums.salvage, rest_value_factor, Grade::d, "life cycle");
  return out;
}

}  // namespace islet
