#include "sim/frame_lanes.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace islet {
namespace {

std::vector<FrameBatch> batches(const SiteDevice& device, const InputDeployment& deployment) {
  constexpr int most_together = 8;
  std::vector<FrameBatch> out;
  for (int n = 1; n <= std::min(most_together, deployment.batch_max()); ++n) {
    const BatchCost cost = deployment.batch(n);
    out.push_back({cost.time, cost.occupied,
                   device.above_idle(cost.board_power) / device.group().cards_per_unit});
  }
  return out;
}

}  // namespace

FrameLanes::FrameLanes(const SiteRun& run, const RandomStream& random, bool newest_only)
    : run_(run), newest_only_(newest_only) {
  for (const SiteWorkload& workload : run.workloads) {
    std::vector<Duration>& phases = phases_.emplace_back();
    if (!is_periodic(workload.spec.kind)) continue;
    RandomStream stream = random.fork("phases of " + workload.spec.name);
    const int count = std::max(1, static_cast<int>(std::lround(workload.spec.count.typical)));
    for (int i = 0; i < count; ++i) phases.push_back(stream.uniform() * second);
  }
}

/// Rate and model of the level.
ModelId FrameLanes::follow(const SiteWorkload& workload, const FrameLevel& level,
                           FrameLane& lane) const {
  const Frequency full = source_rate(workload.spec);
  Frequency rate = full;
  ModelId model = workload.model;
  for (int i = 0; i < std::min<int>(level.level, static_cast<int>(workload.ladder.size())); ++i) {
    const LadderStep& step = workload.ladder[static_cast<std::size_t>(i)];
    const bool last = i + 1 == level.level;
    if (step.action == ShortageAction::rate) rate = std::min(full, step.rate);
    if (step.action == ShortageAction::model) model = step.model;
    if (last && (step.action == ShortageAction::stop || step.action == ShortageAction::wait)) {
      lane.is_off = true;
    }
  }
  lane.is_off = lane.is_off || level.is_off;
  lane.is_degraded = level.level > 0;
  lane.stands_for = full / rate;
  lane.period = 1.0 / rate;
  return model;
}

std::size_t FrameLanes::index(std::size_t workload, std::size_t unit) const {
  const SiteWorkload& own = run_.workloads[workload];
  std::size_t before = 0;
  for (std::size_t other = 0; other < run_.workloads.size(); ++other) {
    const SiteWorkload& each = run_.workloads[other];
    if (other == workload || each.group != own.group || phases_[other].size() <= unit) continue;
    const bool is_before = each.spec.importance < own.spec.importance ||
                           (each.spec.importance == own.spec.importance && other < workload);
    before += is_before ? 1 : 0;
  }
  return before;
}

std::optional<FrameLane> FrameLanes::lane(std::size_t workload, std::size_t unit,
                                          const SiteDevice& device, const FrameLevel& level) const {
  const SiteWorkload& own = run_.workloads[workload];
  const UnitGroup& group = device.group();
  const std::vector<Duration>& phases = phases_[workload];
  FrameLane lane;
  lane.workload = static_cast<int>(workload);
  const ModelId model = follow(own, level, lane);
  const auto units = static_cast<std::size_t>(group.units);
  const std::size_t carriers =
      level.carriers > 0 ? std::min(units, static_cast<std::size_t>(level.carriers)) : units;
  const bool rests = unit >= carriers;
  std::size_t all = 0;
  for (std::size_t i = unit; i < phases.size(); i += rests ? units : carriers) {
    ++all;
    if ((all - 1) % static_cast<std::size_t>(group.cards_per_unit) != 0) continue;
    lane.phases.push_back(std::fmod(phases[i] / second, 1.0) * lane.period);
  }
  if (lane.phases.empty()) return std::nullopt;
  std::sort(lane.phases.begin(), lane.phases.end());
  lane.copies = static_cast<double>(all) / static_cast<double>(lane.phases.size());
  if (rests) {
    lane.is_off = true;
    lane.stands_for = 0;
  }
  const UnitModel* found = device.model_of(model);
  if (found == nullptr || !found->inputs) found = device.model_of(own.model);
  CHECK(found != nullptr && found->inputs);
  lane.batch = batches(device, *found->inputs);
  lane.newest_only = newest_only_;
  for (const LatencyGoal& goal : own.spec.latency) {
    if (lane.limit <= Duration() || goal.limit < lane.limit) lane.limit = goal.limit;
  }
  return lane;
}

}  // namespace islet
