#include "plan/placed_work.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace islet {
namespace {

/// Most prompt tokens in one step so that the step does not block others for longer.
Tokens step_budget(const Deployment& deployment, Duration may_block) {
  for (const double tokens : {512.0, 256.0, 128.0, 64.0}) {
    StepWork work;
    work.prefill = tokens * token;
    if (deployment.step(work).time <= may_block) return tokens * token;
  }
  return 32 * token;
}

/// A `±` or `..` range holds 90 %: its half-width is 1.645 standard deviations.
TokenLength length(const Uncertain<Tokens>& tokens) {
  return {tokens.typical, (tokens.high - tokens.low) / (2 * 1.645)};
}

/// How long a step of a language model may hold up the more urgent work of its group: a fifth of
/// the tightest latency asked there, so that a blocked frame still has most of its time.
Duration may_block(const Site& site, const ComputeDesign& design, int group) {
  Duration tightest = 1 * hour;
  for (const Placement& placement : design.placements) {
    if (placement.group != group || placement.model->shape) continue;
    const Workload& workload = site.workloads[static_cast<std::size_t>(placement.workload)];
    for (const LatencyGoal& goal : workload.latency) tightest = std::min(tightest, goal.limit);
  }
  return 0.2 * tightest;
}

PlacedWork::Engine engine_of(const Placement& placement, const ComputeGroup& group,
                             const DeploymentMakers& makers) {
  const Layout layout{placement.tensor, 1, placement.choice->weights, Precision::fp16};
  const RunSetting setting{placement.engine, group.cap};
  const Accelerator& device = *group.accelerator;
  if (placement.model->shape) return makers.language(*placement.model, device, layout, setting);
  return makers.inputs(*placement.model, device, layout.weights, setting);
}

}  // namespace

PlacedWork::PlacedWork(const Workload& workload, const WorkloadDemand& demand, Engine engine,
                       const ReplicaCount& count, Duration may_block)
    : workload_(workload),
      demand_(demand),
      replicas_(count.replicas),
      devices_(count.devices),
      engine_(std::move(engine)) {
  if (const auto* language = std::get_if<Deployment>(&engine_)) {
    step_budget_ = step_budget(*language, may_block);
  }
}

PlacedService PlacedWork::service(Frequency rate, const Company& company, DeviceTime* taken) const {
  const auto* language = std::get_if<Deployment>(&engine_);
  return language != nullptr ? chat(*language, rate, company, taken)
                             : inputs(std::get<InputDeployment>(engine_), rate, company, taken);
}

DeviceTime PlacedWork::device_time(Frequency rate) const {
  DeviceTime taken;
  if (rate > Frequency()) (void)service(rate, Company{}, &taken);
  return taken;
}

const TunedRange& PlacedWork::range() const {
  return std::visit([](const auto& engine) -> const TunedRange& { return engine.range(); },
                    engine_);
}

PlacedService PlacedWork::chat(const Deployment& deployment, Frequency rate, const Company& company,
                               DeviceTime* taken) const {
  LanguageDemand asked;
  asked.requests = rate;
  asked.prompt = length(workload_.prompt);
  asked.reply = length(workload_.reply);
  asked.replicas = replicas_;
  asked.step_budget = step_budget_;
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
  return out;
}

PlacedService PlacedWork::inputs(const InputDeployment& deployment, Frequency rate,
                                 const Company& company, DeviceTime* taken) const {
  InputDemand asked;
  asked.periodic = is_periodic(workload_.kind);
  asked.sources = asked.periodic ? std::max(1, static_cast<int>(std::ceil(sources()))) : 1;
  asked.rate_each = rate / asked.sources;
  asked.replicas = devices_;
  const InputService got = input_service(deployment, asked, company);
  if (taken != nullptr) *taken = got.device_time;
  PlacedService out;
  out.saturated = got.saturated;
  if (got.saturated) out.limit = "device time";
  out.overload = got.utilisation / share_limit;
  out.response = got.response;
  out.busy_share = got.device_time.share;
  out.board_power = got.board_power;
  out.batch = got.batch;
  return out;
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
        ReplicaCount{placement.replicas, group.cards()}, may_block(site, design, placement.group));
  }
  return models;
}

}  // namespace islet
