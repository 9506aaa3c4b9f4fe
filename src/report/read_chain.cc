// The plans of many sites as their file holds them.
#include <algorithm>
#include <array>

#include "report/chain_page.h"
#include "report/json_view.h"
#include "report/read_json.h"
#include "site/chain.h"

namespace islet {
namespace {

constexpr const char* schema = "islet/chain/1";

std::optional<SiteState> state_named(const std::string& word) {
  for (const SiteState state :
       {SiteState::planned, SiteState::no_design, SiteState::wrong_input, SiteState::not_reached}) {
    if (word == name_of(state)) return state;
  }
  return std::nullopt;
}

std::string text_if(const JsonView& json, const char* key) {
  return json.has(key) ? json.text(key) : "";
}

using Bills = std::vector<std::vector<BillLine>>;

/// Empty in files of an edition that did not keep them.
Bills read_bills(const JsonView& result) {
  Bills out;
  if (!result.has("bills")) return out;
  for (const JsonView& bill : result.list("bills", chain_sites_max)) {
    out.emplace_back();
    for (const JsonView& each : bill.list("items", 1000)) {
      out.back().push_back({each.text("what"), each.number("number"), each.text("unit"),
                            each.estimate("cost_usd", dollar)});
    }
  }
  return out;
}

void read_design_of(const JsonView& json, const Bills& bills, SiteLine& out) {
  if (json.has("bill")) {
    const std::int64_t at = json.count("bill");
    if (at < 0 || static_cast<std::size_t>(at) >= bills.size()) {
      json.at("bill").refuse("the number of a bill in `bills`, from 0");
    } else {
      out.bill = bills[static_cast<std::size_t>(at)];
    }
  }
  out.design = json.text("design");
  for (const JsonView& each : json.list("devices", 1000)) {
    out.devices.push_back(
        {each.text("id"), each.text("name"), static_cast<int>(each.count("count"))});
  }
  out.panels = json.quantity("panels_w", watt);
  out.storage = json.quantity("storage_wh", watt_hour);
  out.purchase = json.estimate("purchase_usd", dollar);
  out.lifetime = json.estimate("lifetime_usd", dollar);
  out.energy = json.estimate("energy_used_kwh_per_year", kilowatt_hour);
  out.fuel = json.estimate("fuel_l_per_year", litre);
  out.renewable = json.number("renewable");
  out.least_served = json.number("least_served");
  out.confidence = json.number("confidence");
}

SiteLine read_line(const JsonView& json, const Bills& bills) {
  SiteLine out;
  out.name = json.text("name");
  const std::optional<SiteState> state = state_named(json.text("state"));
  if (!state) json.at("state").refuse("planned, no_design, wrong_input or not_reached");
  out.state = state.value_or(SiteState::not_reached);
  out.why = text_if(json, "why");
  out.tightest = text_if(json, "tightest");
  if (json.has("latitude_deg")) {
    out.position.emplace();
    out.position->latitude_deg = json.number("latitude_deg");
    out.position->longitude_deg = json.number("longitude_deg");
  }
  if (out.state == SiteState::planned || json.has("design")) read_design_of(json, bills, out);
  return out;
}

}  // namespace

bool is_chain(std::string_view text) {
  Faults untold;
  const std::optional<Json> json = read_json(text, "", untold);
  return json && json->is_object() && json->contains("schema") && json->at("schema") == schema;
}

std::optional<ChainResult> read_chain(std::string_view text, const std::string& file,
                                      Faults& faults) {
  const int before = faults.count();
  const std::optional<Json> json = read_json(text, file, faults);
  if (!json || !holds_result(*json, schema, file, faults)) return std::nullopt;
  const JsonView document(*json, file, faults);
  const JsonView result = document.at("result");
  ChainResult out;
  out.version = document.text("islet");
  out.name = result.text("name");
  out.file = result.text("file");
  const Json& seed = result.at("seed").json();
  if (!seed.is_number_unsigned()) result.at("seed").refuse("a whole number from 0");
  out.seed = seed.is_number_unsigned() ? seed.get<std::uint64_t>() : 0;
  const Bills bills = read_bills(result);
  for (const JsonView& each : result.list("sites", chain_sites_max)) {
    SiteLine line = read_line(each, bills);
    line.index = out.lines.size();
    out.lines.push_back(std::move(line));
  }
  // Files of an edition before they were told hold none.
  if (result.has("assumed")) {
    for (const JsonView& each : result.list("assumed", 10'000)) {
      out.assumed.push_back(
          {each.text("key"), each.text("value"), each.text("why"),
           static_cast<std::size_t>(std::max<std::int64_t>(0, each.count("sites"))),
           static_cast<std::size_t>(std::max<std::int64_t>(0, each.count("otherwise")))});
    }
  }
  if (faults.count() > before) return std::nullopt;
  return out;
}

}  // namespace islet
