#include "twin/rehearsed_cameras.h"

#include <algorithm>

#include "serving/policies.h"

namespace islet {
namespace {

/// Frames alone are looked at for so long: many periods of any camera.
constexpr Duration trial_span = 20.0 * second;
/// Fewer units may carry them while they miss no more frames than that share beyond what they miss
/// on all. Assumption, grade D, 2026-11.
constexpr double missed_more = 0.001;

bool is_held(const FixedSetting& setting) { return setting.level > 0 || setting.is_paused; }

/// Paused, or on a step that says so.
bool does_nothing(const SiteWorkload& workload, const FixedSetting& setting) {
  if (setting.is_paused || setting.level == 0) return setting.is_paused;
  const ShortageAction action =
      workload.ladder.at(static_cast<std::size_t>(setting.level) - 1).action;
  return action == ShortageAction::stop || action == ShortageAction::wait;
}

}  // namespace

RehearsedCameras::RehearsedCameras(const SiteRun& run,
                                   std::span<const std::unique_ptr<SiteDevice>> devices)
    : run_(run),
      devices_(devices),
      lanes_(run, RandomStream(run.seed), make_policies(run.scheduling).newest_frame_only),
      workloads_(run.workloads.size()) {
  for (std::size_t g = 0; g < run.groups.size(); ++g) {
    Group& group = groups_.emplace_back();
    group.first = group_of_.size();
    group.up = group.on = run.groups[g].units;
    group.start_time = run.groups[g].start_time;
    group_of_.resize(group_of_.size() + static_cast<std::size_t>(run.groups[g].units), g);
    bool has_others = false;
    for (const SiteWorkload& workload : run.workloads) {
      if (workload.group != static_cast<int>(g)) continue;
      (is_periodic(workload.spec.kind) ? group.has_cameras : has_others) = true;
    }
    group.alone = group.has_cameras && !has_others;
  }
  for (std::size_t w = 0; w < run.workloads.size(); ++w) {
    const SiteWorkload& workload = run.workloads[w];
    if (!is_periodic(workload.spec.kind)) continue;
    // Its own frames at full service, all else paused.
    std::vector<FixedSetting> alone(run.workloads.size(), {0, true});
    alone[w] = {};
    const auto group = static_cast<std::size_t>(workload.group);
    const Power draw = trial(group, run.groups[group].units, alone).draw;
    loads_.push_back({workload.spec.name, workload.spec.importance, draw, workload.steps});
    load_workload_.push_back(w);
  }
}

void RehearsedCameras::start(Instant now) {
  for (std::size_t g = 0; g < groups_.size(); ++g) lay(g, now);
}

FixedSetting RehearsedCameras::wanted(std::size_t workload) const {
  return stricter(workloads_[workload].held, {workloads_[workload].by_charge, false});
}

/// Frames of a group by themselves, without the requests beside them.
RehearsedCameras::Trial RehearsedCameras::trial(std::size_t group, int units,
                                                std::span<const FixedSetting> settings) const {
  Trial out;
  double all = 0;
  for (int unit = 0; unit < units; ++unit) {
    const auto nth = static_cast<std::size_t>(unit);
    PowerBuckets draws;
    FrameServer frames(draws);
    for (std::size_t w = 0; w < settings.size(); ++w) {
      if (run_.workloads[w].group != static_cast<int>(group)) continue;
      const FrameLevel level{settings[w].level, settings[w].is_paused, units};
      const auto lane = lanes_.lane(w, nth, *devices_[groups_[group].first + nth], level);
      if (lane) frames.set_lane(lanes_.index(w, nth), *lane, Instant());
    }
    frames.run(after(Instant(), trial_span), true);
    for (std::size_t lane = 0; lane < frames.lanes(); ++lane) {
      const FrameTally& tally = frames.tally(lane);
      out.draw += tally.energy / trial_span;
      if (frames.lane(lane).is_off) continue;
      all += tally.all();
      out.missed += tally.late + tally.lost;
    }
  }
  out.missed /= std::max(1.0, all);
  return out;
}

/// Units that carry the frames as they are held, where they have nothing else to do. All of them at
/// full service: the plan has its reasons.
int RehearsedCameras::fewest(std::size_t group, std::span<const FixedSetting> settings) const {
  const int units = run_.groups[group].units;
  if (!groups_[group].alone) return units;
  bool any_held = false;
  bool all_paused = true;
  for (std::size_t w = 0; w < settings.size(); ++w) {
    if (run_.workloads[w].group != static_cast<int>(group)) continue;
    any_held = any_held || is_held(settings[w]);
    all_paused = all_paused && does_nothing(run_.workloads[w], settings[w]);
  }
  if (all_paused) return 0;
  if (!any_held || units == 1) return units;
  const double missed = trial(group, units, settings).missed;
  int fewest = 1;
  while (fewest < units && trial(group, fewest, settings).missed > missed + missed_more) ++fewest;
  return fewest;
}

/// Units that are no longer needed go off at once. Where more are needed the work goes on as it is,
/// or less, until they have started.
void RehearsedCameras::settle(std::size_t number, Instant now) {
  Group& group = groups_[number];
  for (int unit = 0; unit < run_.groups[number].units; ++unit) {
    devices_[group.first + static_cast<std::size_t>(unit)]->run_to(now);
  }
  std::vector<FixedSetting> next;
  for (std::size_t w = 0; w < workloads_.size(); ++w) next.push_back(wanted(w));
  const int units = rests_ ? 0 : fewest(number, next);
  const bool must_wait = units > group.up;
  if (must_wait && units > group.on) group.ready = after(now, group.start_time);
  if (!must_wait) {
    group.up = units;
    group.ready = never;
  }
  group.on = units;
  for (std::size_t w = 0; w < workloads_.size(); ++w) {
    if (run_.workloads[w].group != static_cast<int>(number)) continue;
    Workload& workload = workloads_[w];
    const FixedSetting to = must_wait ? stricter(next[w], workload.laid) : next[w];
    if (workload.laid.is_paused) workload.lost_paused += lost(w) - workload.lost_before;
    workload.lost_before = lost(w);
    workload.laid = to;
    workload.laid.is_paused = to.is_paused || group.up == 0;
  }
  lay(number, now);
}

void RehearsedCameras::lay(std::size_t number, Instant now) {
  Group& group = groups_[number];
  if (!group.has_cameras) return;
  std::vector<FixedSetting> settings;
  for (const Workload& workload : workloads_) settings.push_back(workload.laid);
  for (int unit = 0; unit < run_.groups[number].units; ++unit) {
    const auto nth = static_cast<std::size_t>(unit);
    SiteDevice& device = *devices_[group.first + nth];
    for (std::size_t w = 0; w < settings.size(); ++w) {
      if (run_.workloads[w].group != static_cast<int>(number)) continue;
      const FrameLevel level{settings[w].level, settings[w].is_paused, group.up};
      const auto lane = lanes_.lane(w, nth, device, level);
      if (lane) device.frames().set_lane(lanes_.index(w, nth), *lane, now);
    }
  }
  group.draw = group.up > 0 ? trial(number, group.up, settings).draw : Power();
}

void RehearsedCameras::degrade(WorkloadId workload, int level, Instant now) {
  const auto w = static_cast<std::size_t>(index_of(workload));
  if (w >= workloads_.size() || lanes_.cameras(w) == 0) return;
  workloads_[w].by_charge = level;
  settle(static_cast<std::size_t>(run_.workloads[w].group), now);
}

void RehearsedCameras::hold(std::span<const FixedSetting> settings, bool rests, Instant now) {
  for (std::size_t i = 0; i < settings.size(); ++i)
    workloads_[load_workload_[i]].held = settings[i];
  rests_ = rests;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (groups_[g].has_cameras) settle(g, now);
  }
}

