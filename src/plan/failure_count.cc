#include "plan/failure_count.h"

#include <algorithm>
#include <array>
#include <utility>

#include "plan/outage_year.h"
#include "plan/set_failures.h"

namespace islet {
namespace {

double left_of(Duration lost, Duration demanded) {
  return demanded > Duration() ? 1 - std::min(1.0, lost / demanded) : 1;
}

bool is_served(const Requirement& requirement) { return requirement.what == "served"; }

std::size_t class_of(const Site& site, const Requirement& served) {
  for (const Workload& workload : site.workloads) {
    if (workload.name == served.subject) return static_cast<std::size_t>(workload.importance);
  }
  CHECK(false);
}

/// The requirements on served shares where so much of them is left.
std::vector<Requirement> with_left(const Site& site, std::vector<Requirement> requirements,
                                   const LeftByClass& left) {
  for (Requirement& each : requirements) {
    if (!is_served(each)) continue;
    each.found = scaled(each.found, left[class_of(site, each)]);
    judge(each);
  }
  return requirements;
}

bool serves_enough(const std::vector<Requirement>& requirements) {
  return std::all_of(requirements.begin(), requirements.end(),
                     [](const Requirement& each) { return each.met || !is_served(each); });
}

/// Of a design with a set, followed through its design year.
std::array<FailureLoss, importance_count> losses_of(const PlanContext& context,
                                                    const SizedDesign& design,
                                                    const SiteLoads& loads, const Plant& plant) {
  PlantTrace trace;
  const PlantYear run = traced_year(context, design, loads, trace);
  return failure_losses({plant, loads, run, trace, context.weather.years.front()}, design.failures);
}

}  // namespace

/// Most sets fail so rarely that a requirement would be met even if nothing was served during any
/// repair: only where it would not, the failures are followed through.
///
///     left = 1 - hours lost to failures in the mean year / hours with demand
///
/// Valid for   classes of work that are shed in order; each workload loses what its class loses
/// Leaves out  batch work that is done after the repair, within its window
/// Source      set_failures.h
bool hold_against_failures(const PlanContext& context, const SiteLoads& loads,
                           SizedDesign& design) {
  if (!context.counts_failures || design.failures.a_year() <= 0) return false;
  if (!serves_enough(design.requirements)) return false;
  const Plant plant = year_plant(context, design, loads.need);
  LeftByClass left = all_left;
  for (std::size_t c = 0; c < left.size(); ++c) {
    left[c] = left_of(design.failures.a_year() * plant.generator->repair, design.demanded[c]);
  }
  if (serves_enough(with_left(context.site, design.requirements, left))) return false;
  const auto lost = losses_of(context, design, loads, plant);
  for (std::size_t c = 0; c < left.size(); ++c) left[c] = left_of(lost[c].mean, design.demanded[c]);
  design.left_by_failures = left;
  const bool met_all = all_met(design.requirements);
  design.requirements = with_left(context.site, std::move(design.requirements), left);
  design.violation = violation(design.requirements);
  return met_all && !all_met(design.requirements);
}

/// What is served with failures.
///
///     expected = served (1 - hours lost to failures / hours with demand)
///     low      = low end served (1 - hours lost in the worst of 20 years / hours with demand)
///     high     = high end served, in a year without a failure
///
/// Valid for   classes of work that are shed in order; each workload loses what its class loses
/// Leaves out  batch work that is done after the repair, within its window
/// Source      set_failures.h
void count_failures(const PlanContext& context, const PreparedMachines& machines,
                    const SizedDesign& design, DesignOutcome& out) {
  const Plant plant = year_plant(context, design, machines.loads.need);
  if (!plant.generator) return;
  out.failures_per_year = design.failures.a_year();
  out.repair = plant.generator->repair;
  if (design.failures.a_year() <= 0) return;
  const auto lost = losses_of(context, design, machines.loads, plant);
  for (WorkloadOutcome& workload : out.workloads) {
    const auto c = static_cast<std::size_t>(workload.importance);
    const Duration demanded = design.demanded[c];
    if (demanded <= Duration()) continue;
    // Where they decided, the search has counted their mean already.
    const double counted = design.left_by_failures[c];
    if (counted <= 0) continue;
    workload.served.value *= left_of(lost[c].mean, demanded) / counted;
    workload.served.low *= left_of(lost[c].p95, demanded) / counted;
    workload.served.low = std::min(workload.served.low, workload.served.value);
    workload.served.high = std::min(1.0, workload.served.high / counted);  // a year without any
    for (Requirement& each : out.requirements) {
      if (!is_served(each) || each.subject != workload.name) continue;
      each.found.low = workload.served.low;
      each.found.high = workload.served.high;
      if (context.counts_failures) {
        each.found.value = workload.served.value;
        judge(each);
      } else {
        each.with_failures = workload.served.value;
      }
    }
  }
}

bool is_held_to_failures(const DesignOutcome& design) {
  return std::none_of(design.requirements.begin(), design.requirements.end(),
                      [](const Requirement& each) { return each.with_failures.has_value(); });
}

}  // namespace islet
