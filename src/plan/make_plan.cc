#include "plan/make_plan.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "base/check.h"
#include "plan/alternatives.h"
#include "plan/compute_candidates.h"
#include "plan/drafts.h"
#include "plan/explain.h"
#include "plan/finalist_run.h"
#include "plan/joint_odds.h"
#include "plan/next_step.h"
#include "plan/outcome.h"
#include "plan/pareto.h"
#include "plan/plant_kinds.h"
#include "plan/search.h"
#include "plan/search_count.h"
#include "plan/site_weather.h"
#include "plan/take_account.h"
#include "plan/trace_design.h"

namespace islet {
namespace {

std::vector<WorkloadDemand> demands_of(const Site& site) {
  std::vector<WorkloadDemand> demands;
  for (const Workload& workload : site.workloads) demands.push_back(demand_of(workload));
  return demands;
}

DesignOutcome finished(const PlanContext& context, const PreparedMachines& machines,
                       const SizedDesign& design, bool figures_only) {
  DesignOutcome out = design_outcome(context, machines, design);
  if (figures_only) return out;
  out.rules = rules_of(context.site, design.design);
  out.notes = notes_of(context.site, out);
  out.joint_odds = joint_odds(context, machines, design);
  return out;
}

/// The designs that a plan tells of: of the same machines run otherwise only the best, and beside
/// it what they do as usual.
std::vector<const FoundDesign*> told(const SearchResult& found,
                                     const std::vector<PreparedMachines>& machines, int top) {
  std::vector<const FoundDesign*> out;
  for (const FoundDesign& each : found.best) {
    if (out.size() >= static_cast<std::size_t>(top)) break;
    const ComputeDesign& own = each.sized.design.compute;
    const bool seen = std::any_of(out.begin(), out.end(), [&](const FoundDesign* other) {
      return are_like_machines(own, other->sized.design.compute);
    });
    if (!machines[each.machines].is_variant || !seen) out.push_back(&each);
  }
  return out;
}

/// The machines of what will be told learn how they do in an hour like any other.
void add_typical(const PlanContext& context, const SearchResult& found, const PlanOptions& options,
                 std::vector<PreparedMachines>& machines) {
  const std::vector<WorkloadDemand> demands = demands_of(context.site);
  const auto add = [&](const FoundDesign& each) {
    PreparedMachines& one = machines[each.machines];
    if (one.typical) return;
    one.typical = typical_outcome(context.site, demands, one.machines->design, options.makers);
  };
  for (const FoundDesign* design : told(found, machines, options.top)) add(*design);
  if (!found.best.empty()) return;
  if (!found.near.empty()) add(found.near.front());
  if (!found.unsteady.empty()) add(found.unsteady.front());
}

/// Fills `plan.designs`: the best first, or the surest of those as good (`surest`), and before it
/// one that does what the site asks request by request, where that was simulated and any does.
/// Returns what was found for the first.
const FoundDesign& fill_designs(const PlanContext& context,
                                const std::vector<PreparedMachines>& machines,
                                const SearchResult& found, const PlanOptions& options, Plan& plan) {
  std::vector<const FoundDesign*> list = told(found, machines, options.top);
  std::vector<DesignOutcome> made;
  for (const FoundDesign* design : list) {
    made.push_back(
        finished(context, machines[design->machines], design->sized, options.figures_only));
  }
  std::vector<double> scores;
  for (const FoundDesign* design : list) scores.push_back(design->sized.score);
  const auto to_front = static_cast<std::ptrdiff_t>(surest(scores, made));
  std::rotate(list.begin(), list.begin() + to_front, list.begin() + to_front + 1);
  std::rotate(made.begin(), made.begin() + to_front, made.begin() + to_front + 1);
  std::vector<std::size_t> order(list.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (options.simulate) order = simulate_finalists(context, options, made);
  for (const std::size_t place : order) {
    DesignOutcome& next = made[place];
    if (!plan.designs.empty()) {
      next.lost_by = lost_by(plan.designs, next, context.site.goals.minimise);
    }
    plan.designs.push_back(std::move(next));
  }
  const FoundDesign& first = *list[order.front()];
  if (!options.figures_only) {
    plan.designs.front().account = take_account(context, machines[first.machines], first.sized);
  }
  return first;
}

/// What a page of the first design shows beside its figures.
void add_views(const ChosenDesign& chosen, const PlanOptions& options, Plan& plan) {
  const auto& [context, demands, machines, first, grid, years] = chosen;
  plan.designs.front().trace = trace_design(context, machines, first);
  plan.tightest = tightest_text(plan.designs.front());
  plan.tornado = tornado_of(context, machines, first, plan.designs.front().cost.lifetime.value);
  plan.next_steps = next_steps(chosen, options.jobs);
  plan.alternatives = alternatives_to(chosen, options);
}

/// What more room for panels and battery would buy, when a written ceiling binds.
void add_ceilings(const PlanContext& context, const std::vector<PreparedMachines>& machines,
                  const FoundDesign& found, Plan& plan) {
  constexpr double factors[] = {1.5, 2.0, 3.0};
  const PreparedMachines& nearest = machines[found.machines];
  for (const double factor : factors) {
    SizeGrid grid = size_grid(context.site, context.catalog, {.ceiling_factor = factor});
    grid.generator = found.sized.design.power.generator;
    SizingResult wider =
        search_sizes(context, nearest, grid, std::numeric_limits<double>::infinity());
    const OverYears years = over_years(context, nearest, wider.feasible);
    if (!years.holding) continue;
    const SizedDesign& design = *years.holding;
    const SizeGrid written = size_grid(context.site, context.catalog);
    const PowerDesign& power = design.design.power;
    if (power.panels > written.panels.back()) {
      plan.relaxations.push_back({"power.solar.size",
                                  fmt::format("{:.3g} kWp", written.panels.back() / kilowatt),
                                  fmt::format("{:.3g} kWp", power.panels / kilowatt),
                                  title_of(design.design), design.lifetime});
    }
    if (power.storage > written.storage.back()) {
      plan.relaxations.push_back({"power.battery.size",
                                  fmt::format("{:.3g} kWh", written.storage.back() / kilowatt_hour),
                                  fmt::format("{:.3g} kWh", power.storage / kilowatt_hour),
                                  title_of(design.design), design.lifetime});
    }
    return;
  }
}

/// What binds where the nearest design meets everything in the design year.
void add_unsteadiness(const Site& site, const FoundDesign& nearest, Plan& plan) {
  CHECK(plan.nearest.has_value());
  const auto percent = [](double share) { return fmt::format("{:.3g} %", 100 * share); };
  const std::string wanted = percent(site.goals.confidence);
  const std::string found = percent(plan.nearest->confidence);
  plan.binding.insert(
      plan.binding.begin(),
      fmt::format("site confidence at least {} (all requirements hold in {} of the weather years)",
                  wanted, found));
  plan.relaxations.insert(plan.relaxations.begin(), {"goals.confidence", wanted, found,
                                                     plan.nearest->title, nearest.sized.lifetime});
}

void explain_infeasible(const PlanContext& context, const std::vector<PreparedMachines>& machines,
                        const SearchResult& found, bool figures_only, Plan& plan) {
  plan.state = found.stopped ? PlanState::out_of_time : PlanState::infeasible;
  plan.binding = binding_of(found.near);
  plan.relaxations = relaxations_of(found.near);
  const auto& nearest_first = found.unsteady.empty() ? found.near : found.unsteady;
  if (nearest_first.empty()) return;
  const FoundDesign& nearest = nearest_first.front();
  plan.nearest = finished(context, machines[nearest.machines], nearest.sized, figures_only);
  if (!figures_only) {
    plan.nearest->account = take_account(context, machines[nearest.machines], nearest.sized);
    plan.nearest->trace = trace_design(context, machines[nearest.machines], nearest.sized);
  }
  if (!found.unsteady.empty()) add_unsteadiness(context.site, nearest, plan);
  if (!found.stopped && !figures_only) add_ceilings(context, machines, nearest, plan);
}

/// What the strongest machines carry, when none carries everything.
void add_overload(const Site& site, const std::optional<Overload>& overload, Plan& plan) {
  if (!overload) return;
  const Workload& workload = site.workloads[static_cast<std::size_t>(overload->workload)];
  // All but a little is not all.
  const double percent = std::min(100 * overload->carried, 99.0);
  plan.binding.push_back(fmt::format(
      "`{}` asks for more than any machines carry: {} come nearest, with {:.{}f} % of it",
      workload.name, overload->machines, percent, percent < 1 ? 2 : 0));
}

/// When no machine came near enough to be judged, what ruled most of them out binds.
void add_rule_outs_that_bind(Plan& plan) {
  constexpr std::size_t told = 3;
  // A battery that nothing goes with, or a UPS that is named and does not do, rules out every
  // machine alike: it is told once, before all.
  const auto is_gear = [](const RuledOut& each) {
    return each.rule == "power.battery.chemistry" || each.rule == "power.ups";
  };
  const auto by_gear = std::find_if(plan.ruled_out.begin(), plan.ruled_out.end(), is_gear);
  if (by_gear != plan.ruled_out.end()) {
    plan.binding.insert(plan.binding.begin(), by_gear->why + " (" + by_gear->rule + ")");
  }
  // A model that may not be used rules out every machine, so it goes before what rules out one.
  for (const bool of_models : {true, false}) {
    for (const RuledOut& each : plan.ruled_out) {
      if (plan.binding.size() == told) return;
      if (each.rule == "hardware.consider") continue;  // a wish, no reason
      if (is_gear(each)) continue;
      if ((each.rule == "models.licences") != of_models) continue;
      plan.binding.push_back(each.what + ": " + each.why + " (" + each.rule + ")");
    }
  }
}

/// A device that does all the work by itself is too slow in some other way of running it only.
void tell_ways_apart(const std::vector<ComputeCandidate>& list, std::vector<RuledOut>& rows) {
  for (RuledOut& row : rows) {
    const bool does = std::any_of(list.begin(), list.end(), [&](const ComputeCandidate& each) {
      const std::vector<ComputeGroup>& groups = each.design.groups;
      return groups.size() == 1 && groups.front().accelerator->name == row.what;
    });
    if (does && row.rule == "speed") row.what += ", run otherwise";
  }
}

/// The best of a kind, with what all kinds together were judged by.
SearchResult with_counts(const SearchResult& best, const SearchResult& all) {
  SearchResult out = all;
  out.best = best.best;
  return out;
}

/// Drops the variants that draw less only with everything at work, where that changes neither the
/// gear nor whether a requirement is met: they draw more in the mean.
void drop_idle_variants(const PlanContext& context, ComputeCandidates& candidates) {
  const Site& site = context.site;
  const bool asks_for_peak = site.goals.power || site.power.grid;
  if (asks_for_peak) return;
  for (ComputeCandidate& own : candidates.list) {
    const PowerDesign gear = gear_choice(site, context.catalog, context.air, own).power;
    const auto dropped = std::erase_if(own.variants, [&](const ComputeCandidate& held) {
      const PowerDesign other = gear_choice(site, context.catalog, context.air, held).power;
      return held.mean_power >= own.mean_power && other.inverter == gear.inverter &&
             other.inverters == gear.inverters && other.cooler == gear.cooler &&
             other.coolers == gear.coolers && other.upses == gear.upses;
    });
    candidates.beaten += static_cast<double>(dropped);
  }
}

/// Every candidate with its usual gear, then its variants, then both with other gear. What rests on
/// drafts is unusual.
std::vector<PreparedMachines> all_prepared(const PlanContext& context,
                                           const std::vector<ComputeCandidate>& list) {
  std::vector<PreparedMachines> machines;
  for (const ComputeCandidate& each : list) {
    machines.push_back(prepared(context, each));
    machines.back().is_variant = has_drafts(each.design);
  }
  for (const ComputeCandidate& each : list) {
    for (const ComputeCandidate& held : each.variants) {
      machines.push_back(prepared(context, held));
      machines.back().is_variant = true;
    }
  }
  const std::size_t with_usual_gear = machines.size();
  for (std::size_t index = 0; index < with_usual_gear; ++index) {
    const auto choices = other_gear(context.site, context.catalog, context.air,
                                    *machines[index].machines, machines[index].gear);
    for (const GearChoice& gear : choices) {
      PreparedMachines other = without_tables(machines[index]);
      other.gear = gear;
      other.is_variant = true;
      machines.push_back(std::move(other));
    }
  }
  return machines;
}

template <class T>
T take_first(std::vector<T>& list) {
  T first = list.front();
  list.erase(list.begin());
  return first;
}

/// The usual kind of plant: the smallest set of the range with which there is an answer, and with
/// it the least reserve for a repair. `grid` becomes that of the answer, with the other reserves
/// only where failures refused a design; where there is none, it stays.
SearchResult search_usual_kind(const PlanContext& context, std::vector<PreparedMachines>& machines,
                               const PlanOptions& options, SizeGrid& grid) {
  SizeGrid own = grid;
  SearchResult found = search_all_ways(context, machines, own, options);
  bool was_barred = found.barred > 0;
  while (found.best.empty() && !found.stopped) {
    if (was_barred && !own.more_reserves.empty()) {
      own.repair_reserve = take_first(own.more_reserves);
    } else if (!own.more_sets.empty()) {
      own.generator = take_first(own.more_sets);
      own.repair_reserve = grid.repair_reserve;
      own.more_reserves = grid.more_reserves;
    } else {
      break;
    }
    SearchResult next = search_all_ways(context, machines, own, options);
    was_barred = next.barred > 0;
    add_counts(found, next);
    next.kinds = found.kinds + 1;
    found = std::move(next);
  }
  if (found.best.empty()) return found;
  if (found.barred == 0) own.more_reserves.clear();
  grid = std::move(own);
  return found;
}

/// As `search_usual_kind`; where no design carries the repairs of its generator, one that serves
/// enough between them is an answer too, and the context no longer counts failures.
SearchResult search_usual(PlanContext& context, std::vector<PreparedMachines>& machines,
                          const PlanOptions& options, SizeGrid& grid) {
  SearchResult found = search_usual_kind(context, machines, options, grid);
  if (!found.best.empty() || found.stopped || found.barred == 0) return found;
  context.counts_failures = false;
  return search_usual_kind(context, machines, options, grid);
}

/// A search with an answer.
struct Answered {
  const PlanContext& context;
  std::vector<PreparedMachines>& machines;
  const SearchResult& found;
  const SizeGrid& grid;
};

void fill_plan(const Answered& from, const PlanOptions& options, Plan& plan) {
  const auto& [context, machines, found, grid] = from;
  add_typical(context, found, options, machines);
  plan.state = found.stopped ? PlanState::out_of_time : PlanState::optimal_on_grid;
  const FoundDesign& first = fill_designs(context, machines, found, options, plan);
  if (plan.count.gap) set_answer(first.sized.score, *plan.count.gap);
  if (!options.figures_only) {
    add_views({context, demands_of(context.site), machines[first.machines], first.sized, grid,
               found.years},
              options, plan);
  }
  if (options.pareto) {
    for (std::size_t index = 0; index < machines.size(); ++index) {
      PreparedMachines& each = machines[index];
      const bool told_of = std::any_of(found.best.begin(), found.best.end(),
                                       [&](const auto& best) { return best.machines == index; });
      each.is_variant &= !told_of;
      if (!each.gear.objection && !each.is_variant) tabulate(context, each);
    }
    plan.pareto =
        pareto_set(context, machines,
                   {plan.designs.front(), first.sized, machines[first.machines], grid}, options);
  }
}

}  // namespace

Site built_as(const Site& site, const Design& design) {
  Site out = site;
  if (out.power.solar && !out.power.solar->is_tracking && !out.power.solar->tilt_deg &&
      out.where.daily.empty()) {
    out.power.solar->tilt_deg = design.power.tilt_deg;
  }
  return out;
}

Result<SiteWeather> plan_weather(const Site& site, const Catalog& catalog,
                                 const PlanOptions& options) {
  const PvModule* module = panel_kind(catalog);
  if (module == nullptr) {
    return Error{{}, "the catalogue holds no solar panel", "Check the data folder.", "D5", ""};
  }
  const double soiling = site.power.solar ? site.power.solar->soiling.typical : 0.02;
  return site_weather(site, panel_model(*module, soiling), options.data_folder,
                      {options.weather_years, options.seed, options.drawn_weather});
}

Result<Plan> make_plan(const Site& site, const Catalog& catalog, const PlanOptions& options) {
  Plan plan;
  plan.site = site;
  plan.seed = options.seed;
  const Result<SiteWeather> weather = plan_weather(site, catalog, options);
  if (!weather) return weather.error();
  plan.weather = {weather->source, weather->grade, static_cast<int>(weather->years.size())};

  PlanContext context{site, catalog, *weather, air_range(site, *weather)};
  const std::vector<WorkloadDemand> demands = demands_of(site);
  ComputeCandidates candidates =
      compute_candidates(site, catalog, demands, options.makers, options.looks_around());
  drop_idle_variants(context, candidates);
  const bool none_fast_enough = candidates.list.empty();
  const auto& machine_list = none_fast_enough ? candidates.nearest : candidates.list;
  // From here on the machines are fixed; the search only sizes their plants.
  std::vector<PreparedMachines> machines = all_prepared(context, machine_list);
  const int points = options.effort == Effort::deep ? 2 * fine_points - 1 : fine_points;
  SizeGrid grid = size_grid(site, catalog, {.points = points});
  SearchResult found = search_usual(context, machines, options, grid);
  const std::vector<PlantKind> kinds = plant_kinds(*weather, site, grid, options);
  const auto better = better_kind({context, grid, machines, found}, kinds, options);
  found.sets = static_cast<std::int64_t>(machines.size());
  if (!found.best.empty()) found.kinds += static_cast<std::int64_t>(kinds.size()) - 1;
  if (found.best.empty() && !found.stopped) {
    search_near(context, machines, options, found);
    if (!found.best.empty()) grid.generator = found.best.front().sized.design.power.generator;
  }
  plan.count = search_count(site, catalog, candidates, grid,
                            better ? with_counts(better->found, found) : found);
  RuleOuts ruled_out = std::move(candidates.ruled_out);
  ruled_out.add_all(found.ruled_out);
  plan.ruled_out = ruled_out.list();
  tell_ways_apart(candidates.list, plan.ruled_out);
  if (found.best.empty()) {
    add_typical(context, found, options, machines);
    explain_infeasible(context, machines, found, options.figures_only, plan);
    if (plan.binding.empty() && !found.stopped) {
      add_overload(site, candidates.least_overload, plan);
      add_rule_outs_that_bind(plan);
    }
    return plan;
  }
  if (better) {
    fill_plan({better->context, better->machines, better->found, better->grid}, options, plan);
  } else {
    fill_plan({context, machines, found, grid}, options, plan);
  }
  return plan;
}

}  // namespace islet
