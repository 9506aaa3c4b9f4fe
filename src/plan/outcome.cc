#include "plan/outcome.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "cost/unit_cost.h"
#include "plan/failure_count.h"
#include "plan/goal_amount.h"
#include "plan/machine_rules.h"
#include "plan/year_runs.h"

namespace islet {
namespace {

template <class Q>
Estimate<Q> estimate(const YearRuns& runs, std::size_t index, const PlanContext& context) {
  const auto as = [](double in_base_units) {
    if constexpr (std::is_same_v<Q, double>) {
      return in_base_units;
    } else {
      return Q(in_base_units);
    }
  };
  const FigureRanges& ranges = runs.figures;
  return {as(ranges.value[index]),
          as(ranges.low[index]),
          as(ranges.high[index]),
          0.9,
          Grade::d,
          fmt::format("plant year x {}", context.weather.years.size())};
}

EnergySummary energy_summary(const PlanContext& context, const PreparedMachines& machines,
                             const SizedDesign& design, const YearRuns& runs) {
  EnergySummary out;
  const ComputeDraw& draw = machines.machines->draw;
  const auto energy = [&](YearFigure index) { return estimate<Energy>(runs, index, context); };
  out.used = energy(used);
  out.panels = energy(panels);
  out.curtailed = energy(curtailed);
  out.generator = energy(generated);
  out.grid = energy(from_grid);
  out.losses = energy(losses);
  out.cooling = energy(cooling_energy);
  out.unserved = energy(unserved);
  out.fuel = estimate<Volume>(runs, fuel_volume, context);
  out.generator_time = estimate<Duration>(runs, generator_running, context);
  out.renewable = estimate<double>(runs, renewable, context);
  out.battery_cycles = estimate<double>(runs, cycles, context);
  out.mean_power = estimate<Power>(runs, mean_draw, context);
  out.lowest_charge = runs.figures.value[lowest_charge];
  Power peak;
  for (const PlantYear& run : runs.years) peak = std::max(peak, run.peak_draw);
  out.peak_power = within_factor(peak, draw.range_factor, draw.grade, "hourly mean");
  out.p99_power = out.peak_power;
  for (const Requirement& each : design.requirements) {
    if (each.key == "goals.power") {
      out.p99_power = within_factor(each.found.value * watt, draw.range_factor, draw.grade,
                                    "every machine at work");
    }
  }
  out.ride_through = within_factor(design.ride_through, draw.range_factor, Grade::d,
                                   "battery at the end of its life, from full");
  out.generator_starts = runs.years.front().generator_starts;
  for (std::size_t index = 0; index < months_per_year; ++index) {
    const PlantMonth& from = runs.years.front().months[index];
    out.months[index] = {from.panels, from.generator, from.grid, from.used, from.unserved};
  }
  return out;
}

double units_per_year(const WorkloadDemand& demand) { return demand.mean * year; }

/// Shares of the machines' energy: a workload's own draw, and of the rest (idle, cooling, losses)
/// as much as its own draw is of all own draws.
std::vector<double> energy_shares(const SiteLoads& loads, const PlantYear& run,
                                  std::size_t workloads) {
  std::vector<double> shares(workloads, 0.0);
  double total = 0;
  for (std::size_t index = 0; index < loads.loads.size(); ++index) {
    if (loads.workload[index] < 0) continue;
    const double own = run.loads[index].served / joule;
    shares[static_cast<std::size_t>(loads.workload[index])] += own;
    total += own;
  }
  for (double& share : shares) share = total > 0 ? share / total : 0.0;
  return shares;
}

/// Least share served of batch work whose days are lost as a whole: it waits for cheaper power
/// until the end of its window, and a lack of power there costs the day.
///
///     days lost = 1 + 95 % point of Poisson(hours without power a year * (1 h + 1 h) / 24 h)
///     least     = 1 - days lost / 365
///
/// One day is for what the hours of a plan do not see: a run that begins late, or a busy day, ends
/// beyond the window.
///
/// Valid for   lacks of about an hour, at hours that have nothing to do with the window's end
/// Leaves out  work done early where the sun gives power away
/// Source      own: a lack of an hour meets a run of an hour with chance 2 / 24; the one day by the
///             simulated years of the dim valley station, which lose 0.2 to 0.7 days, 2026-11
double least_of_whole_days(Duration without) {
  const double mean = (without / hour) * 2.0 / 24.0;
  double chance = std::exp(-mean);
  double sum = chance;
  int days = 0;
  while (sum < 0.95 && days < 364) {
    ++days;
    chance *= mean / days;
    sum += chance;
  }
  return 1.0 - (days + 1) / 365.0;
}

/// Energy that all machines take in a year, idle and cooling included.
Energy machine_energy(const SiteLoads& loads, const PlantYear& run) {
  Energy total = run.cooling;
  for (std::size_t index = 0; index < loads.loads.size(); ++index) {
    if (loads.loads[index].heats_enclosure) total += run.loads[index].served;
  }
  return total;
}

void add_unit_costs(const PlanContext& context, const Estimate<Energy>& energy,
                    const Estimate<Money>& cost, WorkloadOutcome& out) {
  if (out.units_per_year <= 0) return;
  const LifeCycle cycle{context.site.money.life, context.site.money.discount};
  const double served_units = out.units_per_year * out.served.value;
  if (served_units <= 0) return;
  out.energy_per_unit = scaled(energy, 1 / served_units);
  out.cost_per_unit = cost_per_item(cost, cycle, served_units / year);
  if (out.tokens_per_year > 0) {
    out.cost_per_million_tokens =
        cost_per_million_tokens(cost, cycle, out.tokens_per_year * out.served.value * token / year);
  }
}

/// A year has quieter hours than the busiest: the better end of each range reaches to theirs.
void reach_typical(const PlacedService& typical, WorkloadOutcome& out) {
  const auto reach = [](const Estimate<Duration>& quiet, Estimate<Duration>& busy) {
    if (quiet.low > Duration()) busy.low = std::min(busy.low, quiet.low);
  };
  reach(typical.response.p50, out.p50);
  reach(typical.response.p95, out.p95);
  // Cameras whose frames never meet wait for nobody: then P99 is what P50 is.
  reach(is_periodic(out.kind) ? typical.response.p50 : typical.response.p99, out.p99);
  reach(typical.first_token.p50, out.first_token_p50);
  reach(typical.first_token.p95, out.first_token_p95);
  reach(typical.first_token.p99, out.first_token_p99);
  out.user_speed.high = std::max(out.user_speed.high, typical.user_speed.high);
}

std::vector<WorkloadOutcome> workload_outcomes(const PlanContext& context,
                                               const PreparedMachines& machines,
                                               const CostSummary& cost, const YearRuns& runs) {
  const Site& site = context.site;
  const ComputeCandidate& compute = *machines.machines;
  const PlantYear& run = runs.years.front();
  const auto shares = energy_shares(machines.loads, run, site.workloads.size());
  const Energy energy = machine_energy(machines.loads, run);
  std::vector<WorkloadOutcome> out;
  for (std::size_t index = 0; index < site.workloads.size(); ++index) {
    const Workload& workload = site.workloads[index];
    WorkloadOutcome one;
    one.name = workload.name;
    one.kind = workload.kind;
    one.importance = workload.importance;
    one.served = estimate<double>(runs, figure_count + index, context);
    for (std::size_t at = 0; at < compute.design.placements.size(); ++at) {
      const Placement& placement = compute.design.placements[at];
      if (placement.workload != static_cast<int>(index)) continue;
      const PlacedService& service = compute.outcome.services[at];
      one.group = placement.group;
      one.choice = placement.choice->name;
      one.model = placement.model->id;
      one.precision = name_of(placement.choice->weights);
      one.engine = placement.engine;
      if (placement.draft != nullptr) one.draft = placement.draft->id;
      one.draft_length = placement.draft_length;
      one.tensor = placement.tensor;
      one.replicas = placement.replicas;
      one.p50 = service.response.p50;
      one.p95 = service.response.p95;
      one.p99 = service.response.p99;
      one.first_token_p50 = service.first_token.p50;
      one.first_token_p95 = service.first_token.p95;
      one.first_token_p99 = service.first_token.p99;
      one.user_speed = service.user_speed;
      one.busy_share = service.busy_share;
      if (machines.typical) reach_typical(machines.typical->services[at], one);
      one.units_per_year = units_per_year(demand_of(workload));
      const bool reads_and_writes =
          workload.kind == WorkloadKind::chat || workload.kind == WorkloadKind::batch;
      if (reads_and_writes && placement.model->kind == ModelKind::language) {
        one.tokens_per_year =
            one.units_per_year * ((workload.prompt.typical + workload.reply.typical) / token);
      }
    }
    for (std::size_t at = 0; at < machines.loads.loads.size(); ++at) {
      if (machines.loads.workload[at] != static_cast<int>(index)) continue;
      const LoadYear& got = run.loads[at];
      one.longest_gap = got.longest_without;
      if (workload.kind == WorkloadKind::batch) {
        const double least = least_of_whole_days(got.demanded_time - got.served_time);
        one.served.low = std::min(one.served.low, least);
      }
      one.degraded = got.demanded_time > Duration() ? got.degraded_time / got.demanded_time : 0.0;
    }
    const Estimate<Energy> share =
        within_factor(energy * shares[index], compute.draw.range_factor, compute.draw.grade,
                      "share of the machines' energy");
    add_unit_costs(context, share, scaled(cost.lifetime, shares[index]), one);
    out.push_back(std::move(one));
  }
  return out;
}

YearlyUse mean_use(const PlanContext& context, const PreparedMachines& machines,
                   const YearRuns& runs) {
  YearlyUse mean;
  const double count = static_cast<double>(runs.years.size());
  for (const PlantYear& run : runs.years) {
    const YearlyUse each = yearly_use(context.site, machines.loads, run);
    mean.fuel += each.fuel / count;
    mean.generator_time += each.generator_time / count;
    mean.grid += each.grid / count;
    mean.used += each.used / count;
    mean.battery_cycles += each.battery_cycles / count;
    mean.missed_work += each.missed_work / count;
    mean.transferred = each.transferred;
  }
  return mean;
}

/// Replaces the found values of the year's requirements by their means with ranges.
std::vector<Requirement> requirements_with_ranges(const SizedDesign& design,
                                                  const EnergySummary& energy,
                                                  const std::vector<WorkloadOutcome>& workloads) {
  std::vector<Requirement> out = design.requirements;
  const auto take = [](Requirement& requirement, double value, double low, double high) {
    requirement.found.value = value;
    requirement.found.low = low;
    requirement.found.high = high;
  };
  for (Requirement& each : out) {
    if (each.what == "served") {
      for (const WorkloadOutcome& workload : workloads) {
        if (workload.name != each.subject) continue;
        take(each, workload.served.value, workload.served.low, workload.served.high);
      }
    } else if (each.key == "goals.renewable") {
      take(each, energy.renewable.value, energy.renewable.low, energy.renewable.high);
    } else if (each.key == "goals.generator_hours") {
      take(each, energy.generator_time.value / second, energy.generator_time.low / second,
           energy.generator_time.high / second);
    } else if (each.key == "goals.ride_through") {
      take(each, energy.ride_through.value / second, energy.ride_through.low / second,
           energy.ride_through.high / second);
    }
    judge(each);
  }
  return out;
}

YearOutcome year_outcome(const PlanContext& context, const PreparedMachines& machines,
                         const SizedDesign& design, const PlantYear& run) {
  YearOutcome out;
  out.met = all_met(judged_on(context, design, machines.loads, run));
  out.used = run.total.load;
  out.unserved = run.unserved;
  out.generator = run.total.generator;
  out.grid = run.total.grid;
  out.fuel = run.total.fuel;
  out.generator_time = run.generator_time;
  out.renewable = run.renewable_share;
  out.lowest_charge = run.lowest_charge;
  out.served = year_figures(context.site, machines.loads, run, design.left_by_failures).served;
  return out;
}

}  // namespace

double confidence_of(const PlanContext& context, const PreparedMachines& machines,
                     const SizedDesign& design, double wanted, YearTables& tables) {
  const auto count = static_cast<double>(context.weather.years.size());
  const auto allowed = static_cast<int>(std::floor((1.0 - wanted) * count + 1e-9));
  int met = 0;
  int missed = 0;
  for (std::size_t index = 0; index < context.weather.years.size(); ++index) {
    const PlantYear run = tables.run(design, index);
    if (all_met(judged_on(context, design, machines.loads, run))) {
      ++met;
    } else if (++missed > allowed) {
      break;
    }
  }
  return met / count;
}

DesignOutcome design_outcome(const PlanContext& context, const PreparedMachines& machines,
                             const SizedDesign& design) {
  const YearRuns runs = run_years(context, machines, design);
  const Site& site = context.site;
  DesignOutcome out;
  out.design = design.design;
  out.title = title_of(design.design);
  out.memory = machines.machines->outcome.memory;
  out.bill = design.bill;
  const YearlyUse use = mean_use(context, machines, runs);
  out.cost = cost_summary(site, context.catalog, design.design, design.bill, use);
  out.energy = energy_summary(context, machines, design, runs);
  out.workloads = workload_outcomes(context, machines, out.cost, runs);
  out.mass = exactly(machine_mass(design.design.compute), Grade::d, "catalogue");
  out.minimised = goal_estimate(site.goals.minimise, out, carried_mass(out.design));
  out.coldest_air = context.air.low;
  out.height_u = machine_height_u(design.design.compute);
  out.requirements = requirements_with_ranges(design, out.energy, out.workloads);
  out.machines_on_bus = design.machines_on_bus && !design.design.power.on_mains;
  int met = 0;
  for (const PlantYear& run : runs.years) {
    out.years.push_back(year_outcome(context, machines, design, run));
    if (out.years.back().met) ++met;
  }
  out.confidence = met / static_cast<double>(runs.years.size());
  out.feasible = out.confidence >= site.goals.confidence - 1e-9;
  count_failures(context, machines, design, out);
  return out;
}

const WorkloadOutcome* least_served(const DesignOutcome& design) {
  const auto least = std::min_element(
      design.workloads.begin(), design.workloads.end(),
      [](const auto& a, const auto& b) { return a.served.value < b.served.value; });
  return least == design.workloads.end() ? nullptr : &*least;
}

std::string title_of(const Design& design) {
  std::string title;
  const auto add = [&](const std::string& part) { title += (title.empty() ? "" : ", ") + part; };
  for (const ComputeGroup& group : design.compute.groups) {
    add(fmt::format("{} x {}", group.cards(), group.accelerator->name));
    if (group.cap > Power()) title += fmt::format(" at {:.3g} W", group.cap / watt);
  }
  const PowerDesign& power = design.power;
  if (power.panels > Power()) add(fmt::format("{:.3g} kWp", power.panels / kilowatt));
  if (power.storage > Energy()) add(fmt::format("{:.3g} kWh", power.storage / kilowatt_hour));
  if (power.generator != nullptr) {
    add(fmt::format("{:.3g} kW {}", power.generator->rated / kilowatt, power.generator->fuel));
  }
  if (power.ups != nullptr) {
    add(fmt::format("{:.3g} kW UPS", power.upses * power.ups->rated / kilowatt));
  }
  return title;
}

}  // namespace islet
