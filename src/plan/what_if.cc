#include "plan/what_if.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "plan/advice.h"
#include "plan/compute_candidates.h"
#include "plan/explain.h"
#include "plan/failure_count.h"
#include "plan/machine_rules.h"
#include "plan/outcome.h"
#include "plan/ups_choice.h"

namespace islet {
namespace {

/// Whether a change of that key leaves the sun, the air and the grid's hours as they are.
bool keeps_weather(std::string_view key) {
  constexpr std::array<std::string_view, 10> others = {
      "workloads.", "goals.", "money.",         "hardware.",        "links.",
      "models.",    "live.",  "power.battery.", "power.generator.", "power.other_loads."};
  return std::any_of(others.begin(), others.end(),
                     [&](std::string_view other) { return key.starts_with(other); });
}

/// The model that runs now: the one chosen, where it may still run.
const ModelChoice* choice_now(const Catalog& catalog, const Workload& workload,
                              const ModelChoice* chosen) {
  const auto& models = workload.models;
  if (std::find(models.begin(), models.end(), chosen->name) != models.end()) return chosen;
  return models.empty() ? nullptr : find_choice(catalog, models.front());
}

/// The chosen machines with the work of `other` on them; none, and why, where they cannot run it.
std::optional<ComputeDesign> machines_at(const Plan& plan, const Site& other,
                                         const Catalog& catalog, const ComputeDesign& built,
                                         std::vector<std::string>& why_not) {
  ComputeDesign out = built;
  for (Placement& placement : out.placements) {
    const auto index = static_cast<std::size_t>(placement.workload);
    CHECK(index < other.workloads.size());
    const Workload& workload = other.workloads[index];
    const ModelChoice* choice = choice_now(catalog, workload, placement.choice);
    const Model* model = choice == nullptr ? nullptr : find_model(catalog, choice->model);
    if (workload.kind != plan.site.workloads[index].kind || model == nullptr) {
      why_not.push_back(
          fmt::format("`{}` is other work than the machines were chosen for", workload.name));
      return std::nullopt;
    }
    if (choice == placement.choice) continue;
    const ComputeGroup& group = out.groups[static_cast<std::size_t>(placement.group)];
    Refusal refused{"memory", "does not fit"};
    const auto tensor = tensor_degree(*model, group, *choice, 1, refused);
    if (!tensor) {
      why_not.push_back(fmt::format("{} does not run on {}: {}", choice->name,
                                    group.accelerator->name, refused.why));
      return std::nullopt;
    }
    placement.choice = choice;
    placement.model = model;
    placement.tensor = *tensor;
    placement.replicas = group.cards() / *tensor;
  }
  return out;
}

/// What the built machines and their gear break at `context.site` besides its requirements.
std::vector<std::string> shortfalls_of(const PlanContext& context, const ComputeCandidate& machines,
                                       const PowerDesign& built) {
  const Site& site = context.site;
  std::vector<std::string> out;
  const auto add = [&](const std::string& what, const std::optional<Objection>& no) {
    if (no) out.push_back(fmt::format("{}: {} ({})", what, no->why, no->rule));
  };
  for (const ComputeGroup& group : machines.design.groups) {
    add(group.accelerator->name, objection(site, *group.accelerator));
    add(group.host->name, objection(site, *group.host));
  }
  add("machines", objection(site, machines.design));
  const std::string memory = memory_shortcoming(machines.design, machines.outcome);
  if (!memory.empty()) out.push_back(memory);
  for (std::size_t index = 0; index < machines.outcome.services.size(); ++index) {
    const PlacedService& service = machines.outcome.services[index];
    if (!service.saturated) continue;
    const auto workload = static_cast<std::size_t>(machines.design.placements[index].workload);
    const std::string& name = site.workloads[workload].name;
    const bool told = std::isfinite(service.overload) && service.overload >= 1;
    std::string line =
        told ? fmt::format("`{}` gets {:.2g} % of the {} it asks for at its busiest", name,
                           100 / service.overload, service.limit)
             : fmt::format("`{}` asks for more than the {} there is", name, service.limit);
    out.push_back(std::move(line));
  }
  const GearChoice fresh = gear_choice(site, context.catalog, context.air, machines);
  add("gear", fresh.objection);
  if (std::string why = ups_refusal(site, context.air, machines, built); !why.empty()) {
    out.push_back(std::move(why));
  }
  const PowerDesign& wanted = fresh.power;
  const bool other_cooler = wanted.cooler != built.cooler || wanted.coolers > built.coolers;
  if (!fresh.objection && wanted.cooler != nullptr && other_cooler) {
    out.push_back(fmt::format("the heat asks for {} x {}", wanted.coolers, wanted.cooler->name));
  }
  return out;
}

/// Times of work that its machines do not keep up with have no value: they meet nothing.
void void_times_of_overloaded(const Site& site, const ComputeCandidate& machines,
                              std::vector<Requirement>& requirements) {
  for (std::size_t index = 0; index < machines.outcome.services.size(); ++index) {
    if (!machines.outcome.services[index].saturated) continue;
    const auto workload = static_cast<std::size_t>(machines.design.placements[index].workload);
    for (Requirement& each : requirements) {
      if (each.subject != site.workloads[workload].name) continue;
      if (each.measure == Measure::duration) {
        each.found.value = each.found.low = each.found.high =
            std::numeric_limits<double>::infinity();
      } else if (each.measure == Measure::token_rate) {
        each.found.value = each.found.low = each.found.high = 0;
      }
      judge(each);
    }
  }
}

template <class Q>
void move(const Estimate<Q>& planned, const Estimate<Q>& base, Estimate<Q>& told) {
  for (Q* each : {&told.value, &told.low, &told.high}) {
    *each = planned.value + (*each - base.value);
  }
}

/// For what is never below nothing.
template <class Q>
void move_amount(const Estimate<Q>& planned, const Estimate<Q>& base, Estimate<Q>& told) {
  move(planned, base, told);
  for (Q* each : {&told.value, &told.low, &told.high}) *each = std::max(*each, Q());
}

/// A quick case sees one year, the plan the mean of many: what is told is the plan's figure and by
/// how much the same year moves it.
///
///     told = planned + (case - base)
///
/// Valid for   lifetime cost, fuel and generator hours; `base` is the chosen design in that year
/// Leaves out  that a change may move other years more or less than the design year
/// Source      own: a control variate, the year's own luck is in both and falls out
void tell_from(const DesignOutcome& planned, const DesignOutcome& base, DesignOutcome& kept) {
  move(planned.cost.lifetime, base.cost.lifetime, kept.cost.lifetime);
  move_amount(planned.energy.fuel, base.energy.fuel, kept.energy.fuel);
  move_amount(planned.energy.generator_time, base.energy.generator_time,
              kept.energy.generator_time);
}

std::string first_that_binds(const Plan& plan) {
  if (plan.state == PlanState::out_of_time) return "stopped before a design was found";
  return plan.binding.empty() ? "no design meets every requirement" : plan.binding.front();
}

}  // namespace

WhatIfCase kept_case(const Plan& plan, const Site& other, const CaseInputs& inputs) {
  const auto& [catalog, weather, options, depth] = inputs;
  const DesignOutcome* chosen = advised_design(plan);
  CHECK(chosen != nullptr);
  WhatIfCase out;
  const auto built = machines_at(plan, other, catalog, chosen->design.compute, out.shortfalls);
  if (!built) return out;
  SiteWeather design_year;
  if (depth == WhatIfDepth::quick) {
    design_year = years_of(weather, 0, 1);
  }
  const SiteWeather& sky = depth == WhatIfDepth::quick ? design_year : weather;
  const PlanContext context{other, catalog, sky, air_range(other, weather),
                            is_held_to_failures(*chosen)};
  std::vector<WorkloadDemand> demands;
  for (const Workload& workload : other.workloads) demands.push_back(demand_of(workload));
  const ComputeCandidate machines = candidate_of(other, demands, *built, options.makers);
  PreparedMachines prepared;
  prepared.machines = &machines;
  prepared.gear.power = chosen->design.power;
  prepared.gear.machines_on_bus = chosen->machines_on_bus;
  prepared.loads = site_loads(other, catalog, machines, chosen->design.power.battery);
  prepared.requirements = machine_requirements(other, machines);
  void_times_of_overloaded(other, machines, prepared.requirements);
  prepared.typical = typical_outcome(other, demands, *built, options.makers);
  const PowerDesign& power = chosen->design.power;
  const Sizes sizes{power.panels,        power.panels - power.panels_bought,
                    power.storage,       power.storage - power.storage_bought,
                    power.generator,     power.tank,
                    power.repair_reserve};
  out.shortfalls = shortfalls_of(context, machines, power);
  out.kept = design_outcome(context, prepared, sized(context, prepared, sizes));
  return out;
}

Result<std::vector<WhatIfCase>> what_if_cases(const Plan& plan,
                                              const std::vector<WhatIfSite>& sites,
                                              const Catalog& catalog, const PlanOptions& options,
                                              WhatIfDepth depth) {
  std::vector<WhatIfCase> out;
  const DesignOutcome* chosen = advised_design(plan);
  if (chosen == nullptr || sites.empty()) return out;
  const Result<SiteWeather> usual =
      plan_weather(built_as(plan.site, chosen->design), catalog, options);
  if (!usual) return usual.error();
  PlanOptions anew = options;
  anew.top = 1;
  anew.progress = nullptr;
  std::optional<DesignOutcome> base;
  if (depth == WhatIfDepth::quick) {
    base = kept_case(plan, plan.site, {catalog, *usual, options, depth}).kept;
  }
  for (const WhatIfSite& each : sites) {
    if (options.stop_asked && options.stop_asked()) break;
    std::optional<SiteWeather> own;
    if (!keeps_weather(each.key)) {
      Result<SiteWeather> read =
          plan_weather(built_as(each.site, chosen->design), catalog, options);
      if (!read) return read.error();
      own = std::move(*read);
    }
    const SiteWeather& weather = own ? *own : *usual;
    WhatIfCase made = kept_case(plan, each.site, {catalog, weather, options, depth});
    made.key = each.key;
    made.value = each.value;
    if (base && made.kept) tell_from(*chosen, *base, *made.kept);
    if (depth == WhatIfDepth::exact) {
      Result<Plan> planned = make_plan(each.site, catalog, anew);
      if (!planned) return planned.error();
      made.planned_anew = true;
      if (planned->designs.empty()) {
        made.planned_why_not = first_that_binds(*planned);
      } else {
        made.planned = std::move(planned->designs.front());
        made.planned->trace.reset();
      }
    }
    out.push_back(std::move(made));
  }
  return out;
}

}  // namespace islet
