#include "report/read_cases.h"

#include <utility>

namespace islet {
namespace {

constexpr std::size_t cases_max = 1000;

CaseRecord read_case(const JsonView& json) {
  CaseRecord out;
  out.key = json.text("key");
  out.value = json.text("value");
  out.holds = json.flag("kept_holds");
  out.misses = json.texts("kept_misses");
  if (const JsonView kept = json.at("kept"); !kept.is_null()) {
    out.kept_cost = kept.estimate("lifetime_usd", dollar).value;
    out.kept_fuel = kept.estimate("fuel_l_per_year", litre).value;
  }
  const JsonView planned = json.at("planned");
  if (planned.is_null()) return out;
  out.planned_anew = true;
  const bool fits = planned.flag("fits");
  out.planned = planned.text(fits ? "title" : "why_not");
  if (fits) out.planned_cost = planned.estimate("lifetime_usd", dollar).value;
  return out;
}

OwnedAudit read_audit(const JsonView& json) {
  OwnedAudit out;
  out.id = json.text("id");
  out.name = json.text("name");
  out.is_host = json.text("kind") == "host";
  out.owned = static_cast<int>(json.count("owned"));
  out.used = static_cast<int>(json.count("used"));
  out.worth = json.quantity("worth_usd", dollar);
  out.verdict = json.text("verdict");
  out.why = json.text("why");
  if (json.has("needed")) {
    out.needed = static_cast<int>(json.count("needed"));
    out.busy_share = json.number("busy_share");
  }
  if (json.has("upgrade")) out.upgrade = json.text("upgrade");
  if (!json.has("smaller")) return out;
  const JsonView smaller = json.at("smaller");
  out.smaller = smaller.text("id");
  out.smaller_title = smaller.text("machines");
  out.smaller_price = smaller.quantity("price_usd", dollar);
  out.worth_saved = smaller.quantity("worth_saved_usd", dollar);
  out.power_saved = smaller.quantity("mean_power_saved_w", watt);
  if (smaller.has("lifetime_saved_usd")) {
    out.lifetime_saved = smaller.quantity("lifetime_saved_usd", dollar);
  }
  return out;
}

}  // namespace

std::vector<CaseRecord> read_what_if_cases(const JsonView& result) {
  std::vector<CaseRecord> out;
  if (!result.has("what_if")) return out;
  for (const JsonView& each : result.list("what_if", cases_max)) out.push_back(read_case(each));
  return out;
}

std::vector<OwnedAudit> read_owned(const JsonView& result) {
  std::vector<OwnedAudit> out;
  if (!result.has("have")) return out;
  for (const JsonView& each : result.list("have", cases_max)) out.push_back(read_audit(each));
  return out;
}

}  // namespace islet
