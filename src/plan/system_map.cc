#include "plan/system_map.h"

#include <iterator>
#include <optional>
#include <utility>

#include "base/check.h"
#include "plan/side_by_side.h"
#include "site/what_if_sites.h"

namespace islet {
namespace {

constexpr double counts_from = 0.01;

/// The site with each value of the axis.
Result<std::vector<Site>> sites_along(const Site& site, const Catalog& catalog,
                                      const MapAxis& axis) {
  Site varied = site;
  WhatIf line{axis.key, axis.values, {}, {}};
  line.places.resize(axis.values.size());
  varied.what_if = {line};
  Faults faults;
  std::vector<WhatIfSite> made = what_if_sites(varied, catalog, faults);
  if (faults.has_errors()) return faults.sorted().front();
  std::vector<Site> out;
  for (WhatIfSite& each : made) out.push_back(std::move(each.site));
  CHECK(out.size() == axis.values.size());
  return out;
}

SystemMap::Cell cell_of(const Plan& plan) {
  if (!plan.designs.empty()) {
    const DesignOutcome& best = plan.designs.front();
    return {system_kind(plan.site, best), best.title, best.cost.lifetime.value};
  }
  return {"", plan.binding.empty() ? "nothing fits" : plan.binding.front(), std::nullopt};
}

}  // namespace

std::string system_kind(const Site& site, const DesignOutcome& design) {
  std::string kind;
  const auto add = [&](bool is_there, const char* part) {
    if (is_there) kind += (kind.empty() ? "" : ", ") + std::string(part);
  };
  const EnergySummary& mean = design.energy;
  const Energy least = counts_from * mean.used.value;
  const PowerDesign& power = design.design.power;
  add(power.panels > Power() && mean.panels.value > least, "sun");
  add(site.power.wind.has_value(), "wind");
  add(power.storage > Energy(), "battery");
  add(mean.generator.value > least, "generator");
  add(mean.grid.value > least, site.power.grid && site.power.grid->is_feed ? "feed" : "grid");
  return kind.empty() ? "nothing" : kind;
}

Result<SystemMap> system_map(const Site& site, const Catalog& catalog, const MapAxis& across,
                             const MapAxis& down, const PlanOptions& options) {
  SystemMap out{across.key, down.key, across.values, down.values, {}};
  const Result<std::vector<Site>> rows = sites_along(site, catalog, down);
  if (!rows) return rows.error();
  std::vector<Site> sites;
  for (const Site& row : *rows) {
    Result<std::vector<Site>> along = sites_along(row, catalog, across);
    if (!along) return along.error();
    std::move(along->begin(), along->end(), std::back_inserter(sites));
  }
  PlanOptions quick = options;
  quick.effort = Effort::quick;
  quick.top = 1;
  quick.jobs = 1;
  quick.figures_only = true;
  quick.pareto = false;
  quick.simulate = false;
  quick.progress = nullptr;
  out.cells.resize(sites.size());
  std::vector<std::optional<Error>> faults(sites.size());
  side_by_side(sites.size(), options.jobs, [&](std::size_t index) {
    if (options.stop_asked && options.stop_asked()) return;
    const Result<Plan> plan = make_plan(sites[index], catalog, quick);
    if (plan) {
      out.cells[index] = cell_of(*plan);
    } else {
      faults[index] = plan.error();
    }
  });
  for (const std::optional<Error>& fault : faults) {
    if (fault) return *fault;
  }
  return out;
}

}  // namespace islet
