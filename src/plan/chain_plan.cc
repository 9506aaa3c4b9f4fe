#include "plan/chain_plan.h"

#include <map>
#include <utility>

#include "plan/advice.h"
#include "plan/bill.h"
#include "plan/explain.h"
#include "plan/outcome.h"

namespace islet {
namespace {

/// Machines by their own names: how many of them are spare differs from site to site.
BillLine bill_line(const BillItem& item, const ComputeDesign& machines) {
  BillLine out{item.what, item.count, item.unit, item.cost};
  if (item.unit == share_unit) out.count = 0;
  const std::string owned = item.worth > Money() ? owned_words : "";
  for (const ComputeGroup& group : machines.groups) {
    if (item.record == group.accelerator->id) out.what = group.accelerator->name + owned;
    if (item.record == group.host->id) out.what = group.host->name + owned;
  }
  return out;
}

void fill(const DesignOutcome& design, SiteLine& out) {
  out.design = design.title;
  for (const BillItem& item : design.bill) {
    out.bill.push_back(bill_line(item, design.design.compute));
  }
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
  const WorkloadOutcome* least = least_served(design);
  out.least_served = least == nullptr ? 1 : least->served.value;
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
  out.position = site.where.position;
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
    out.tightest = tightest_text(plan->designs.front());
  } else if (plan->state != PlanState::out_of_time) {
    out.state = SiteState::no_design;
    out.why = plan->binding.empty() ? "no design meets every requirement" : plan->binding.front();
  }
  return out;
}

std::vector<CommonDefault> common_defaults(const Chain& chain, const Catalog& catalog,
                                           const std::vector<Override>& set) {
  struct Taken {
    std::string why;
    std::size_t sites = 0;
  };
  std::vector<std::string> keys;
  std::map<std::string, std::map<std::string, Taken>> of;
  for (const ChainEntry& entry : chain.entries) {
    Faults faults;
    const Site site = site_of(chain, entry, catalog, set, faults);
    if (faults.has_errors()) continue;
    for (const DefaultUsed& each : site.defaults) {
      if (!of.contains(each.key)) keys.push_back(each.key);
      Taken& taken = of[each.key][each.value];
      if (taken.sites++ == 0) taken.why = each.why;
    }
  }
  std::vector<CommonDefault> out;
  for (const std::string& key : keys) {
    CommonDefault common{key, "", "", 0, 0};
    for (const auto& [value, taken] : of[key]) {
      common.otherwise += taken.sites;
      if (taken.sites > common.sites) {
        common.value = value;
        common.why = taken.why;
        common.sites = taken.sites;
      }
    }
    common.otherwise -= common.sites;
    out.push_back(std::move(common));
  }
  return out;
}

}  // namespace islet
