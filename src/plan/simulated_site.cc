#include "plan/simulated_site.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "energy/days_before.h"
#include "perf/memory.h"
#include "perf/power.h"
#include "plan/demand.h"
#include "plan/drafts.h"
#include "plan/placed_work.h"

namespace islet {
namespace {

/// A model is read from the site's disk at that rate. Assumption, grade D, 2026-11: an NVMe disk
/// reads 2 to 5 GB/s.
constexpr Bandwidth disk_read = 2.0 * gigabyte_per_second;
constexpr int most_sequences = 64;
/// Share of a card's memory that caches may fill beside all weights and work space.
constexpr double cache_share = 0.9;
/// Inputs that a batch may hold where memory has room for their work space.
constexpr std::array<double, 4> inputs_together = {8, 4, 2, 1};

class Filler {
 public:
  Filler(const PlanContext& context, const ComputeCandidate& machines, const Design& design,
         const DeploymentMakers& makers)
      : context_(context), machines_(machines), design_(design), makers_(makers) {}

  SiteRun fill() {
    for (std::size_t g = 0; g < design_.compute.groups.size(); ++g) add_group(static_cast<int>(g));
    for (const Placement& placement : design_.compute.placements) add_workload(placement);
    return std::move(run_);
  }

 private:
  ModelId id_of(const std::string& name) {
    const auto found = std::find(run_.models.begin(), run_.models.end(), name);
    if (found != run_.models.end()) {
      return ModelId{static_cast<std::uint8_t>(found - run_.models.begin())};
    }
    run_.models.push_back(name);
    return ModelId{static_cast<std::uint8_t>(run_.models.size() - 1)};
  }

  const Workload& workload_of(const Placement& placement) const {
    return context_.site.workloads[static_cast<std::size_t>(placement.workload)];
  }

  void add_model(int group, const Placement& placement, const ModelChoice& choice,
                 const Model& model, UnitGroup& out) {
    const ModelId id = id_of(choice.name);
    for (const UnitModel& each : out.models) {
      if (each.model == id) return;
    }
    const ComputeGroup& machines = design_.compute.groups[static_cast<std::size_t>(group)];
    const Accelerator& device = *machines.accelerator;
    const RunSetting setting{placement.engine, machines.cap};
    UnitModel made;
    made.model = id;
    if (model.shape) {
      const Layout layout{placement.tensor, 1, choice.weights, Precision::fp16};
      made.language = makers_.language(model, device, layout, setting);
      // What work falls back to when power is short is not drafted for.
      if (&choice == placement.choice) {
        made.engine.drafting = drafting_of(placement, machines, makers_);
      }
      const Drafting* drafting = made.engine.drafting ? &*made.engine.drafting : nullptr;
      const Duration longest = may_block(context_.site, design_.compute, group);
      made.engine.token_budget =
          static_cast<int>(step_budget(*made.language, drafting, longest) / token);
      made.engine.max_sequences = std::min(most_sequences, made.engine.token_budget);
      made.engine.context_max = model.shape->context;
      made.engine.keeps_prefixes = false;
      needs_.push_back({&model,
                        layout,
                        memory_need(model, device, layout, {.sequences = 0, .context = {}}),
                        {}});
      if (drafting != nullptr) {
        Need& need = needs_.back();
        need.memory.weights += weight_bytes(*placement.draft, layout.weights) / layout.devices();
        need.draft_cache = cache_bytes_per_token(*placement.draft, layout);
      }
    } else {
      made.inputs = makers_.inputs(model, device, choice.weights, setting);
      const Layout layout{1, 1, choice.weights, Precision::fp16};
      needs_.push_back({&model,
                        layout,
                        memory_need(model, device, layout, {.sequences = 1, .context = {}}),
                        {}});
    }
    out.models.push_back(std::move(made));
  }

  /// Memory of all models with so many inputs in a batch: the sum and the largest.
  struct Held {
    Bytes all;
    Bytes largest;
  };
  Held held_with(const Accelerator& device, double inputs) const {
    Held out;
    for (const Need& need : needs_) {
      const Bytes own = need.model->shape ? need.memory.total()
                                          : memory_need(*need.model, device, need.layout,
                                                        {.sequences = inputs, .context = {}})
                                                .total();
      out.all += own;
      out.largest = std::max(out.largest, own);
    }
    return out;
  }

