#include "plan/bill.h"

#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "plan/purchase.h"
#include "plan/site_plant.h"

namespace islet {
namespace {

/// Collects the lines of a bill.
class Bill {
 public:
  explicit Bill(const Catalog& catalog) : catalog_(catalog) {}

  /// `count` pieces of a record with a price of its own.
  void pieces(std::string what, const char* part, const std::string& record, double count,
              const Figure<Money>& price) {
    if (count <= 0) return;
    items_.push_back({std::move(what), part, record, count, "pieces",
                      scaled(price.estimate("catalog:" + record + ".price"), count)});
  }

  /// By the kilowatt-hour: sizes are searched between whole modules.
  void capacity(const BatteryModule& module, Energy bought) {
    if (bought <= Energy()) return;
    items_.push_back({module.name, "battery", module.id, bought / kilowatt_hour, "kWh",
                      scaled(module.price.estimate("catalog:" + module.id + ".price"),
                             bought / module.capacity)});
  }

  /// Machines that are there already; what replacing them costs is kept beside.
  void owned(const std::string& what, const std::string& record, int count,
             const Figure<Money>& price) {
    if (count <= 0) return;
    items_.push_back({what + owned_words, "compute", record, static_cast<double>(count), "pieces",
                      exactly(Money(), Grade::a, "site file"), count * price.typical});
  }

  /// `count` of the unit that a price in data/prices is given in.
  void units(std::string what, const char* part, const char* price_id, double count,
             const char* unit) {
    const UnitPrice* price = find_price(catalog_, price_id);
    if (price == nullptr || count <= 0) return;
    const Estimate<double> each = price->dollars.estimate(std::string("prices:") + price_id);
    items_.push_back({std::move(what),
                      part,
                      price_id,
                      count,
                      unit,
                      {each.value * count * dollar, each.low * count * dollar,
                       each.high * count * dollar, each.level, each.grade, each.source}});
  }

  /// A price written in the site file.
  void stated(std::string what, const char* part, Money cost) {
    if (cost <= Money()) return;
    items_.push_back(
        {std::move(what), part, "site file", 1, "as stated", exactly(cost, Grade::a, "site file")});
  }

  /// A share of what parts other than panels and those stated cost.
  void share(std::string what, const char* part, const char* rate_id) {
    const Rate* found = find_rate(catalog_, rate_id);
    if (found == nullptr) return;
    Money base;
    for (const BillItem& item : items_) {
      if (item.part != "panels" && item.record != "site file") base += item.cost.value;
    }
    const Figure<double>& fraction = found->fraction;
    items_.push_back({std::move(what),
                      part,
                      rate_id,
                      fraction.typical,
                      share_unit,
                      {base * fraction.typical, base * fraction.low, base * fraction.high, 0.9,
                       fraction.grade, std::string("prices:") + rate_id}});
  }

  /// What the site file says a project costs once; shares are of all lines until now.
  void project(const std::vector<ProjectCost>& costs) {
    Money base;
    for (const BillItem& item : items_) base += item.cost.value;
    const std::string source = "site file";
    for (const ProjectCost& each : costs) {
      const Estimate<Money> once{each.price.typical + each.share.typical * base,
                                 each.price.low + each.share.low * base,
                                 each.price.high + each.share.high * base,
                                 0.9,
                                 Grade::a,
                                 source};
      if (once.high <= Money()) continue;
      const bool is_share = each.share.high > 0;
      items_.push_back({each.name, "project", source, is_share ? each.share.typical : 1,
                        is_share ? "of all before" : "as stated", once});
    }
  }

  std::vector<BillItem> take() { return std::move(items_); }