void RehearsedCameras::run_to(Instant now) {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    Group& group = groups_[g];
    if (group.ready > now) continue;
    group.up = group.on;
    settle(g, group.ready);
  }
}

Instant RehearsedCameras::next() const {
  Instant next = never;
  for (const Group& group : groups_) next = std::min(next, group.ready);
  return next;
}

bool RehearsedCameras::need(std::size_t unit) const {
  const Group& group = groups_[group_of_[unit]];
  return group.has_cameras && static_cast<int>(unit - group.first) < group.on;
}

bool RehearsedCameras::are_up(std::size_t unit) const {
  const Group& group = groups_[group_of_[unit]];
  return group.has_cameras && static_cast<int>(unit - group.first) < group.up;
}

Power RehearsedCameras::draw() const {
  Power sum;
  for (const Group& group : groups_) sum += group.draw;
  return sum;
}

Energy RehearsedCameras::energy() const {
  Energy sum;
  for (const auto& device : devices_) {
    for (std::size_t lane = 0; lane < device->frames().lanes(); ++lane) {
      sum += device->frames().tally(lane).energy;
    }
  }
  return sum;
}

FrameTally RehearsedCameras::tally(std::size_t workload) const {
  FrameTally sum;
  for (const auto& device : devices_) {
    for (std::size_t lane = 0; lane < device->frames().lanes(); ++lane) {
      if (device->frames().lane(lane).workload != static_cast<int>(workload)) continue;
      const FrameTally& one = device->frames().tally(lane);
      sum.served += one.served;
      sum.late += one.late;
      sum.degraded += one.degraded;
      sum.lost += one.lost;
      sum.looked_at += one.looked_at;
      sum.energy += one.energy;
    }
  }
  return sum;
}

double RehearsedCameras::lost(std::size_t workload) const { return tally(workload).lost; }

double RehearsedCameras::waiting(std::size_t workload, Instant until) const {
  double sum = 0;
  for (const auto& device : devices_) {
    for (std::size_t lane = 0; lane < device->frames().lanes(); ++lane) {
      if (device->frames().lane(lane).workload != static_cast<int>(workload)) continue;
      sum += device->frames().waiting(lane, until);
    }
  }
  return sum;
}

double RehearsedCameras::lost_while_paused(std::size_t workload) const {
  const Workload& one = workloads_[workload];
  return one.lost_paused + (one.laid.is_paused ? lost(workload) - one.lost_before : 0.0);
}

}  // namespace islet
