#include "plan/requirements.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "plan/base_estimate.h"
#include "plan/machine_rules.h"

namespace islet {
namespace {

double relative_slack(const Requirement& requirement) {
  const double found = requirement.found.value;
  const double bound = requirement.bound;
  if (requirement.measure == Measure::share) {
    const double rest = std::max(1e-6, 1.0 - bound);
    return requirement.sense == Sense::at_least ? (found - bound) / rest : (bound - found) / rest;
  }
  const double scale = std::max(1e-12, std::abs(bound));
  return requirement.sense == Sense::at_least ? (found - bound) / scale : (bound - found) / scale;
}

Requirement requirement(std::string subject, std::string what, std::string key, Measure measure,
                        Sense sense) {
  Requirement out;
  out.subject = std::move(subject);
  out.what = std::move(what);
  out.key = std::move(key);
  out.measure = measure;
  out.sense = sense;
  return out;
}

Requirement judged(Requirement out, double bound, Estimate<double> found) {
  out.bound = bound;
  out.found = std::move(found);
  judge(out);
  return out;
}

std::vector<Requirement> latencies(const std::string& name, const char* what, const char* key,
                                   const std::vector<LatencyGoal>& goals, const Quantiles& found) {
  std::vector<Requirement> out;
  for (const LatencyGoal& goal : goals) {
    out.push_back(judged(
        requirement(name, fmt::format("{} p{:g}", what, goal.quantile * 100),
                    fmt::format("workloads.{}.{}", name, key), Measure::duration, Sense::at_most),
        goal.limit / second, in_base_units(quantile(found, goal.quantile))));
  }
  return out;
}

}  // namespace

YearFigures year_figures(const Site& site, const SiteLoads& loads, const PlantYear& plant,
                         const LeftByClass& left) {
  YearFigures figures;
  figures.served.assign(site.workloads.size(), 1.0);
  for (std::size_t index = 0; index < loads.loads.size(); ++index) {
    if (loads.workload[index] < 0) continue;
    const auto workload = static_cast<std::size_t>(loads.workload[index]);
    const double of_class = left[static_cast<std::size_t>(site.workloads[workload].importance)];
    figures.served[workload] = of_class * plant.loads[index].work_share;
  }
  figures.renewable = plant.renewable_share;
  figures.generator_time = plant.generator_time;
  return figures;
}

std::vector<Requirement> plant_requirements(const Site& site, const YearFigures& figures,
                                            const DesignFigures& design) {
  std::vector<Requirement> out;
  const auto plain = [](double value) { return exactly(value, Grade::d, "plant year"); };
  for (std::size_t index = 0; index < site.workloads.size(); ++index) {
    const Workload& workload = site.workloads[index];
    if (workload.kind == WorkloadKind::transfer) continue;
    out.push_back(judged(requirement(workload.name, "served", "goals.served." + workload.name,
                                     Measure::share, Sense::at_least),
                         workload.served_goal, plain(figures.served[index])));
  }
  const Goals& goals = site.goals;
  if (goals.ride_through) {
    out.push_back(judged(requirement("site", "ride-through", "goals.ride_through",
                                     Measure::duration, Sense::at_least),
                         goals.ride_through->bound / second, plain(design.ride_through / second)));
  }
  if (goals.renewable) {
    out.push_back(
        judged(requirement("site", "renewable", "goals.renewable", Measure::share, Sense::at_least),
               goals.renewable->bound, plain(figures.renewable)));
  }
  if (goals.generator_time) {
    out.push_back(judged(requirement("site", "generator running", "goals.generator_hours",
                                     Measure::duration, Sense::at_most),
                         goals.generator_time->bound / second,
                         plain(figures.generator_time / second)));
  }
  if (site.power.grid && site.power.grid->blackout_length.high > Duration()) {
    out.push_back(judged(requirement("site", "blackout carried",
                                     site.power.grid->is_feed ? "power.feed.blackout_length"
                                                              : "power.grid.blackout_length",
                                     Measure::duration, Sense::at_least),
                         site.power.grid->blackout_length.high / second,
                         plain(design.blackout_carried / second)));
  }
  if (site.money.budget) {
    out.push_back(
        judged(requirement("site", "budget", "money.budget", Measure::money, Sense::at_most),
               site.money.budget->bound / dollar, plain(design.purchase / dollar)));
  }
  if (goals.power) {
    out.push_back(judged(requirement("site", fmt::format("power p{:g}", goals.power_quantile * 100),
                                     "goals.power", Measure::power, Sense::at_most),
                         goals.power->bound / watt, plain(design.full_draw / watt)));
  }
  return out;
}

std::vector<Requirement> machine_requirements(const Site& site, const ComputeCandidate& machines) {
  std::vector<Requirement> out;
  const ComputeDesign& design = machines.design;
  for (std::size_t index = 0; index < design.placements.size(); ++index) {
    const Workload& workload =
        site.workloads[static_cast<std::size_t>(design.placements[index].workload)];
    const PlacedService& service = machines.outcome.services[index];
    for (const auto& list :
         {latencies(workload.name, "latency", "latency", workload.latency, service.response),
          latencies(workload.name, "first token", "first_token", workload.first_token,
                    service.first_token)}) {
      out.insert(out.end(), list.begin(), list.end());
    }
    if (workload.speed) {
      out.push_back(judged(
          requirement(workload.name, "speed", fmt::format("workloads.{}.speed", workload.name),
                      Measure::token_rate, Sense::at_least),
          workload.speed->bound / (token / second), in_base_units(service.user_speed)));
    }
  }
  const HardwareWish& wish = site.hardware;
  const auto counted = [](double value) { return exactly(value, Grade::d, "catalogue"); };
  if (wish.mass) {
    out.push_back(
        judged(requirement("site", "mass", "hardware.mass", Measure::mass, Sense::at_most),
               wish.mass->bound / gram, counted(machine_mass(design) / gram)));
  }
  if (wish.height_u) {
    out.push_back(
        judged(requirement("site", "height", "hardware.height", Measure::count, Sense::at_most),
               wish.height_u->bound, counted(machine_height_u(design))));
  }
  return out;
}

void judge(Requirement& requirement) {
  requirement.slack = relative_slack(requirement);
  // A share counted over thousands of hours may miss its bound by rounding only.
  requirement.met = requirement.slack >= -1e-9;
}

bool all_met(std::span<const Requirement> requirements) {
  return std::all_of(requirements.begin(), requirements.end(),
                     [](const Requirement& each) { return each.met; });
}

double violation(std::span<const Requirement> requirements) {
  double total = 0;
  for (const Requirement& each : requirements) {
    if (!each.met) total += std::min(10.0, -each.slack);
  }
  return total;
}

}  // namespace islet
