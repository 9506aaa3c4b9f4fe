#include <algorithm>
#include <array>
#include <utility>

#include "base/sha256.h"
#include "report/alternatives_page.h"
#include "report/map_page.h"
#include "report/pareto_page.h"
#include "report/plan_record.h"
#include "report/read_cases.h"
#include "report/read_design.h"
#include "report/read_json.h"

namespace islet {
namespace {

Objective read_objective(const JsonView& json) {
  const Json& word = json.json();
  for (const Objective each : {Objective::lifetime_cost, Objective::purchase_cost,
                               Objective::energy, Objective::fuel, Objective::mass}) {
    if (word == name_of(each)) return each;
  }
  json.refuse("what `goals.minimise` may be");
  return Objective::lifetime_cost;
}

SiteRecord read_site_part(const JsonView& result) {
  SiteRecord out;
  const JsonView json = result.at("site");
  out.name = json.text("name");
  out.file = json.text("file");
  out.kind = json.text("kind");
  out.minimise = read_objective(json.at("minimise"));
  out.moving = json.flag("moving");
  if (json.has("latitude_deg")) {
    GeoPosition position;
    position.latitude_deg = json.number("latitude_deg");
    position.longitude_deg = json.number("longitude_deg");
    position.altitude = json.quantity("altitude_m", metre);
    out.position = position;
  }
  out.life = json.quantity("life_years", year);
  out.discount = json.number("discount_per_year");
  out.confidence = json.number("confidence_wanted");
  for (const JsonView& each : json.list("defaults")) {
    out.defaults.push_back({each.text("key"), each.text("value"), each.text("why")});
  }
  for (const JsonView& each : json.list("overrides")) {
    out.overrides.push_back({each.text("key"), each.text("value")});
  }
  for (const JsonView& each : json.list("unused")) {
    out.unused.push_back({each.text("key"), each.text("why"), {}});
  }
  for (const JsonView& each : json.at("storage").list("items")) {
    out.kept.push_back({each.text("workload"), each.quantity("gb", gigabyte), each.text("why")});
  }
  return out;
}

void read_asked(const JsonView& result, SiteRecord& out) {
  for (const JsonView& each : result.list("asked", 10'000)) {
    AskedWork work{each.text("name"), each.number("served_goal"), each.flag("never_stop"), {}};
    for (const JsonView& step : each.list("when_short", 100)) {
      work.ladder.push_back({step.number("below_charge"), step.text("do")});
    }
    out.asked.push_back(std::move(work));
  }
  for (const JsonView& each : result.list("links", 1000)) {
    out.links.push_back({each.text("name"), each.number("up_mbit_per_s"),
                         each.number("available_share"), each.quantity("power_w", watt),
                         each.quantity("subscription_usd_per_year", dollar)});
  }
  const JsonView inputs = result.at("inputs");
  for (const JsonView& each : inputs.list("given")) {
    out.given.push_back({each.text("key"), each.text("value"),
                         Place{each.text("file"), static_cast<int>(each.count("line")), 0, 0}});
  }
  const std::vector<JsonView> files = inputs.list("files", 100);
  for (const JsonView& each : files) {
    out.texts.push_back({each.text("file"), each.text("text")});
  }
  if (!files.empty()) out.sha256 = files.front().text("sha256");
}

void read_infeasible(const JsonView& json, PlanRecord& out) {
  out.binding = json.texts("binding");
  for (const JsonView& each : json.list("relaxations", 1000)) {
    out.relaxations.push_back({each.text("key"), each.text("from"), each.text("to"),
                               each.text("design"), each.quantity("lifetime_cost_usd", dollar)});
  }
  if (!json.at("nearest").is_null())
    out.nearest = read_design(json.at("nearest"), out.site.minimise);
}

SearchCount read_count(const JsonView& json) {
  SearchCount out;
  out.covered = json.number("designs_covered");
  out.ruled_out = json.number("ruled_out");
  out.by_bound = json.number("cost_bound_above_best");
  out.evaluated = json.number("plant_years_run");
  if (!json.has("gap")) return out;  // of an edition before it was counted
  out.machines = json.number("machines");
  out.gear = json.number("gear_kinds");
  out.sizes = json.number("sizes");
  if (json.has("plant_kinds")) out.kinds = json.number("plant_kinds");
  if (json.has("judged_by_bound_or_run")) {
    out.judged = json.number("judged_by_bound_or_run");
    out.too_weak = json.number("too_weak");
  }
  out.beaten = json.number("beaten_in_price_and_power");
  out.dearer_gear = json.number("dearer_gear");
  out.unfit = json.number("sizes_unfit");
  if (const JsonView gap = json.at("gap"); !gap.is_null()) {
    out.gap = SearchCount::Gap{gap.number("answer"), gap.number("bound"), gap.number("share")};
  }
  return out;
}

void read_search(const JsonView& result, PlanRecord& out) {
  for (const JsonView& each : result.list("ruled_out")) {
    out.ruled_out.push_back(
        {each.text("what"), each.text("rule"), each.text("why"), each.count("designs")});
  }
  for (const JsonView& each : result.list("sensitivity", 1000)) {
    out.tornado.push_back({each.text("input"), each.text("low"), each.text("high"),
                           each.quantity("lifetime_cost_at_low_usd", dollar),
                           each.quantity("lifetime_cost_at_high_usd", dollar)});
  }
  out.next_steps = read_next_steps(result);
  out.alternatives = read_alternatives(result);
  out.pareto = read_pareto(result);
  out.what_if = read_what_if_cases(result);
  out.map = read_map(result);
  out.have = read_owned(result);
  const JsonView search = result.at("search");
  out.count = read_count(search);
  const JsonView weather = result.at("weather");
  out.weather = {weather.text("source"), weather.grade("grade"),
                 static_cast<int>(weather.count("years"))};
}

Answer read_answer(const JsonView& json) {
  Answer out;
  out.question = json.text("question");
  out.verdict = json.text("verdict");
  out.reasons = json.texts("reasons");
  out.rules = json.texts("rules");
  if (json.has("device") && json.at("device").json().is_string()) {
    out.say("device", json.text("device"));
  }
  return out;
}

void read_notes(const JsonView& result, PlanNotes& out) {
  for (const JsonView& each : result.list("advice", 1000)) {
    out.advice.push_back(read_answer(each));
  }
  for (const JsonView& each : result.list("ledger")) {
    LedgerLine line;
    line.figure = each.text("figure");
    line.value = each.text("value");
    line.grade = each.grade("grade");
    line.assumed = each.flag("assumed");
    line.source = each.text("source");
    if (each.has("disputed")) line.disputed = each.text("disputed");
    if (each.has("date")) line.date = each.text("date");
    line.is_old = each.has("old") && each.flag("old");
    out.ledger.push_back(std::move(line));
  }
  for (const JsonView& each : result.list("rules", 10'000)) {
    out.rules.push_back({each.text("id"), each.text("statement"), each.texts("uses")});
  }
  for (const JsonView& each : result.list("sources", 10'000)) {
    out.sources.push_back(
        {each.text("id"), each.text("title"), each.text("link"), each.text("date"), "", ""});
  }
  const JsonView catalog = result.at("inputs").at("catalogue");
  out.catalog = {catalog.text("edition"), catalog.text("sha256"), catalog.text("own_sha256")};
}

std::optional<PlanState> state_named(const std::string& word) {
  constexpr std::array<std::pair<const char*, PlanState>, 3> states = {
      {{"optimal_on_grid", PlanState::optimal_on_grid},
       {"infeasible", PlanState::infeasible},
       {"out_of_time", PlanState::out_of_time}}};
  for (const auto& [name, state] : states) {
    if (word == name) return state;
  }
  return std::nullopt;
}

}  // namespace

std::optional<PlanRecord> read_plan(std::string_view text, const std::string& file,
                                    Faults& faults) {
  const int before = faults.count();
  const std::optional<Json> json = read_json(text, file, faults);
  if (!json || !holds_result(*json, "islet/plan/1", file, faults)) return std::nullopt;
  const JsonView document(*json, file, faults);
  const JsonView result = document.at("result");
  PlanRecord out;
  out.version = document.text("islet");
  out.sha256 = sha256(text);
  out.site = read_site_part(result);
  read_asked(result, out.site);
  const std::optional<PlanState> state = state_named(result.text("state"));
  if (!state) result.at("state").refuse("optimal_on_grid, infeasible or out_of_time");
  out.state = state.value_or(PlanState::infeasible);
  for (const JsonView& each : result.list("designs", 1000)) {
    out.designs.push_back(read_design(each, out.site.minimise));
  }
  if (result.has("infeasible")) read_infeasible(result.at("infeasible"), out);
  read_search(result, out);
  out.tightest = result.text("tightest");
  const Json& seed = result.at("seed").json();
  if (!seed.is_number_unsigned()) result.at("seed").refuse("a whole number from 0");
  out.seed = seed.is_number_unsigned() ? seed.get<std::uint64_t>() : 0;
  for (const JsonView& each : document.list("diagnostics", 1000)) {
    Error warning;
    warning.place = {each.text("file"), static_cast<int>(each.count("line")), 0, 0};
    warning.code = each.text("code");
    warning.what = each.text("what");
    warning.hint = each.text("hint");
    warning.severity = Severity::warning;
    out.diagnostics.push_back(std::move(warning));
  }
  read_notes(result, out.notes);
  if (faults.count() > before) return std::nullopt;
  return out;
}

}  // namespace islet
