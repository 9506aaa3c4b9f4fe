#include "plan/next_step.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "plan/outcome.h"
#include "plan/side_by_side.h"

namespace islet {
namespace {

/// The search for the price of a step: as near as the plan's own.
constexpr double step_gap = 0.001;

/// The site with that requirement a step further, and the new bound in base units; none for a
/// requirement that no size of the plant changes, or that asks for all already.
std::optional<double> step_further(const Requirement& asked, Site& site) {
  if (asked.what == "served" && asked.bound < 1) {
    for (Workload& workload : site.workloads) {
      if (workload.name == asked.subject) workload.served_goal = (1 + asked.bound) / 2;
    }
    return (1 + asked.bound) / 2;
  }
  Goals& goals = site.goals;
  if (asked.key == "goals.ride_through" && goals.ride_through) {
    goals.ride_through->bound = goals.ride_through->bound * (4.0 / 3.0);
    return asked.bound * (4.0 / 3.0);
  }
  if (asked.key == "goals.renewable" && goals.renewable && asked.bound < 1) {
    const double further = std::min(1.0, asked.bound + 0.1);
    goals.renewable->bound = further;
    return further;
  }
  if (asked.key == "goals.generator_hours" && goals.generator_time) {
    goals.generator_time->bound = goals.generator_time->bound * (2.0 / 3.0);
    return asked.bound * (2.0 / 3.0);
  }
  return std::nullopt;
}

}  // namespace

std::vector<NextStep> next_steps(const ChosenDesign& chosen, int jobs) {
  const PlanContext& context = chosen.context;
  std::vector<Requirement> asked = chosen.design.requirements;
  std::stable_sort(asked.begin(), asked.end(),
                   [](const Requirement& a, const Requirement& b) { return a.slack < b.slack; });
  std::vector<NextStep> out;
  std::vector<Site> sites;
  for (const Requirement& each : asked) {
    if (out.size() == next_steps_max) break;
    Site site = context.site;
    const std::optional<double> bound = step_further(each, site);
    if (!bound) continue;
    out.push_back({each.subject, each.what, each.key, each.measure, each.sense, each.bound, *bound,
                   std::nullopt, ""});
    sites.push_back(std::move(site));
  }
  side_by_side(out.size(), jobs, [&](std::size_t index) {
    const PlanContext further{sites[index], context.catalog, context.weather, context.air,
                              context.counts_failures};
    const CellResult found = search_cells(further, chosen.machines, chosen.grid,
                                          {.gap = step_gap, .years = chosen.years});
    if (!found.best) return;
    out[index].more = std::max(Money(), found.best->lifetime - chosen.design.lifetime);
    out[index].more_of_goal =
        std::max(0.0, minimised_by(context, *found.best) - minimised_by(context, chosen.design));
    out[index].design = title_of(found.best->design);
  });
  return out;
}

}  // namespace islet
