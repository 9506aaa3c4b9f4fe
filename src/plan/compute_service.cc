#include "plan/compute_service.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include <fmt/format.h>

#include "perf/memory.h"
#include "perf/speculation.h"
#include "plan/placed_work.h"

namespace islet {
namespace {

/// Greatest rate of `other` in the hours when `own` is within a tenth of its busiest.
Frequency rate_beside(const WorkloadDemand& own, const WorkloadDemand& other) {
  const Frequency peak = *std::max_element(own.rate.begin(), own.rate.end());
  Frequency beside;
  for (std::size_t index = 0; index < own.rate.size(); ++index) {
    if (own.rate[index] >= 0.9 * peak) beside = std::max(beside, other.rate[index]);
  }
  return other.high_factor * beside;
}

/// What the mates of `one` ask of their engine while `own` has its busiest hours.
std::optional<LanguageDemand> mates_beside(std::size_t one, std::size_t own,
                                           const std::vector<PlacedWork>& models,
                                           const std::vector<Placement>& placements) {
  return mates_of(one, models, placements, [&](std::size_t other) {
    return rate_beside(models[own].demand(), models[other].demand());
  });
}

/// The place of `other` in the company of `own`, on the same devices.
///
///     frames go before everything, among themselves by importance;
///     engines of different models share the time evenly;
///     within one engine of inputs what is more important goes first
///
/// Valid for   devices whose engines do not know of each other
/// Leaves out  bursts of batch work
/// Source      the order that `sim/site_device` keeps
DeviceTime Company::*place_beside(std::size_t own, std::size_t other,
                                  const std::vector<PlacedWork>& models,
                                  const std::vector<Placement>& placements) {
  const Workload& mine = models[own].workload();
  const Workload& theirs = models[other].workload();
  if (is_periodic(theirs.kind) != is_periodic(mine.kind)) {
    return is_periodic(theirs.kind) ? &Company::first : &Company::after;
  }
  const bool is_engine = !is_periodic(mine.kind);
  if (is_engine && !share_engine(placements[own], placements[other])) return &Company::beside;
  const bool goes_first =
      theirs.importance < mine.importance || (theirs.importance == mine.importance && other < own);
  return goes_first ? &Company::first : &Company::after;
}

/// True when an earlier placement of the group already holds this model.
bool is_held_already(const std::vector<Placement>& placements, std::size_t index) {
  const auto end = placements.begin() + static_cast<std::ptrdiff_t>(index);
  return std::any_of(placements.begin(), end, [&](const Placement& earlier) {
    return share_engine(placements[index], earlier);
  });
}

/// What the engine of `other`, or the frames, take while `own` has its busiest hours. An earlier
/// placement stands for all that a language engine does, and for one of inputs as an engine.
DeviceTime engine_time(std::size_t own, std::size_t other, const std::vector<PlacedWork>& models,
                       const std::vector<Placement>& placements) {
  const PlacedWork& model = models[other];
  const Frequency rate = rate_beside(models[own].demand(), model.demand());
  const bool is_known = is_held_already(placements, other);
  if (!model.is_language()) {
    DeviceTime taken = model.device_time(rate);
    if (is_known) taken.engines = 0;
    return taken;
  }
  if (is_known) return {};
  const LanguageDemand asked = model.language_demand(rate);
  const std::optional<LanguageDemand> mates = mates_beside(other, own, models, placements);
  return model.device_time(mates ? together(asked, *mates) : asked);
}

/// The others on the same devices while `own` has its busiest hours, its mates left out.
Company company_of(std::size_t own, const std::vector<PlacedWork>& models,
                   const std::vector<Placement>& placements) {
  Company company;
  for (std::size_t other = 0; other < models.size(); ++other) {
    if (other == own || placements[other].group != placements[own].group) continue;
    if (are_mates(own, other, models, placements)) continue;
    DeviceTime& side = company.*place_beside(own, other, models, placements);
    side = side + engine_time(own, other, models, placements);
  }
  return company;
}

/// Memory of one device: weights and work space of every engine (workloads with the same model
/// share one) and its draft, and cache for twice the mean number of sequences in decoding plus one,
/// each with a long context (mean + 2 deviations).
GroupMemory memory_of(int group, const Site& site, const ComputeDesign& design,
                      const std::vector<PlacedService>& services) {
  const Accelerator& device = *design.groups[static_cast<std::size_t>(group)].accelerator;
  GroupMemory memory;
  memory.usable = usable_memory(device);
  for (std::size_t index = 0; index < design.placements.size(); ++index) {
    const Placement& placement = design.placements[index];
    if (placement.group != group) continue;
    const Workload& workload = site.workloads[static_cast<std::size_t>(placement.workload)];
    const Layout layout = layout_of(placement);
    Holding holding;
    holding.sequences = std::ceil(services[index].own_batch);
    if (placement.model->shape) {
      holding.sequences = std::ceil(2.0 * services[index].own_batch) + 1;
      const Tokens mean = workload.prompt.typical + workload.reply.typical;
      const Tokens spread = (workload.prompt.high - workload.prompt.low) / 1.645;
      const Tokens longest = placement.model->shape->context * token;
      holding.context = std::min(mean + spread, longest);
    }
    const MemoryNeed need = memory_need(*placement.model, device, layout, holding);
    memory.cache += need.cache;
    SpeculationMemory drafted;
    if (placement.draft != nullptr) {
      drafted = speculation_memory({*placement.model, layout}, {*placement.draft, layout}, holding,
                                   placement.draft_length);
      memory.cache += drafted.draft_cache + drafted.reserved_cache;
    }
    if (is_held_already(design.placements, index)) continue;
    memory.weights += drafted.draft_weights;
    memory.weights += need.weights;
    memory.work_space += need.work_space;
  }
  return memory;
}

}  // namespace

ComputeOutcome compute_outcome(const Site& site, std::span<const WorkloadDemand> demands,
                               const ComputeDesign& design, const DeploymentMakers& makers) {
  const std::vector<PlacedWork> models = placed_work(site, demands, design, makers);
  ComputeOutcome outcome;
  for (std::size_t index = 0; index < models.size(); ++index) {
    const WorkloadDemand& demand = models[index].demand();
    const Company company = company_of(index, models, design.placements);
    const auto mates = mates_beside(index, index, models, design.placements);
    outcome.services.push_back(models[index].service(demand.high_factor * demand.busiest, company,
                                                     nullptr, mates ? &*mates : nullptr));
  }
  for (int group = 0; group < static_cast<int>(design.groups.size()); ++group) {
    outcome.memory.push_back(memory_of(group, site, design, outcome.services));
  }
  return outcome;
}

ComputeOutcome typical_outcome(const Site& site, std::span<const WorkloadDemand> demands,
                               const ComputeDesign& design, const DeploymentMakers& makers) {
  std::vector<WorkloadDemand> typical(demands.begin(), demands.end());
  for (WorkloadDemand& each : typical) {
    double sum = 0;
    double squares = 0;
    for (const Frequency rate : each.rate) {
      sum += rate * second;
      squares += (rate * second) * (rate * second);
    }
    each.busiest = sum > 0 ? (squares / sum) / second : Frequency();
    each.high_factor = 1;
  }
  return compute_outcome(site, typical, design, makers);
}

Estimate<Duration> quantile(const Quantiles& quantiles, double p) {
  // Between two quantiles of an exponential tail, time runs with the log of the share beyond.
  const bool upper = p > 0.95;
  const Estimate<Duration>& from = upper ? quantiles.p95 : quantiles.p50;
  const Estimate<Duration>& to = upper ? quantiles.p99 : quantiles.p95;
  const double from_rest = upper ? 0.05 : 0.50;
  const double to_rest = upper ? 0.01 : 0.05;
  const double weight =
      std::max(0.0, std::log(from_rest / (1.0 - p)) / std::log(from_rest / to_rest));
  Estimate<Duration> out = to;
  out.value = from.value + weight * (to.value - from.value);
  out.low = from.low + weight * (to.low - from.low);
  out.high = from.high + weight * (to.high - from.high);
  return out;
}

std::string shortcoming(const Workload& workload, const PlacedService& service) {
  if (service.saturated) {
    return fmt::format("`{}` asks for more than the {} there is", workload.name, service.limit);
  }
  const auto too_slow = [&](const LatencyGoal& goal, const Quantiles& found, const char* what) {
    const Duration time = quantile(found, goal.quantile).value;
    if (time < goal.limit) return std::string();
    return fmt::format("`{}` {} p{:g} is {:.3g} s, must be under {:.3g} s", workload.name, what,
                       goal.quantile * 100, time / second, goal.limit / second);
  };
  for (const LatencyGoal& goal : workload.latency) {
    if (auto why = too_slow(goal, service.response, "latency"); !why.empty()) return why;
  }
  for (const LatencyGoal& goal : workload.first_token) {
    if (auto why = too_slow(goal, service.first_token, "first token"); !why.empty()) return why;
  }
  if (workload.speed && service.user_speed.value < workload.speed->bound) {
    return fmt::format("`{}` gets {:.3g} tokens/s, must be at least {:.3g}", workload.name,
                       service.user_speed.value / (token / second),
                       workload.speed->bound / (token / second));
  }
  return {};
}

std::string memory_shortcoming(const ComputeDesign& design, const ComputeOutcome& outcome) {
  for (std::size_t group = 0; group < design.groups.size(); ++group) {
    const GroupMemory& memory = outcome.memory[group];
    if (memory.usable <= Bytes()) continue;  // streams from its host's memory
    const Bytes total = memory.weights + memory.cache + memory.work_space;
    if (total <= memory.usable) continue;
    return fmt::format("{} has {:.1f} GB for models, {:.1f} GB are needed",
                       design.groups[group].accelerator->name, memory.usable / gigabyte,
                       total / gigabyte);
  }
  return {};
}

}  // namespace islet
