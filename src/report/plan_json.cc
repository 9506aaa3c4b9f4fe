#include "report/plan_json.h"

#include <string_view>
#include <utility>

#include "plan/goal_amount.h"
#include "report/alternatives_page.h"
#include "report/design_json.h"
#include "report/inputs_json.h"
#include "report/json.h"
#include "report/map_page.h"
#include "report/pareto_page.h"
#include "report/site_json.h"
#include "report/what_if_page.h"

namespace islet {
namespace {

std::string_view name_of(PlanState state) {
  switch (state) {
    case PlanState::optimal_on_grid:
      return "optimal_on_grid";
    case PlanState::infeasible:
      return "infeasible";
    case PlanState::out_of_time:
      return "out_of_time";
  }
  return "";
}

Json site_json(const Site& site) {
  Json out = {{"name", site.name}, {"file", site.file}, {"kind", site.kind}};
  if (site.where.position) {
    out["latitude_deg"] = site.where.position->latitude_deg;
    out["longitude_deg"] = site.where.position->longitude_deg;
    out["altitude_m"] = site.where.position->altitude / metre;
  }
  out["moving"] = site.where.moving;
  out["minimise"] = islet::name_of(site.goals.minimise);
  out["minimise_unit"] = goal_unit(site.goals.minimise);
  out["life_years"] = site.money.life / year;
  out["discount_per_year"] = site.money.discount;
  out["rates"] = rates_json(site);
  out["confidence_wanted"] = site.goals.confidence;
  out["overrides"] = Json::array();
  for (const OverrideUsed& each : site.overrides) {
    out["overrides"].push_back({{"key", each.key}, {"value", each.value}});
  }
  out["storage"] = storage_json(site);
  out["unused"] = unused_json(site);
  out["defaults"] = defaults_json(site);
  return out;
}

Json ruled_out_json(const Plan& plan) {
  Json out = Json::array();
  for (const RuledOut& each : plan.ruled_out) {
    out.push_back(
        {{"what", each.what}, {"rule", each.rule}, {"why", each.why}, {"designs", each.count}});
  }
  return out;
}

Json infeasible_json(const Plan& plan) {
  Json out = {{"binding", plan.binding}, {"relaxations", Json::array()}};
  for (const Relaxation& each : plan.relaxations) {
    out["relaxations"].push_back({{"key", each.key},
                                  {"from", each.from},
                                  {"to", each.to},
                                  {"design", each.design},
                                  {"lifetime_cost_usd", each.lifetime_cost / dollar}});
  }
  out["nearest"] = plan.nearest ? design_json(*plan.nearest, plan.site) : Json();
  return out;
}

Json tornado_json(const Plan& plan) {
  Json out = Json::array();
  for (const Tornado& bar : plan.tornado) {
    out.push_back({{"input", bar.input},
                   {"low", bar.low},
                   {"high", bar.high},
                   {"lifetime_cost_at_low_usd", bar.cost_at_low / dollar},
                   {"lifetime_cost_at_high_usd", bar.cost_at_high / dollar}});
  }
  return out;
}

Json ledger_json(const std::vector<LedgerLine>& ledger) {
  Json out = Json::array();
  for (const LedgerLine& line : ledger) {
    Json row = {{"figure", line.figure},
                {"value", line.value},
                {"grade", std::string(1, letter(line.grade))},
                {"assumed", line.assumed},
                {"source", line.source}};
    if (!line.disputed.empty()) row["disputed"] = line.disputed;
    if (!line.date.empty()) row["date"] = line.date;
    if (line.is_old) row["old"] = true;
    out.push_back(std::move(row));
  }
  return out;
}

/// A count as a whole number, as far as one can be told.
Json whole(double count) {
  constexpr double most = 9007199254740992.0;
  return count < most ? Json(static_cast<std::int64_t>(count)) : Json(count);
}

Json search_json(const SearchCount& count) {
  Json out = {{"designs_covered", whole(count.covered)},
              {"machines", whole(count.machines)},
              {"gear_kinds", whole(count.gear)},
              {"sizes", whole(count.sizes)},
              {"plant_kinds", whole(count.kinds)},
              {"covered_by_bound_or_run", whole(count.covered - count.ruled_out)},
              {"judged_by_bound_or_run", whole(count.judged)},
              {"ruled_out", whole(count.ruled_out)},
              {"too_weak", whole(count.too_weak)},
              {"beaten_in_price_and_power", whole(count.beaten)},
              {"dearer_gear", whole(count.dearer_gear)},
              {"sizes_unfit", whole(count.unfit)},
              {"cost_bound_above_best", whole(count.by_bound)},
              {"plant_years_run", whole(count.evaluated)}};
  if (count.gap) {
    out["gap"] = {
        {"answer", count.gap->answer}, {"bound", count.gap->bound}, {"share", count.gap->share}};
  } else {
    out["gap"] = nullptr;
  }
  return out;
}

Json result_json(const Plan& plan) {
  Json out = {{"site", site_json(plan.site)},
              {"seed", plan.seed},
              {"state", name_of(plan.state)},
              {"designs", Json::array()}};
  for (const DesignOutcome& design : plan.designs) {
    out["designs"].push_back(design_json(design, plan.site));
  }
  if (plan.designs.empty()) out["infeasible"] = infeasible_json(plan);
  out["asked"] = asked_json(plan.site);
  out["links"] = links_json(plan.site);
  out["tightest"] = plan.tightest;
  out["next_steps"] = next_steps_json(plan.next_steps);
  out["alternatives"] = alternatives_json(plan.alternatives);
  out["pareto"] = pareto_json(plan.pareto);
  out["sensitivity"] = tornado_json(plan);
  out["what_if"] = what_if_json(plan);
  if (plan.map) out["system_map"] = map_json(*plan.map);
  out["have"] = have_json(plan);
  out["ruled_out"] = ruled_out_json(plan);
  out["weather"] = {{"source", plan.weather.source},
                    {"grade", std::string(1, letter(plan.weather.grade))},
                    {"years", plan.weather.years}};
  out["search"] = search_json(plan.count);
  return out;
}

}  // namespace

std::string plan_json(const Plan& plan, const PlanNotes& notes,
                      const std::vector<Error>& diagnostics) {
  Json result = result_json(plan);
  result["advice"] = Json::array();
  for (const Answer& answer : notes.advice) result["advice"].push_back(json_of(answer));
  result["ledger"] = ledger_json(notes.ledger);
  result["rules"] = rules_json(notes.rules);
  result["sources"] = sources_json(notes.sources);
  result["inputs"] = inputs_json(plan.site, notes.catalog);
  if (notes.seen) result["from_site"] = seen_json(*notes.seen, plan);
  return enveloped("islet/plan/1", diagnostics, !plan.designs.empty(), std::move(result));
}

std::string failure_json(const std::string& schema, const std::vector<Error>& diagnostics) {
  return enveloped(schema, diagnostics, false, nullptr);
}

}  // namespace islet
