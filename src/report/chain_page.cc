#include "report/chain_page.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "report/figure_text.h"
#include "report/json.h"

namespace islet {
namespace {

std::string dollars(Money money) { return number_text(money / dollar); }

/// "2 x l4, 4 kWp, 10 kWh": by id, so that a site takes one line.
std::string short_design(const SiteLine& line) {
  std::string text;
  for (const DeviceCount& each : line.devices) {
    text += fmt::format("{}{} x {}", text.empty() ? "" : ", ", each.count, each.id);
  }
  if (line.panels > Power()) text += ", " + number_text(line.panels / kilowatt) + " kWp";
  if (line.storage > Energy()) text += ", " + number_text(line.storage / kilowatt_hour) + " kWh";
  return text;
}

Table site_rows(const ChainResult& chain) {
  Table table;
  table.columns = {{"site"},
                   {"design", Align::left, true},
                   {"lifetime USD", Align::right},
                   {"least served", Align::right}};
  for (const SiteLine& line : chain.lines) {
    if (line.state == SiteState::planned) {
      table.add({line.name, short_design(line), dollars(line.lifetime.value),
                 share_text(line.least_served)});
    } else if (line.state == SiteState::not_reached) {
      table.add({line.name, {"not reached in time", Tone::caution}});
    } else {
      table.add({line.name, {line.why, Tone::caution}});
    }
  }
  return table;
}

template <class Q>
std::vector<Cell> total_row(const char* name, const Estimate<Q>& sum, Q unit, const char* of) {
  return {name, fmt::format("{} {}", number_text(sum.value / unit), of),
          fmt::format("{} .. {}", number_text(sum.low / unit), number_text(sum.high / unit)),
          std::string(1, letter(sum.grade))};
}

void add_totals(const ChainTotals& sum, Document& page) {
  if (sum.planned == 0) return;
  page.heading("All sites together", "90 % range, all sites erring alike");
  page.table(chain_totals(sum));
  page.heading("Devices to order");
  page.table(chain_devices(sum));
}

Json devices_json(const std::vector<DeviceCount>& devices) {
  Json out = Json::array();
  for (const DeviceCount& each : devices) {
    out.push_back({{"id", each.id}, {"name", each.name}, {"count", each.count}});
  }
  return out;
}

Json bill_json(const std::vector<BillLine>& bill) {
  Json out = Json::array();
  for (const BillLine& each : bill) {
    out.push_back({{"what", each.what},
                   {"number", each.count},
                   {"unit", each.unit},
                   {"cost_usd", json_of(each.cost, dollar)}});
  }
  return out;
}

/// Sites alike have one bill: it is written once, and each says which.
class BillList {
 public:
  /// Index of the bill in the list.
  std::size_t add(const std::vector<BillLine>& bill) {
    Json own = bill_json(bill);
    const auto [at, is_new] = places_.emplace(own.dump(), list_.size());
    if (is_new) list_.push_back({{"items", std::move(own)}});
    return at->second;
  }
  Json take() { return std::move(list_); }