  /// The cache that weights leave is shared evenly by the language models; when they leave none,
  /// the models take turns in memory. Batches of inputs are kept so small that the cache which the
  /// plan counted on is there.
  void share_memory(const Accelerator& device, Bytes cache_planned, UnitGroup& out) {
    const Bytes usable = usable_memory(device);
    const auto languages =
        static_cast<int>(std::count_if(needs_.begin(), needs_.end(), [](const Need& need) {
          return need.model->shape.has_value();
        }));
    Held held;
    for (const double inputs : inputs_together) {
      held = held_with(device, inputs);
      if (cache_share * usable - held.all >= cache_planned) break;
    }
    const bool fits = usable <= Bytes() || held.all < usable;
    out.swaps = !fits && languages > 1;
    out.load_time = held.largest / disk_read;
    out.start_time = (out.swaps ? held.largest : held.all) / disk_read;
    const Bytes taken = out.swaps ? held.largest : held.all;
    const int sharing = out.swaps ? 1 : std::max(1, languages);
    const Bytes left = std::max(Bytes(), usable - taken);
    const Bytes room = std::max(cache_share * usable - taken, std::min(left, cache_planned));
    for (std::size_t i = 0; i < out.models.size(); ++i) {
      UnitModel& model = out.models[i];
      if (!model.language) continue;
      const BytesPerToken each =
          cache_bytes_per_token(*needs_[i].model, needs_[i].layout) + needs_[i].draft_cache;
      const double tokens = each > BytesPerToken() ? room / sharing / each / token : 1e9;
      model.engine.cache_blocks = std::max<std::int64_t>(
          64, static_cast<std::int64_t>(std::min(tokens, 1e9)) / block_tokens);
    }
  }

  void add_group(int index) {
    const ComputeGroup& group = design_.compute.groups[static_cast<std::size_t>(index)];
    UnitGroup out;
    out.name = group.accelerator->name;
    needs_.clear();
    for (const Placement& placement : design_.compute.placements) {
      if (placement.group != index) continue;
      out.cards_per_unit = std::max(out.cards_per_unit, placement.tensor);
      const Importance importance = workload_of(placement).importance;
      out.importance = std::min(out.importance, importance);
    }
    for (const Placement& placement : design_.compute.placements) {
      if (placement.group != index) continue;
      add_model(index, placement, *placement.choice, *placement.model, out);
      for (const ShortageStep& step : workload_of(placement).when_short) {
        if (step.action != ShortageAction::model) continue;
        const ModelChoice* choice = find_choice(context_.catalog, step.model);
        const Model* model =
            choice == nullptr ? nullptr : find_model(context_.catalog, choice->model);
        if (model != nullptr) add_model(index, placement, *choice, *model, out);
      }
    }
    out.units = std::max(1, group.cards() / out.cards_per_unit);
    const Bytes planned = machines_.outcome.memory[static_cast<std::size_t>(index)].cache;
    share_memory(*group.accelerator, planned, out);
    NodePower node;
    node.boards_idle = group.accelerator->idle_power.typical * group.cards_per_host;
    node.host_idle = group.host->idle_power.typical;
    node.supply_efficiency = group.host->supply_efficiency;
    out.idle = wall_power(node, 0.0) * group.hosts;
    out.start_time += group.host->boot;
    out.units_per_host = std::max(1, group.cards_per_host / out.cards_per_unit);
    out.board_idle = group.accelerator->idle_power.typical;
    out.host_extra = (group.host->serving_power.typical - group.host->idle_power.typical) *
                     (static_cast<double>(out.cards_per_unit) / group.cards_per_host);
    out.supply_efficiency = group.host->supply_efficiency;
    run_.groups.push_back(std::move(out));
  }

  void add_workload(const Placement& placement) {
    const Workload& spec = workload_of(placement);
    SiteWorkload out;
    out.spec = spec;
    out.work_class = class_of(spec.importance, spec.kind == WorkloadKind::batch);
    out.group = placement.group;
    out.model = id_of(placement.choice->name);
    out.mean = demand_of(spec).mean;
    const auto& grid = context_.site.power.grid;
    out.follows_price = spec.kind == WorkloadKind::batch && grid && !grid->cheap_hours.empty();
    out.follows_sun = design_.power.panels > Power();
    for (const ShortageStep& wish : spec.when_short) {
      LadderStep step;
      step.below = usable_share(design_.power.battery, wish.below);
      step.action = wish.action;
      step.rate = wish.rate;
      step.model = out.model;
      if (wish.action == ShortageAction::model) {
        const ModelChoice* choice = find_choice(context_.catalog, wish.model);
        if (choice != nullptr) step.model = id_of(choice->name);
      }
      // Marks that fall together in the usable window are one step: the last.
      if (!out.ladder.empty() && !(step.below < out.ladder.back().below)) out.ladder.pop_back();
      out.ladder.push_back(step);
    }
    run_.workloads.push_back(std::move(out));
  }

  struct Need {
    const Model* model = nullptr;
    Layout layout;
    MemoryNeed memory;          ///< with the draft's weights
    BytesPerToken draft_cache;  ///< 0: no draft
  };

