// Cameras and sensors of a site on its devices, at the rate and with the model of their level.
#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "sim/site_world.h"

namespace islet {

std::vector<FrameBatch> SiteWorld::batches(const UnitGroup& group, const SiteDevice& device,
                                           const InputDeployment& deployment) const {
  constexpr int most_together = 8;
  std::vector<FrameBatch> out;
  for (int n = 1; n <= std::min(most_together, deployment.batch_max()); ++n) {
    const BatchCost cost = deployment.batch(n);
    out.push_back(
        {cost.time, cost.occupied, device.above_idle(cost.board_power) / group.cards_per_unit});
  }
  return out;
}

void SiteWorld::set_lanes(std::size_t workload, Instant now) {
  const int group = run_.workloads[workload].group;
  ++books_[workload].changes;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    if (static_cast<int>(group_of_unit_[unit]) == group) set_lane(workload, unit, now);
  }
}

Frequency SiteWorld::full_rate(const SiteWorkload& workload) {
  return workload.spec.kind == WorkloadKind::video ? workload.spec.rate.typical : 1.0 / second;
}

/// Rate and model of the level that the ladder or the plant has the workload on.
ModelId SiteWorld::follow_level(std::size_t number, Instant now, FrameLane& lane) const {
  const SiteWorkload& workload = run_.workloads[number];
  lane.workload = static_cast<int>(number);
  const Frequency full = full_rate(workload);
  Frequency rate = full;
  ModelId model = workload.model;
  const Books& books = books_[number];
  const int level = std::max(books.level, books.plant_level);
  for (int i = 0; i < std::min<int>(level, static_cast<int>(workload.ladder.size())); ++i) {
    const LadderStep& step = workload.ladder[static_cast<std::size_t>(i)];
    const bool last = i + 1 == level;
    if (step.action == ShortageAction::rate) rate = std::min(full, step.rate);
    if (step.action == ShortageAction::model) model = step.model;
    if (last && (step.action == ShortageAction::stop || step.action == ShortageAction::wait)) {
      lane.is_off = true;
    }
  }
  lane.is_off = lane.is_off || now < books.off_until;
  lane.is_degraded = level > 0;
  lane.stands_for = full / rate;
  lane.period = 1.0 / rate;
  return model;
}

/// A unit has its lanes in the order of importance, then of the site file.
std::size_t SiteWorld::lane_index(std::size_t number, std::size_t unit_of_group) const {
  const SiteWorkload& workload = run_.workloads[number];
  std::size_t index = 0;
  for (std::size_t other = 0; other < run_.workloads.size(); ++other) {
    const SiteWorkload& each = run_.workloads[other];
    if (other == number || !is_periodic(each.spec.kind) || each.group != workload.group) continue;
    const bool before = each.spec.importance < workload.spec.importance ||
                        (each.spec.importance == workload.spec.importance && other < number);
    const bool has_lane = phases_.size() <= other || phases_[other].size() > unit_of_group;
    index += before && has_lane ? 1 : 0;
  }
  return index;
}

/// Cameras are dealt out to units and their cards; the cards of a unit do the same at the same
/// time, so one stands for all.
void SiteWorld::set_lane(std::size_t number, std::size_t unit, Instant now) {
  const SiteWorkload& workload = run_.workloads[number];
  const UnitGroup& group = run_.groups[static_cast<std::size_t>(workload.group)];
  SiteDevice& device = *devices_[unit];
  std::size_t first_unit = 0;
  while (group_of_unit_[first_unit] != group_of_unit_[unit]) ++first_unit;
  FrameLane lane;
  const ModelId model = follow_level(number, now, lane);
  std::size_t all = 0;
  for (std::size_t i = unit - first_unit; i < phases_[number].size();
       i += static_cast<std::size_t>(group.units)) {
    ++all;
    if ((all - 1) % static_cast<std::size_t>(group.cards_per_unit) != 0) continue;
    lane.phases.push_back(std::fmod(phases_[number][i] / second, 1.0) * lane.period);
  }
  if (lane.phases.empty()) return;
  std::sort(lane.phases.begin(), lane.phases.end());
  lane.copies = static_cast<double>(all) / static_cast<double>(lane.phases.size());
  // A drill: what this camera sees is looked at by nobody.
  if (drill_.is(Drill::forgotten_camera) && lane.phases.size() > 1) lane.phases.pop_back();
  const UnitModel* found = device.model_of(model);
  if (found == nullptr || !found->inputs) found = device.model_of(workload.model);
  CHECK(found != nullptr && found->inputs);
  lane.batch = batches(group, device, *found->inputs);
  lane.newest_only = newest_only_;
  for (const LatencyGoal& goal : workload.spec.latency) {
    if (lane.limit <= Duration() || goal.limit < lane.limit) lane.limit = goal.limit;
  }
  device.run_to(now);
  device.frames().set_lane(lane_index(number, unit - first_unit), lane, now);
}

}  // namespace islet
