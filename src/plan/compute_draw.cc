// What the machines of a design draw, hour by hour of a week.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "perf/power.h"
#include "plan/compute_service.h"
#include "plan/placed_work.h"

namespace islet {
namespace {

NodePower node_power(const ComputeGroup& group, Power board_busy) {
  NodePower node;
  node.boards_idle = group.accelerator->idle_power.typical * group.cards_per_host;
  node.boards_busy = board_busy * group.cards_per_host;
  node.host_idle = group.host->idle_power.typical;
  node.host_serving = group.host->serving_power.typical;
  node.supply_efficiency = group.host->supply_efficiency;
  return node;
}

/// Batch work whose window is open about noon. What is due at night is spread over it evenly: what
/// it would gain by running together is left out.
bool waits_for_sun(const Site& site, const PlacedWork& model) {
  if (!site.power.solar || model.workload().kind != WorkloadKind::batch) return false;
  constexpr int noon = 12;
  const std::array<Frequency, hours_per_week>& rate = model.demand().rate;
  for (std::size_t at = noon; at < rate.size(); at += 24) {
    if (rate[at] > Frequency()) return true;
  }
  return false;
}

/// Draw of one placement above idle, by its rate and what its mates ask of the same engine.
class DrawByRate {
 public:
  DrawByRate(const PlacedWork& model, const ComputeGroup& group)
      : model_(model), group_(group), idle_(wall_power(node_power(group, Power()), 0.0)) {}

  /// Its part of what the engine draws for all; `mates` may be null.
  Power above_idle(Frequency rate, const LanguageDemand* mates) {
    Asked asked{rate.in_base_units()};
    if (mates != nullptr) {
      asked = {rate.in_base_units(), mates->requests.in_base_units(),
               mates->prompt.mean.in_base_units(), mates->reply.mean.in_base_units()};
    }
    const auto known = by_rate_.find(asked);
    if (known != by_rate_.end()) return known->second;
    DeviceTime taken;
    const PlacedService service = model_.service(rate, Company{}, &taken, mates);
    const double busy = std::clamp(taken.share, 0.0, 1.0);
    hungriest_ = std::max(hungriest_, service.board_power);
    const Power above = wall_power(node_power(group_, service.board_power), busy) - idle_;
    return by_rate_.emplace(asked, above * group_.hosts).first->second;
  }

  /// Rate of batch work while it runs: what has waited goes side by side.
  ///
  ///     run = 0.8 * greatest rate, at least the rate asked for
  ///
  /// Valid for   work that all lies ready when its window opens
  /// Leaves out  what else the machines do meanwhile; power that does not carry that much
  /// Source      own, assumed (grade D): no run was fitted to it
  Frequency run_rate(Frequency rate) {
    constexpr double run_share = 0.8;
    const auto known = overload_by_rate_.find(rate.in_base_units());
    const double overload = known != overload_by_rate_.end()
                                ? known->second
                                : model_.service(rate, Company{}, nullptr).overload;
    overload_by_rate_.emplace(rate.in_base_units(), overload);
    if (!(overload > 0) || !std::isfinite(overload)) return rate;
    return std::max(1.0, run_share / (overload * share_limit)) * rate;
  }

  Power hungriest() const { return hungriest_; }

 private:
  using Asked = std::array<double, 4>;  ///< own rate; rate, prompts and replies of the mates

  const PlacedWork& model_;
  const ComputeGroup& group_;
  Power idle_;
  std::map<Asked, Power> by_rate_;  ///< a week has few different rates
  std::map<double, double> overload_by_rate_;
  Power hungriest_;  ///< of one board
};

/// The least that is above 0, the mean of those and the greatest.
std::array<Frequency, 3> sample_rates(const WorkloadDemand& demand) {
  Frequency least;
  Frequency greatest;
  Frequency sum;
  int hours = 0;
  for (const Frequency rate : demand.rate) {
    if (rate <= Frequency()) continue;
    least = hours == 0 ? rate : std::min(least, rate);
    greatest = std::max(greatest, rate);
    sum += rate;
    ++hours;
  }
  return {least, hours > 0 ? sum / hours : Frequency(), greatest};
}

/// Draw above idle in an hour of that rate, spread over the hour where the work may wait for sun.
Power hourly_draw(DrawByRate& own, Frequency rate, bool waits) {
  const Frequency run = waits ? own.run_rate(rate) : rate;
  return own.above_idle(run, nullptr) * (rate / run);
}

}  // namespace

std::vector<Power> draw_samples(const Site& site, std::span<const WorkloadDemand> demands,
                                const ComputeDesign& design, const DeploymentMakers& makers) {
  const std::vector<PlacedWork> models = placed_work(site, demands, design, makers);
  std::vector<Power> samples(1);
  std::vector<Power> hungriest(design.groups.size());  // board power, by group
  for (std::size_t index = 0; index < models.size(); ++index) {
    const auto at_group = static_cast<std::size_t>(design.placements[index].group);
    DrawByRate own(models[index], design.groups[at_group]);
    const bool waits = waits_for_sun(site, models[index]);
    for (const Frequency rate : sample_rates(models[index].demand())) {
      samples.push_back(rate > Frequency() ? hourly_draw(own, rate, waits) : Power());
    }
    hungriest[at_group] = std::max(hungriest[at_group], own.hungriest());
  }
  for (std::size_t group = 0; group < design.groups.size(); ++group) {
    const ComputeGroup& machines = design.groups[group];
    samples.front() += wall_power(node_power(machines, hungriest[group]), 1.0) * machines.hosts;
  }
  return samples;
}

ComputeDraw compute_draw(const Site& site, std::span<const WorkloadDemand> demands,
                         const ComputeDesign& design, const DeploymentMakers& makers) {
  const std::vector<PlacedWork> models = placed_work(site, demands, design, makers);
  ComputeDraw draw;
  for (const PlacedWork& model : models) {
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
    const bool waits = waits_for_sun(site, models[index]);
    std::array<Power, hours_per_week> work{};
    Power most;
    for (std::size_t at = 0; at < work.size(); ++at) {
      const Frequency rate = models[index].demand().rate[at];
      if (rate <= Frequency()) continue;
      if (waits) {
        most = std::max(most, own.above_idle(own.run_rate(rate), nullptr));
        work[at] = hourly_draw(own, rate, true);
        continue;
      }
      // Mates that wait for sun run by themselves.
      const auto mates = mates_of(index, models, design.placements, [&](std::size_t other) {
        return waits_for_sun(site, models[other]) ? Frequency() : models[other].demand().rate[at];
      });
      work[at] = own.above_idle(rate, mates ? &*mates : nullptr);
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

}  // namespace islet