 private:
  const Catalog& catalog_;
  std::vector<BillItem> items_;
};

void add_compute(const Site& site, const ComputeDesign& compute, Bill& bill) {
  const std::vector<GroupPurchase> purchases = purchases_of(site, compute);
  for (std::size_t index = 0; index < compute.groups.size(); ++index) {
    const ComputeGroup& group = compute.groups[index];
    const GroupPurchase& purchase = purchases[index];
    const std::string spare =
        group.spare_hosts > 0 ? fmt::format(", {} of them spare", group.spare_hosts) : "";
    const std::string cards =
        group.accelerator->name + (group.spare_hosts > 0 ? " (spares included)" : "");
    bill.owned(cards, group.accelerator->id, purchase.cards_owned, card_price(*group.accelerator));
    bill.pieces(cards, "compute", group.accelerator->id, purchase.cards_bought,
                card_price(*group.accelerator));
    bill.owned(group.host->name + spare, group.host->id, purchase.hosts_owned, group.host->price);
    bill.pieces(group.host->name + spare, "compute", group.host->id, purchase.hosts_bought,
                group.host->price);
  }
}

void add_panels(const Site& site, const PowerDesign& power, Bill& bill) {
  if (site.power.solar && site.power.solar->sizing.cost) {
    bill.stated("panels", "panels", *site.power.solar->sizing.cost);
  }
  const double watts = power.panels_bought / watt;
  if (watts <= 0) return;
  if (site.power.grid) {  // tradesmen are at hand
    bill.units("panels, modules", "panels", "pv_module", watts, "Wp");
    bill.units("panels, racking", "panels", "pv_racking_ground", watts, "Wp");
    bill.units("panels, wiring", "panels", "pv_wiring", watts, "Wp");
    bill.units("panels, labour", "panels", "pv_labour", watts, "Wp");
  } else {
    bill.units("panels, installed at a remote site", "panels", "pv_installed_remote", watts, "Wp");
  }
  if (power.controller != nullptr) {
    bill.pieces(power.controller->name, "panels", power.controller->id, power.controllers,
                power.controller->price);
  }
  bill.units("grid-tied inverter", "panels", grid_inverter_price, power.grid_inverter / kilowatt,
             "kW");
}

void add_wind(const Site& site, Bill& bill) {
  const Power rated = wind_rated(site);
  if (rated <= Power()) return;
  if (site.power.wind->sizing.cost) {
    bill.stated("wind turbine", "wind", *site.power.wind->sizing.cost);
    return;
  }
  const bool is_small = rated <= 20 * kilowatt;
  bill.units("wind turbine with tower, installed", "wind",
             is_small ? "wind_small_installed" : "wind_mid_installed", rated / kilowatt, "kW");
}

/// No direct-current bus to build.
bool bus_is_fed_alternating(const Site& site) {
  return site.power.bus_is_ac || (!site.power.solar && site.power.grid.has_value());
}

bool owns_plant(const Site& site) {
  const auto owned = [](const auto& supply) {
    return supply && supply->sizing.cost && *supply->sizing.cost == Money();
  };
  return owned(site.power.solar) || owned(site.power.battery);
}

void add_storage(const Site& site, const PowerDesign& power, Bill& bill) {
  if (site.power.battery && site.power.battery->sizing.cost) {
    bill.stated("battery", "battery", *site.power.battery->sizing.cost);
  }
  if (power.battery != nullptr) {
    bill.capacity(*power.battery, power.storage_bought);
  }
  if (power.inverter != nullptr && !owns_plant(site)) {
    bill.pieces(power.inverter->name, "battery", power.inverter->id, power.inverters,
                power.inverter->price);
  }
  if (power.converter != nullptr) {
    bill.units(power.converter->name, "site", power.converter->price, power.converted / kilowatt,
               "kW");
  }
}

void add_generator(const Site& site, const PowerDesign& power, Bill& bill) {
  if (power.generator == nullptr || !site.power.generator) return;
  const GeneratorSupply& supply = *site.power.generator;
  if (supply.sizing.cost) {
    bill.stated("generator", "generator", *supply.sizing.cost);
    return;
  }
  bill.pieces(power.generator->name, "generator", power.generator->id, 1, power.generator->price);
  if (power.tank > Volume()) {
    bill.units("fuel tank", "generator", "tank_diesel", power.tank / litre, "L");
  }
}

}  // namespace

std::vector<BillItem> bill_of(const Site& site, const Catalog& catalog, const Design& design) {
  Bill bill(catalog);
  const PowerDesign& power = design.power;
  add_compute(site, design.compute, bill);
  add_panels(site, power, bill);
  add_wind(site, bill);
  add_storage(site, power, bill);
  add_generator(site, power, bill);
  if (power.ups != nullptr) {
    bill.pieces(power.ups->name + ", with batteries", "UPS", power.ups->id, power.upses,
                power.ups->price);
  }
  if (power.cooler != nullptr) {
    bill.pieces(power.cooler->name, "cooling", power.cooler->id, power.coolers,
                power.cooler->price);
  }
  if (power.enclosure != nullptr) {
    bill.pieces(power.enclosure->name, "cooling", power.enclosure->id, 1, power.enclosure->price);
  }
  const bool has_plant = power.panels > Power() || power.storage > Energy() || !power.on_mains;
  const bool new_plant = has_plant && !owns_plant(site) && (site.power.solar || site.power.battery);
  if (new_plant) {
    bill.units("energy controller and meters", "site", "site_controller", 1, "site");
    if (!bus_is_fed_alternating(site)) {
      bill.units("48 V busbars, fuses, cable", "site", "dc_distribution", 1, "site");
    }
  }
  bill.share("installation and small parts", "site", "install_small");
  bill.project(site.money.project);
  return bill.take();
}

Estimate<Money> purchase_cost(const std::vector<BillItem>& bill) {
  Estimate<Money> total = exactly(Money(), Grade::a, "bill");
  for (const BillItem& item : bill) total = sum(total, item.cost, "bill");
  return total;
}

}  // namespace islet
