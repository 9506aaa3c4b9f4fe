#include "plan/compute_service.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <variant>

#include <fmt/format.h>

#include "perf/memory.h"
#include "perf/power.h"

namespace islet {
namespace {

/// How many of both a placement has.
struct Machines {
  int replicas = 1;
  int devices = 1;
};

/// One placement with its deployment built, ready to be asked at any rate.
class PlacedModel {
 public:
  using Engine = std::variant<Deployment, InputDeployment>;

  PlacedModel(const Workload& workload, const WorkloadDemand& demand, Engine engine,
              const Machines& machines, Duration may_block)
      : workload_(workload),
        demand_(demand),
        replicas_(machines.replicas),
        devices_(machines.devices),
        engine_(std::move(engine)) {
    if (const auto* language = std::get_if<Deployment>(&engine_)) {
      step_budget_ = step_budget(*language, may_block);
    }
  }

  /// What the workload gets and takes at `rate` beside `company`.
  PlacedService service(Frequency rate, const Company& company, DeviceTime* taken) const {
    const auto* language = std::get_if<Deployment>(&engine_);
    return language != nullptr ? chat(*language, rate, company, taken)
                               : inputs(std::get<InputDeployment>(engine_), rate, company, taken);
  }

  DeviceTime device_time(Frequency rate) const {
    DeviceTime taken;
    if (rate > Frequency()) (void)service(rate, Company{}, &taken);
    return taken;
  }

  /// Range of what it takes and draws.
  const TunedRange& range() const {
    return std::visit([](const auto& engine) -> const TunedRange& { return engine.range(); },
                      engine_);
  }

  const Workload& workload() const { return workload_; }
  const WorkloadDemand& demand() const { return demand_; }