 private:
  std::map<std::string, std::size_t> places_;
  Json list_ = Json::array();
};

Json line_json(const SiteLine& line, BillList& bills) {
  Json out = {{"name", line.name}, {"state", name_of(line.state)}};
  if (!line.why.empty()) out["why"] = line.why;
  if (line.position) {
    out["latitude_deg"] = line.position->latitude_deg;
    out["longitude_deg"] = line.position->longitude_deg;
  }
  if (!line.tightest.empty()) out["tightest"] = line.tightest;
  if (line.design.empty()) return out;
  out["design"] = line.design;
  out["devices"] = devices_json(line.devices);
  if (!line.bill.empty()) out["bill"] = bills.add(line.bill);
  out["panels_w"] = line.panels / watt;
  out["storage_wh"] = line.storage / watt_hour;
  out["purchase_usd"] = json_of(line.purchase, dollar);
  out["lifetime_usd"] = json_of(line.lifetime, dollar);
  out["energy_used_kwh_per_year"] = json_of(line.energy, kilowatt_hour);
  out["fuel_l_per_year"] = json_of(line.fuel, litre);
  out["renewable"] = line.renewable;
  out["least_served"] = line.least_served;
  out["confidence"] = line.confidence;
  return out;
}

}  // namespace

Table chain_totals(const ChainTotals& sum) {
  Table table;
  table.show_names = false;
  table.columns = {
      {"what"}, {"sum", Align::right}, {"90 % range", Align::right}, {"grade", Align::right}};
  table.add(total_row("purchase", sum.purchase, dollar, "USD"));
  table.add(total_row("lifetime cost", sum.lifetime, dollar, "USD"));
  table.add(total_row("energy used", sum.energy, 1000 * kilowatt_hour, "MWh/year"));
  if (sum.fuel.value > Volume()) table.add(total_row("fuel", sum.fuel, litre, "L/year"));
  if (sum.panels > Power()) {
    table.add({"panels", fmt::format("{} kWp", number_text(sum.panels / kilowatt))});
  }
  if (sum.storage > Energy()) {
    table.add({"batteries", fmt::format("{} kWh", number_text(sum.storage / kilowatt_hour))});
  }
  return table;
}

Table chain_devices(const ChainTotals& sum) {
  Table devices;
  devices.columns = {{"device"}, {"pieces", Align::right}};
  for (const DeviceCount& each : sum.devices) {
    devices.add({each.name, std::to_string(each.count)});
  }
  return devices;
}

std::string chain_summary(const ChainTotals& sum) {
  std::string text = fmt::format("{} planned", sum.planned);
  if (sum.no_design > 0) text += fmt::format(", {} without a design", sum.no_design);
  if (sum.wrong_input > 0) text += fmt::format(", {} with wrong input", sum.wrong_input);
  if (sum.not_reached > 0) text += fmt::format(", {} not reached", sum.not_reached);
  return text;
}

Document chain_page(const ChainResult& chain) {
  const ChainTotals sum = totals_of(chain.lines);
  Document page;
  page.title(chain.name.empty() ? chain.file : chain.name,
             fmt::format("{} sites", chain.lines.size()));
  page.paragraph(chain_summary(sum) + ".",
                 sum.planned == chain.lines.size() ? Tone::plain : Tone::caution);
  add_totals(sum, page);
  page.heading("Sites");
  page.table(site_rows(chain));
  return page;
}

std::string chain_csv(const ChainResult& chain) {
  Table table;
  for (const char* name : {"site",
                           "state",
                           "design",
                           "devices",
                           "panels [kWp]",
                           "storage [kWh]",
                           "purchase [USD]",
                           "purchase low [USD]",
                           "purchase high [USD]",
                           "lifetime cost [USD]",
                           "lifetime cost low [USD]",
                           "lifetime cost high [USD]",
                           "energy used [kWh/year]",
                           "fuel [L/year]",
                           "renewable [share]",
                           "least served [share]",
                           "confidence [share]",
                           "place",
                           "tightest",
                           "why"}) {
    table.columns.push_back({name});
  }
  const auto number = [](double value) { return fmt::format("{}", value); };
  for (const SiteLine& line : chain.lines) {
    std::vector<Cell> row = {line.name, name_of(line.state)};
    if (!line.design.empty()) {
      std::string devices;
      for (const DeviceCount& each : line.devices) {
        devices += fmt::format("{}{} x {}", devices.empty() ? "" : "; ", each.count, each.id);
      }
      row.insert(row.end(), {line.design, devices, number(line.panels / kilowatt),
                             number(line.storage / kilowatt_hour)});
      for (const Estimate<Money>* cost : {&line.purchase, &line.lifetime}) {
        row.insert(row.end(), {number(cost->value / dollar), number(cost->low / dollar),
                               number(cost->high / dollar)});
      }
      row.insert(row.end(),
                 {number(line.energy.value / kilowatt_hour), number(line.fuel.value / litre),
                  number(line.renewable), number(line.least_served), number(line.confidence)});
    }
    row.resize(table.columns.size() - 3);
    row.emplace_back(line.position ? position_text(*line.position) : "");
    row.emplace_back(line.tightest);
    row.emplace_back(line.why);
    table.add(std::move(row));
  }
  return csv_of(table);
}

std::string chain_json(const ChainResult& chain, const std::vector<Error>& diagnostics) {
  const ChainTotals sum = totals_of(chain.lines);
  Json result = {{"name", chain.name},
                 {"file", chain.file},
                 {"seed", chain.seed},
                 {"totals",
                  {{"sites", chain.lines.size()},
                   {"planned", sum.planned},
                   {"no_design", sum.no_design},
                   {"wrong_input", sum.wrong_input},
                   {"not_reached", sum.not_reached},
                   {"purchase_usd", json_of(sum.purchase, dollar)},
                   {"lifetime_usd", json_of(sum.lifetime, dollar)},
                   {"energy_used_kwh_per_year", json_of(sum.energy, kilowatt_hour)},
                   {"fuel_l_per_year", json_of(sum.fuel, litre)},
                   {"panels_w", sum.panels / watt},
                   {"storage_wh", sum.storage / watt_hour},
                   {"devices", devices_json(sum.devices)},
                   {"bill", bill_json(sum.bill)}}},
                 {"assumed", Json::array()},
                 {"sites", Json::array()}};
  for (const CommonDefault& each : chain.assumed) {
    result["assumed"].push_back({{"key", each.key},
                                 {"value", each.value},
                                 {"why", each.why},
                                 {"sites", each.sites},
                                 {"otherwise", each.otherwise}});
  }
  BillList bills;
  for (const SiteLine& line : chain.lines) result["sites"].push_back(line_json(line, bills));
  result["bills"] = bills.take();
  return enveloped("islet/chain/1", diagnostics, sum.planned == chain.lines.size(),
                   std::move(result));
}

}  // namespace islet
