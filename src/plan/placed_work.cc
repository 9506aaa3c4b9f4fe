#include "plan/placed_work.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "perf/speculation.h"
#include "plan/drafts.h"

namespace islet {
namespace {

/// A `±` or `..` range holds 90 %: its half-width is 1.645 standard deviations.
TokenLength length(const Uncertain<Tokens>& tokens) {
  return {tokens.typical, (tokens.high - tokens.low) / (2 * 1.645)};
}

PlacedWork::Engine engine_of(const Placement& placement, const ComputeGroup& group,
                             const DeploymentMakers& makers) {
  const Layout layout = layout_of(placement);
  const RunSetting setting{placement.engine, group.cap};
  const Accelerator& device = *group.accelerator;
  if (placement.model->shape) return makers.language(*placement.model, device, layout, setting);
  return makers.inputs(*placement.model, device, layout.weights, setting);
}

/// Sequences that memory holds beside the draft.
double batch_beside_draft(const Placement& placement, const ComputeGroup& group,
                          const Workload& workload) {
  if (placement.draft == nullptr) return 0;
  const Layout layout = layout_of(placement);
  return sequences_with_draft(
      *group.accelerator, {*placement.model, layout}, {*placement.draft, layout},
      workload.prompt.typical + workload.reply.typical, placement.draft_length);
}

}  // namespace

Layout layout_of(const Placement& placement) {
  return {placement.tensor, 1, placement.choice->weights, Precision::fp16};
}

Duration may_block(const Site& site, const ComputeDesign& design, int group) {
  Duration longest = 0.2 * hour;
  for (const Placement& placement : design.placements) {
    if (placement.group != group || placement.model->shape) continue;
    const Workload& workload = site.workloads[static_cast<std::size_t>(placement.workload)];
    for (const LatencyGoal& goal : workload.latency) longest = std::min(longest, 0.2 * goal.limit);
    if (is_periodic(workload.kind)) longest = std::min(longest, 0.8 / source_rate(workload));
  }
  return longest;
}

Tokens step_budget(const Deployment& deployment, const Drafting* drafting, Duration may_block) {
  for (const double tokens : {512.0, 256.0, 128.0, 64.0}) {
    StepWork work;
    work.prefill = tokens * token;
    const StepCost cost =
        drafting == nullptr ? deployment.step(work) : drafted_round(deployment, *drafting, work);
    if (cost.time <= may_block) return tokens * token;
  }
  return 32 * token;
}

PlacedWork::PlacedWork(const Workload& workload, const WorkloadDemand& demand, Engine engine,
                       PlaceTerms terms)
    : workload_(workload), demand_(demand), terms_(std::move(terms)), engine_(std::move(engine)) {
  if (const auto* language = std::get_if<Deployment>(&engine_)) {
    const Drafting* drafting = terms_.drafting ? &*terms_.drafting : nullptr;
    step_budget_ = step_budget(*language, drafting, terms_.may_block);
  }
}

PlacedService PlacedWork::service(Frequency rate, const Company& company, DeviceTime* taken,
                                  const LanguageDemand* mates) const {
  const auto* language = std::get_if<Deployment>(&engine_);
  if (language == nullptr) {
    return inputs(std::get<InputDeployment>(engine_), rate, company, taken);
  }
  LanguageDemand asked = language_demand(rate);
  asked.mates = mates;
  return chat(*language, asked, company, taken);
}

DeviceTime PlacedWork::device_time(Frequency rate) const {
  DeviceTime taken;
  if (rate > Frequency()) (void)service(rate, Company{}, &taken);
  return taken;
}

DeviceTime PlacedWork::device_time(const LanguageDemand& demand) const {
  DeviceTime taken;
  if (demand.requests > Frequency()) {
    (void)chat(std::get<Deployment>(engine_), demand, Company{}, &taken);
  }
  return taken;
}

const TunedRange& PlacedWork::range() const {
  return std::visit([](const auto& engine) -> const TunedRange& { return engine.range(); },
                    engine_);
}

LanguageDemand PlacedWork::language_demand(Frequency rate) const {
  LanguageDemand asked;
  asked.requests = rate;
  asked.prompt = length(workload_.prompt);
  asked.reply = length(workload_.reply);
  asked.replicas = terms_.replicas;
  asked.step_budget = step_budget_;
  asked.drafting = terms_.drafting ? &*terms_.drafting : nullptr;
  asked.batch_most = terms_.batch_most;
  return asked;
}

PlacedService PlacedWork::chat(const Deployment& deployment, const LanguageDemand& asked,
                               const Company& company, DeviceTime* taken) const {
  const LanguageService got = language_service(deployment, asked, company);
  if (taken != nullptr) *taken = got.device_time;
  PlacedService out;
  out.saturated = got.saturated;
  out.limit = got.limit;
  out.overload = got.utilisation / share_limit;
  out.response = got.response;
  out.first_token = got.first_token;
  out.user_speed = got.speed;
  out.busy_share = got.device_time.share;
  out.board_power = got.board_power;
  out.batch = got.batch;
  out.own_batch = got.own_batch;
  return out;
}

PlacedService PlacedWork::inputs(const InputDeployment& deployment, Frequency rate,
                                 const Company& company, DeviceTime* taken) const {
  InputDemand asked;
  asked.periodic = is_periodic(workload_.kind);
  asked.sources = asked.periodic ? std::max(1, static_cast<int>(std::ceil(sources()))) : 1;
  asked.rate_each = rate / asked.sources;
  asked.replicas = terms_.devices;
  const InputService got = input_service(deployment, asked, company);
  if (taken != nullptr) *taken = got.device_time;
  PlacedService out;
  out.saturated = got.saturated;
  if (got.saturated) out.limit = "device time";
  out.overload = got.utilisation / share_limit;
  out.response = got.response;
  out.busy_share = got.utilisation - company.taken();
  out.board_power = got.board_power;
  out.batch = got.batch;
  out.own_batch = got.batch;
  return out;
}

bool are_mates(std::size_t one, std::size_t other, const std::vector<PlacedWork>& models,
               const std::vector<Placement>& placements) {
  return one != other && models[one].is_language() &&
         share_engine(placements[one], placements[other]);
}

std::vector<PlacedWork> placed_work(const Site& site, std::span<const WorkloadDemand> demands,
                                    const ComputeDesign& design, const DeploymentMakers& makers) {
  std::vector<PlacedWork> models;
  models.reserve(design.placements.size());
  for (const Placement& placement : design.placements) {
    const auto workload = static_cast<std::size_t>(placement.workload);
    const ComputeGroup& group = design.groups[static_cast<std::size_t>(placement.group)];
    models.emplace_back(
        site.workloads[workload], demands[workload], engine_of(placement, group, makers),
        PlaceTerms{placement.replicas, group.cards(), may_block(site, design, placement.group),
                   drafting_of(placement, group, makers),
                   batch_beside_draft(placement, group, site.workloads[workload])});
  }
  return models;
}

}  // namespace islet