 private:
  PlacedService chat(const Deployment& deployment, Frequency rate, const Company& company,
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

  PlacedService inputs(const InputDeployment& deployment, Frequency rate, const Company& company,
                       DeviceTime* taken) const {
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

  /// Most prompt tokens in one step so that the step does not block others for longer.
  static Tokens step_budget(const Deployment& deployment, Duration may_block) {
    for (const double tokens : {512.0, 256.0, 128.0, 64.0}) {
      StepWork work;
      work.prefill = tokens * token;
      if (deployment.step(work).time <= may_block) return tokens * token;
    }
    return 32 * token;
  }

  double sources() const { return workload_.count.typical * demand_.high_factor; }

  /// A `±` or `..` range holds 90 %: its half-width is 1.645 standard deviations.
  static TokenLength length(const Uncertain<Tokens>& tokens) {
    return {tokens.typical, (tokens.high - tokens.low) / (2 * 1.645)};
  }

  const Workload& workload_;
  const WorkloadDemand& demand_;
  int replicas_;
  int devices_;
  Engine engine_;
  Tokens step_budget_ = 512 * token;
};

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

PlacedModel::Engine engine_of(const Placement& placement, const Accelerator& device,
                              const DeploymentMakers& makers) {
  const Layout layout{placement.tensor, 1, placement.choice->weights, Precision::fp16};
  if (placement.model->shape) return makers.language(*placement.model, device, layout);
  return makers.inputs(*placement.model, device, layout.weights);
}

std::vector<PlacedModel> placed_models(const Site& site, std::span<const WorkloadDemand> demands,
                                       const ComputeDesign& design,
                                       const DeploymentMakers& makers) {
  std::vector<PlacedModel> models;
  models.reserve(design.placements.size());
  for (const Placement& placement : design.placements) {
    const auto workload = static_cast<std::size_t>(placement.workload);
    const ComputeGroup& group = design.groups[static_cast<std::size_t>(placement.group)];
    models.emplace_back(site.workloads[workload], demands[workload],
                        engine_of(placement, *group.accelerator, makers),
                        Machines{placement.replicas, group.cards()},
                        may_block(site, design, placement.group));
  }
  return models;
}

/// Greatest rate of `other` in the hours when `own` is within a tenth of its busiest.
Frequency rate_beside(const WorkloadDemand& own, const WorkloadDemand& other) {
  const Frequency peak = *std::max_element(own.rate.begin(), own.rate.end());
  Frequency beside;
  for (std::size_t index = 0; index < own.rate.size(); ++index) {
    if (own.rate[index] >= 0.9 * peak) beside = std::max(beside, other.rate[index]);
  }
  return other.high_factor * beside;
}

/// The others on the same devices while `own` has its busiest hours.
Company company_of(std::size_t own, const std::vector<PlacedModel>& models,
                   const std::vector<Placement>& placements) {
  Company company;
  for (std::size_t other = 0; other < models.size(); ++other) {
    if (other == own || placements[other].group != placements[own].group) continue;
    const Importance mine = models[own].workload().importance;
    const Importance theirs = models[other].workload().importance;
    const Frequency rate = rate_beside(models[own].demand(), models[other].demand());
    const DeviceTime taken = models[other].device_time(rate);
    const bool goes_first = theirs < mine || (theirs == mine && other < own);
    DeviceTime& side = goes_first ? company.first : company.after;
    side = side + taken;
  }
  return company;
}

/// True when an earlier placement of the group already holds this model: one engine serves both.
bool shares_engine(const ComputeDesign& design, std::size_t index) {
  const Placement& own = design.placements[index];
  return std::any_of(
      design.placements.begin(), design.placements.begin() + static_cast<std::ptrdiff_t>(index),
      [&](const Placement& other) {
        return other.group == own.group && other.model == own.model &&
               other.choice->weights == own.choice->weights && other.tensor == own.tensor;
      });
}

/// Memory of one device: weights and work space of every engine (workloads with the same model
/// share one), and cache for twice the mean number of sequences in decoding plus one, each with a
/// long context (mean + 2 deviations).
GroupMemory memory_of(int group, const Site& site, const ComputeDesign& design,
                      const std::vector<PlacedService>& services) {
  const Accelerator& device = *design.groups[static_cast<std::size_t>(group)].accelerator;
  GroupMemory memory;
  memory.usable = usable_memory(device);
  for (std::size_t index = 0; index < design.placements.size(); ++index) {
    const Placement& placement = design.placements[index];
    if (placement.group != group) continue;
    const Workload& workload = site.workloads[static_cast<std::size_t>(placement.workload)];
    const Layout layout{placement.tensor, 1, placement.choice->weights, Precision::fp16};
    Holding holding;
    holding.sequences = std::ceil(services[index].batch);
    if (placement.model->shape) {
      holding.sequences = std::ceil(2.0 * services[index].batch) + 1;
      const Tokens mean = workload.prompt.typical + workload.reply.typical;
      const Tokens spread = (workload.prompt.high - workload.prompt.low) / 1.645;
      const Tokens longest = placement.model->shape->context * token;
      holding.context = std::min(mean + spread, longest);
    }
    const MemoryNeed need = memory_need(*placement.model, device, layout, holding);
    memory.cache += need.cache;
    if (shares_engine(design, index)) continue;
    memory.weights += need.weights;
    memory.work_space += need.work_space;
  }
  return memory;
}

NodePower node_power(const ComputeGroup& group, Power board_busy) {
  NodePower node;
  node.boards_idle = group.accelerator->idle_power.typical * group.cards_per_host;
  node.boards_busy = board_busy * group.cards_per_host;
  node.host_idle = group.host->idle_power.typical;
  node.host_serving = group.host->serving_power.typical;
  node.supply_efficiency = group.host->supply_efficiency;
  return node;
}

}  // namespace

ComputeOutcome compute_outcome(const Site& site, std::span<const WorkloadDemand> demands,
                               const ComputeDesign& design, const DeploymentMakers& makers) {
  const std::vector<PlacedModel> models = placed_models(site, demands, design, makers);
  ComputeOutcome outcome;
  for (std::size_t index = 0; index < models.size(); ++index) {
    const WorkloadDemand& demand = models[index].demand();
    const Company company = company_of(index, models, design.placements);
    outcome.services.push_back(
        models[index].service(demand.high_factor * demand.busiest, company, nullptr));
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

namespace {

/// Batch work whose window is open about noon. What is due at night is spread over it evenly: what
/// it would gain by running together is left out.
bool waits_for_sun(const PlacedModel& model) {
  if (model.workload().kind != WorkloadKind::batch) return false;
  constexpr int noon = 12;
  const std::array<Frequency, hours_per_week>& rate = model.demand().rate;
  for (std::size_t at = noon; at < rate.size(); at += 24) {
    if (rate[at] > Frequency()) return true;
  }
  return false;
}

/// Draw of one placement above idle, by its rate.
class DrawByRate {
 public:
  DrawByRate(const PlacedModel& model, const ComputeGroup& group)
      : model_(model), group_(group), idle_(wall_power(node_power(group, Power()), 0.0)) {}

  Power above_idle(Frequency rate) {
    const auto known = by_rate_.find(rate.in_base_units());
    if (known != by_rate_.end()) return known->second;
    DeviceTime taken;
    const PlacedService service = model_.service(rate, Company{}, &taken);
    const double busy = std::clamp(taken.share, 0.0, 1.0);
    hungriest_ = std::max(hungriest_, service.board_power);
    const Power above = wall_power(node_power(group_, service.board_power), busy) - idle_;
    return by_rate_.emplace(rate.in_base_units(), above * group_.hosts).first->second;
  }

  /// Rate of batch work while it runs: what has waited goes side by side.
  ///
  ///     run = 0.8 * greatest rate, at least the rate asked for
  ///
  /// Valid for   work that all lies ready when its window opens
  /// Leaves out  what else the machines do meanwhile; power that does not carry that much
  /// Source      own, assumed (grade D): no run was fitted to it
  Frequency run_rate(Frequency rate) const {
    constexpr double run_share = 0.8;
    const double overload = model_.service(rate, Company{}, nullptr).overload;
    if (!(overload > 0) || !std::isfinite(overload)) return rate;
    return std::max(1.0, run_share / (overload * share_limit)) * rate;
  }

  Power hungriest() const { return hungriest_; }

 private:
  const PlacedModel& model_;
  const ComputeGroup& group_;
  Power idle_;
  std::map<double, Power> by_rate_;  ///< a week has few different rates
  Power hungriest_;                  ///< of one board
};

}  // namespace

ComputeDraw compute_draw(const Site& site, std::span<const WorkloadDemand> demands,
                         const ComputeDesign& design, const DeploymentMakers& makers) {
  const std::vector<PlacedModel> models = placed_models(site, demands, design, makers);
  ComputeDraw draw;
  for (const PlacedModel& model : models) {
    draw.range_factor = std::max(draw.range_factor, model.range().power);
    draw.grade = weaker(draw.grade, model.range().grade);
  }
  for (const ComputeGroup& group : design.groups) {
    draw.idle.push_back(wall_power(node_power(group, Power()), 0.0) * group.hosts);
  }
  std::vector<Power> hungriest(design.groups.size());  // board power, by group
  for (std::size_t index = 0; index < models.size(); ++index) {
    const auto at_group = static_cast<std::size_t>(design.placements[index].group);
    DrawByRate own(models[index], design.groups[at_group]);
    const bool waits = site.power.solar && waits_for_sun(models[index]);
    std::array<Power, hours_per_week> work{};
    Power most;
    for (std::size_t at = 0; at < work.size(); ++at) {
      const Frequency rate = models[index].demand().rate[at];
      if (rate <= Frequency()) continue;
      const Frequency run = waits ? own.run_rate(rate) : rate;
      most = std::max(most, own.above_idle(run));
      work[at] = own.above_idle(run) * (rate / run);
    }
    draw.work.push_back(work);
    draw.most.push_back(waits ? most : Power());
    hungriest[at_group] = std::max(hungriest[at_group], own.hungriest());
  }
  for (std::size_t group = 0; group < design.groups.size(); ++group) {
    const ComputeGroup& machines = design.groups[group];
    draw.full += wall_power(node_power(machines, hungriest[group]), 1.0) * machines.hosts;
  }
  return draw;
}

Power mean_power(const ComputeDraw& draw) {
  Power mean = std::accumulate(draw.idle.begin(), draw.idle.end(), Power());
  for (const auto& work : draw.work) {
    mean += std::accumulate(work.begin(), work.end(), Power()) / hours_per_week;
  }
  return mean;
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