  const PlanContext& context_;
  const ComputeCandidate& machines_;
  const Design& design_;
  const DeploymentMakers& makers_;
  SiteRun run_;
  std::vector<Need> needs_;  ///< of the group under way, by model
};

/// Whether the middle of that hour of the week lies in the window.
bool holds_in(const WeeklyWindow& window, int hour_of_week) {
  const int weekday = hour_of_week / 24;
  const double at = hour_of_week % 24 + 0.5;
  const double from = window.from / hour;
  const double to = window.to / hour;
  const bool was_yesterday = to <= from && at < to;
  const int began = was_yesterday ? (weekday + 6) % 7 : weekday;
  if (((window.days >> began) & 1U) == 0) return false;
  return to > from ? at >= from && at < to : at >= from || at < to;
}

/// By hour of the week, from Monday.
std::vector<EnergyPrice> week_prices(const GridSupply& grid) {
  std::vector<EnergyPrice> prices(std::size_t{7} * 24, grid.price.typical);
  for (int at = 0; at < 7 * 24; ++at) {
    for (const WeeklyWindow& window : grid.cheap_hours) {
      if (holds_in(window, at)) prices[static_cast<std::size_t>(at)] = grid.cheap_price.typical;
    }
  }
  return prices;
}

SitePower power_of(const PlanContext& context, const SizedDesign& sized, const SiteLoads& loads) {
  SitePower power;
  power.plant = year_plant(context, sized, loads.need);
  power.policy = year_policy(context.site, sized.design.power);
  power.rule = rule_by_need(power.plant, loads.need);
  const SkyYear& sky = context.weather.years.front();
  const std::vector<double> yield = source_yield(context.site, sky, sized.design.power);
  const PlantWeather weather = year_weather(context.site, sky, sized.design.power, yield);
  power.panel_yield.assign(weather.panel_yield.begin(), weather.panel_yield.end());
  power.air.assign(weather.air.begin(), weather.air.end());
  power.grid.assign(weather.grid.begin(), weather.grid.end());
  power.quiet_hours = weather.quiet_hours;
  if (make_policy(power.policy, power.rule)->looks_ahead() > 0) {
    power.expected = set_demand(power.plant, weather, loads.loads);
  }
  if (context.site.power.grid) power.grid_price = week_prices(*context.site.power.grid);
  for (std::size_t k = 0; k < loads.loads.size(); ++k) {
    if (loads.workload[k] >= 0 || loads.loads[k].heats_enclosure) continue;
    power.others.push_back(
        {loads.loads[k].name, loads.loads[k].importance, loads.loads[k].demand.front()});
  }
  return power;
}

}  // namespace

Result<SimulatedSite> simulated_site(const PlanContext& context, const Design& design,
                                     const DeploymentMakers& makers, int first_day) {
  const Site& site = context.site;
  std::vector<WorkloadDemand> demands;
  for (const Workload& workload : site.workloads) demands.push_back(demand_of(workload));
  ComputeCandidate machines;
  machines.design = design.compute;
  machines.outcome = compute_outcome(site, demands, design.compute, makers);
  machines.draw = compute_draw(site, demands, design.compute, makers);
  const PreparedMachines ready = prepared(context, machines);
  SizedDesign sized;
  sized.design = design;
  sized.machines_on_bus = ready.gear.machines_on_bus;

  SimulatedSite out;
  out.run = Filler(context, machines, design, makers).fill();
  int units = 0;
  for (const UnitGroup& group : out.run.groups) units += group.units;
  if (2 * units > max_engines || out.run.workloads.size() > max_workloads) {
    return Error{Place{site.file},
                 fmt::format("the design has {} machines that work side by side, a simulation has "
                             "room for {}",
                             units, max_engines / 2),
                 "Simulate a part of the site.", "D8", ""};
  }
  out.run.power = power_of(context, sized, ready.loads);
  PlantTrace trace;
  out.planned = traced_year(context, sized, ready.loads, trace);
  const auto hour_before =
      static_cast<std::size_t>((first_day * 24 + hours_per_year - 1) % hours_per_year);
  out.run.power.initial_charge = trace.charge[hour_before];
  out.run.first_day = first_day;
  for (std::size_t k = 0; k < ready.loads.loads.size(); ++k) {
    const int workload = ready.loads.workload[k];
    if (workload < 0) continue;
    out.planned_share.emplace_back(ready.loads.loads[k].name, out.planned.loads[k].work_share);
    for (SiteWorkload& each : out.run.workloads) {
      if (each.spec.name != ready.loads.loads[k].name) continue;
      each.steps = ready.loads.loads[k].steps;
    }
  }
  return out;
}

}  // namespace islet
