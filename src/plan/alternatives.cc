#include "plan/alternatives.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "plan/design_changes.h"
#include "plan/explain.h"
#include "plan/goal_amount.h"
#include "plan/machine_rules.h"
#include "plan/outcome.h"
#include "plan/search.h"
#include "plan/share_search.h"
#include "plan/side_by_side.h"
#include "plan/size_cells.h"

namespace islet {
namespace {

/// The search for the price of a change: as near as the plan's own.
constexpr double change_gap = 0.001;
/// Less than this over the life is no difference.
constexpr Money told_least = 1 * dollar;
/// Other computers that are told of, the cheapest.
constexpr std::size_t hosts_told = 2;

/// What came of one.
struct Judged {
  Alternative told;
  double score = std::numeric_limits<double>::infinity();
};

/// The gear of `machines`, with the cooler, UPS and inverter-charger of `wanted` where they do.
GearChoice gear_like(const PlanContext& context, const ComputeCandidate& machines,
                     const PowerDesign& wanted) {
  GearChoice usual = gear_choice(context.site, context.catalog, context.air, machines);
  if (usual.objection) return usual;
  const auto is_like = [&](const GearChoice& each) {
    const bool is_inverter = wanted.on_mains || each.power.inverter == wanted.inverter;
    return each.power.cooler == wanted.cooler && each.power.ups == wanted.ups && is_inverter;
  };
  if (is_like(usual)) return usual;
  for (GearChoice& each : other_gear(context.site, context.catalog, context.air, machines, usual)) {
    if (is_like(each)) return std::move(each);
  }
  return usual;
}

bool looks_ahead(const Site& site) {
  return site.power.generator && site.power.generator->looks_ahead;
}

Site with_other_dispatch(const Site& site) {
  Site out = site;
  out.power.generator->looks_ahead = !out.power.generator->looks_ahead;
  return out;
}

/// Parts of the cost that is minimised: the bill, and over the life what running it all costs.
CostParts parts_of(const SizedDesign& design, Objective objective) {
  CostParts parts = bill_parts(design.bill);
  if (objective == Objective::purchase_cost) return parts;
  parts.emplace_back("running it", design.lifetime - design.purchase);
  return parts;
}

/// What keeps all sizes from doing.
std::string shortfall_of(const PlanContext& context, const PreparedMachines& machines,
                         const SizeGrid& grid) {
  const SizedDesign largest =
      sized(context, machines, grid.with(grid.panels.back(), grid.storage.back()));
  const Requirement* dear = nullptr;
  for (const Requirement& each : largest.requirements) {
    if (each.met) continue;
    if (each.measure != Measure::money) return "with the largest sizes: " + wanted_and_found(each);
    dear = &each;
  }
  if (dear != nullptr) return "sizes that do are beyond the " + dear->what;
  return "holds in too few of the weather years";
}

/// Why a search of that effort does not make a change that costs that much.
std::string reason_of(const SizedDesign& chosen, const SizedDesign& other, Objective objective,
                      Effort effort) {
  const Money more = objective == Objective::purchase_cost ? other.purchase - chosen.purchase
                                                           : other.lifetime - chosen.lifetime;
  const std::string dearer = dearer_parts(parts_of(chosen, objective), parts_of(other, objective),
                                          std::max(told_least, 0.1 * more));
  if (more >= told_least) return dearer;
  if (is_money(objective) && more > -told_least && dearer.empty()) return "makes no difference";
  if (other.score < chosen.score) {
    return fmt::format("better by less than a changed design must be ({:.2g} %)",
                       100 * worth_changing(effort));
  }
  return dearer.empty() ? "makes little difference" : "but " + dearer;
}

/// Searches the sizes with the change, and what it costs.
Judged judged(const ChosenDesign& chosen, const Change& change, const PlanOptions& options) {
  std::optional<Site> other_site;
  if (change.is_other_dispatch) other_site = with_other_dispatch(chosen.context.site);
  const PlanContext context{other_site ? *other_site : chosen.context.site, chosen.context.catalog,
                            chosen.context.weather, chosen.context.air,
                            chosen.context.counts_failures};
  Judged out;
  out.told = {change.choice, change.taken, change.other, std::nullopt, "", ""};
  if (!change.why_not.empty()) {
    out.told.why = change.why_not;
    return out;
  }
  ComputeCandidate candidate;
  PreparedMachines machines;
  if (change.is_other_compute) {
    const ComputeDesign& design = change.design.compute;
    candidate = candidate_of(context.site, chosen.demands, design, options.makers);
    auto no = objection(context.site, design);
    if (!no) no = work_objection(context.site, chosen.demands, candidate, options.makers);
    if (no) {
      out.told.why = no->why;
      return out;
    }
    machines = prepared(context, candidate);
    machines.gear = gear_like(context, candidate, change.design.power);
  } else {
    machines = without_tables(chosen.machines);
    const PowerDesign& wanted = change.design.power;
    PowerDesign& gear = machines.gear.power;
    std::tie(gear.cooler, gear.coolers) = std::tie(wanted.cooler, wanted.coolers);
    std::tie(gear.ups, gear.upses) = std::tie(wanted.ups, wanted.upses);
    gear.ups_efficiency = wanted.ups_efficiency;
    if (!wanted.on_mains) {  // there it is left out, and comes back with a battery
      std::tie(gear.inverter, gear.inverters) = std::tie(wanted.inverter, wanted.inverters);
    }
  }
  if (machines.gear.objection) {
    out.told.why = machines.gear.objection->why;
    return out;
  }
  SizeGrid grid = grid_with(context.site, machines.gear.power, chosen.grid);
  grid.generator = change.design.power.generator;
  grid.tank = change.design.power.tank;
  grid.repair_reserve = change.design.power.repair_reserve;
  tabulate(context, machines);
  const CellResult found =
      search_cells(context, machines, grid, {.gap = change_gap, .years = chosen.years});
  if (!found.best) {
    out.told.why = shortfall_of(context, machines, grid);
    return out;
  }
  const SizedDesign& best = *found.best;
  out.score = best.score;
  out.told.more = best.lifetime - chosen.design.lifetime;
  out.told.more_of_goal = minimised_by(context, best) - minimised_by(context, chosen.design);
  out.told.design = title_of(best.design);
  const bool is_better = change.is_other_dispatch && *out.told.more < -told_least;
  out.told.why = is_better
                     ? fmt::format("power.generator.dispatch: {}",
                                   looks_ahead(context.site) ? "look_ahead" : "by_charge")
                     : reason_of(chosen.design, best, context.site.goals.minimise, options.effort);
  return out;
}

/// Of computers only the best few that do stay.
void keep_best_hosts(std::vector<Judged>& list) {
  const auto is_host = [](const Judged& each) { return each.told.choice == "computer"; };
  std::erase_if(list, [&](const Judged& each) { return is_host(each) && !each.told.more; });
  std::vector<double> scores;
  for (const Judged& each : list) {
    if (is_host(each)) scores.push_back(each.score);
  }
  if (scores.size() <= hosts_told) return;
  std::sort(scores.begin(), scores.end());
  std::erase_if(list, [&](const Judged& each) {
    return is_host(each) && each.score > scores[hosts_told - 1];
  });
}

}  // namespace

std::vector<Alternative> alternatives_to(const ChosenDesign& chosen, const PlanOptions& options) {
  const std::vector<Change> changes = changes_of(chosen, options);
  std::vector<Judged> list(changes.size());
  std::vector<char> done(changes.size());
  side_by_side(changes.size(), options.jobs, [&](std::size_t index) {
    if (options.stop_asked && options.stop_asked()) return;
    list[index] = judged(chosen, changes[index], options);
    done[index] = 1;
  });
  std::size_t at = 0;
  std::erase_if(list, [&](const Judged&) { return done[at++] == 0; });
  keep_best_hosts(list);
  std::vector<Alternative> out;
  for (Judged& each : list) out.push_back(std::move(each.told));
  return out;
}

}  // namespace islet
