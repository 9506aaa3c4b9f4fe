#include "plan/drafts.h"

#include <algorithm>
#include <numeric>

#include "perf/layout.h"
#include "perf/speculation.h"
#include "plan/compute_service.h"
#include "plan/placed_work.h"

namespace islet {
namespace {

/// Longest draft that a plan makes: beyond it little is accepted (perf/speculation.h).
constexpr int length_most = 8;

bool is_wanted(const Site& site, const Model& draft) {
  const std::vector<std::string>& named = site.models.drafts;
  return named.empty() || std::find(named.begin(), named.end(), draft.id) != named.end();
}

/// Sequences that the model works on in its busiest hours.
double busiest_sequences(const Deployment& target, const Workload& workload,
                         const PlacedService& service) {
  if (!service.saturated) return service.batch;
  return target.sequences_that_fit(workload.prompt.typical + workload.reply.typical);
}

/// Most that drafts gain, where they and the checks cost nothing.
double gain_most() { return tokens_per_round(usual_acceptance, length_most); }

/// Whether replies so much faster could be fast enough.
bool is_within_reach(const Workload& workload, const PlacedService& service) {
  const double gain = gain_most();
  if (service.saturated) return service.overload < gain;
  for (const LatencyGoal& goal : workload.first_token) {
    if (quantile(service.first_token, goal.quantile).value >= goal.limit) return false;
  }
  for (const LatencyGoal& goal : workload.latency) {
    if (quantile(service.response, goal.quantile).value >= gain * goal.limit) return false;
  }
  return !workload.speed || gain * service.user_speed.value >= workload.speed->bound;
}

SpeculationChoice choice_for(const DraftTerms& terms, const ComputeDesign& design,
                             const Placement& placement, const PlacedService& service) {
  const ComputeGroup& group = design.groups[static_cast<std::size_t>(placement.group)];
  const Accelerator& device = *group.accelerator;
  const Layout layout = layout_of(placement);
  SpeculationChoice off;
  if (const auto refused = refusal(*placement.draft, device, layout)) {
    off.why = refused->why;
    return off;
  }
  const RunSetting setting{placement.engine, group.cap};
  const Deployment target = terms.makers.language(*placement.model, device, layout, setting);
  const Deployment draft = terms.makers.language(*placement.draft, device, layout, setting);
  const Workload& workload = terms.site.workloads[static_cast<std::size_t>(placement.workload)];
  SpeculationLoad load;
  load.sequences = busiest_sequences(target, workload, service);
  load.mean_context = workload.prompt.typical + 0.5 * workload.reply.typical;
  load.acceptance = usual_acceptance;
  load.draft_length_max = length_most;
  return best_speculation(target, draft, load);
}

}  // namespace

std::vector<const Model*> drafts_for(const Site& site, const Catalog& catalog,
                                     const Model& target) {
  std::vector<const Model*> out;
  if (!site.models.may_draft || !target.shape) return out;
  for (const Model& model : catalog.models) {
    if (!may_draft(model, target) || !is_wanted(site, model)) continue;
    if (site.models.allows(model.licence)) out.push_back(&model);
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const Model* a, const Model* b) { return a->parameters < b->parameters; });
  if (site.models.drafts.empty() && out.size() > 1) out.resize(1);
  return out;
}

std::vector<ModelShare> with_drafts(const Site& site, const Catalog& catalog,
                                    std::vector<ModelShare> ways) {
  const std::size_t plain = ways.size();
  for (std::size_t index = 0; index < plain; ++index) {
    std::vector<std::vector<const Model*>> lists;
    std::size_t most = 0;
    for (std::size_t at = 0; at < ways[index].choices.size(); ++at) {
      const Model* model = find_model(catalog, ways[index].choices[at]->model);
      const std::string engine =
          at < ways[index].engines.size() ? ways[index].engines[at] : std::string();
      const bool takes = model != nullptr && takes_drafts(engine);
      lists.push_back(takes ? drafts_for(site, catalog, *model) : std::vector<const Model*>());
      most = std::max(most, lists.back().size());
    }
    for (std::size_t choice = 0; choice < most; ++choice) {
      ModelShare way = ways[index];
      for (const std::vector<const Model*>& list : lists) {
        way.drafts.push_back(list.empty() ? nullptr : list[std::min(choice, list.size() - 1)]);
      }
      ways.push_back(std::move(way));
    }
  }
  return ways;
}

bool has_drafts(const ComputeDesign& design) {
  return std::any_of(design.placements.begin(), design.placements.end(),
                     [](const Placement& each) { return each.draft != nullptr; });
}

std::optional<Drafting> drafting_of(const Placement& placement, const ComputeGroup& group,
                                    const DeploymentMakers& makers) {
  if (placement.draft == nullptr) return std::nullopt;
  const RunSetting setting{placement.engine, group.cap};
  return Drafting{
      placement.draft_length, usual_acceptance,
      makers.language(*placement.draft, *group.accelerator, layout_of(placement), setting)};
}

std::string settle_drafts(const DraftTerms& terms, ComputeDesign& design) {
  ComputeDesign plain = design;
  for (Placement& each : plain.placements) each.draft = nullptr;
  return settle_drafts(terms, compute_outcome(terms.site, terms.demands, plain, terms.makers),
                       design);
}

std::string settle_drafts(const DraftTerms& terms, const ComputeOutcome& plain,
                          ComputeDesign& design) {
  std::string why = "no model of the design may be drafted for";
  for (std::size_t at = 0; at < design.placements.size(); ++at) {
    Placement& own = design.placements[at];
    if (own.draft == nullptr) continue;
    const SpeculationChoice choice = choice_for(terms, design, own, plain.services[at]);
    own.draft_length = choice.draft_length;
    if (own.draft_length == 0) why = choice.why;
  }
  std::vector<int> lengths;
  for (const Placement& own : design.placements) {
    int shortest = own.draft_length;
    for (const Placement& other : design.placements) {
      if (share_engine(own, other)) shortest = std::min(shortest, other.draft_length);
    }
    lengths.push_back(shortest);
  }
  for (std::size_t at = 0; at < lengths.size(); ++at) {
    design.placements[at].draft_length = lengths[at];
    if (lengths[at] == 0) design.placements[at].draft = nullptr;
  }
  return has_drafts(design) ? std::string() : why;
}

bool may_save(const ComputeCandidate& plain) {
  Power replies;
  for (std::size_t at = 0; at < plain.design.placements.size(); ++at) {
    if (!plain.design.placements[at].model->shape) continue;
    const auto& work = plain.draw.work[at];
    replies += std::accumulate(work.begin(), work.end(), Power()) / hours_per_week;
  }
  return (1 - 1 / gain_most()) * replies > least_saving * plain.mean_power;
}

bool may_mend(const Site& site, const ComputeCandidate& plain) {
  for (std::size_t at = 0; at < plain.design.placements.size(); ++at) {
    const Placement& placement = plain.design.placements[at];
    const Workload& workload = site.workloads[static_cast<std::size_t>(placement.workload)];
    const PlacedService& service = plain.outcome.services[at];
    if (shortcoming(workload, service).empty()) continue;
    if (!placement.model->shape || !is_within_reach(workload, service)) return false;
  }
  return true;
}

}  // namespace islet
