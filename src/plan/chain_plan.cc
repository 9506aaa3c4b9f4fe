#include "plan/chain_plan.h"

#include <algorithm>
#include <utility>

#include "plan/advice.h"

namespace islet {
namespace {

void fill(const DesignOutcome& design, SiteLine& out) {
  out.design = design.title;
  for (const ComputeGroup& group : design.design.compute.groups) {
    const int count = (group.hosts + group.spare_hosts) * group.cards_per_host;
    out.devices.push_back({group.accelerator->id, group.accelerator->name, count});
  }
  out.panels = design.design.power.panels;
  out.storage = design.design.power.storage;
  out.purchase = design.cost.purchase;
  out.lifetime = design.cost.lifetime;
  out.energy = design.energy.used;
  out.fuel = design.energy.fuel;
  out.renewable = design.energy.renewable.value;
  out.confidence = design.confidence;
  out.least_served = 1;
  for (const WorkloadOutcome& each : design.workloads) {
    out.least_served = std::min(out.least_served, each.served.value);
  }
}

}  // namespace

SiteLine planned_line(const Chain& chain, const SiteTask& task, const Catalog& catalog,
                      const std::vector<Override>& set, const PlanOptions& options) {
  SiteLine out;
  out.index = task.index;
  out.name = task.name;
  CHECK(task.index < chain.entries.size());
  Faults faults;
  const Site site = site_of(chain, chain.entries[task.index], catalog, set, faults);
  const auto refuse = [&](const Error& fault) {
    out.state = SiteState::wrong_input;
    out.why = fault.place.text() + ": " + fault.what;
    return out;
  };
  if (faults.has_errors()) {
    for (const Error& fault : faults.sorted()) {
      if (fault.severity == Severity::error) return refuse(fault);
    }
  }
  PlanOptions alone = options;
  alone.top = 1;
  alone.jobs = 1;
  alone.progress = nullptr;
  alone.figures_only = true;
  const Result<Plan> plan = make_plan(site, catalog, alone);
  if (!plan) return refuse(plan.error());
  if (const DesignOutcome* design = advised_design(*plan)) fill(*design, out);
  if (!plan->designs.empty()) {
    out.state = SiteState::planned;
  } else if (plan->state != PlanState::out_of_time) {
    out.state = SiteState::no_design;
    out.why = plan->binding.empty() ? "no design meets every requirement" : plan->binding.front();
  }
  return out;
}

}  // namespace islet
