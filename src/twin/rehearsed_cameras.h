// Cameras and sensors of the rehearsed machines, frame by frame as in simulation, at the level that
// the battery, heat and short power leave them. Hosts that they do not need then rest.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "live/fixed_work.h"
#include "sim/frame_lanes.h"

namespace islet {

class RehearsedCameras {
 public:
  /// Units by number, groups one after another. Both must outlive them.
  RehearsedCameras(const SiteRun& run, std::span<const std::unique_ptr<SiteDevice>> devices);

  void start(Instant now);
  /// A step of its `when_short`, by the battery's charge.
  void degrade(WorkloadId workload, int level, Instant now);
  /// Heat, or want of power: settings in the order of `loads`. The stricter of both holds.
  void hold(std::span<const FixedSetting> settings, bool rests, Instant now);
  /// Hosts that have started until then look at frames again.
  void run_to(Instant now);
  /// The next such moment; `never`: none.
  Instant next() const;

  /// Workloads at a fixed rate, with what their frames draw at full service.
  const std::vector<FixedLoad>& loads() const { return loads_; }
  /// Whether the unit's group has cameras; whether it has nothing else to do.
  bool are_on(std::size_t unit) const { return groups_[group_of_[unit]].has_cameras; }
  bool are_alone_on(std::size_t unit) const { return groups_[group_of_[unit]].alone; }
  /// Whether the unit's host is on for them, or starts; whether it is up.
  bool need(std::size_t unit) const;
  bool are_up(std::size_t unit) const;
  /// Of frames, on average, at the present levels.
  Power draw() const;
  /// Of all frames that have begun, above idle.
  Energy energy() const;
  /// What became of a workload's frames until then; `waiting` frames have no end yet.
  FrameTally tally(std::size_t workload) const;
  double waiting(std::size_t workload, Instant until) const;
  /// Frames lost while the workload was paused.
  double lost_while_paused(std::size_t workload) const;

 private:
  struct Group {
    bool has_cameras = false;
    bool alone = false;
    std::size_t first = 0;  ///< unit
    int up = 0;             ///< so many units look, the first ones
    int on = 0;             ///< or start
    Instant ready = never;  ///< those that start
    Duration start_time;
    Power draw;
  };
  struct Workload {
    int by_charge = 0;  ///< level
    FixedSetting held;
    FixedSetting laid;  ///< what its lanes follow
    double lost_paused = 0, lost_before = 0;
  };
  /// Frames on their own for a while.
  struct Trial {
    Power draw;
    double missed = 0;  ///< share of frames, late or lost
  };

  FixedSetting wanted(std::size_t workload) const;
  Trial trial(std::size_t group, int units, std::span<const FixedSetting> settings) const;
  int fewest(std::size_t group, std::span<const FixedSetting> settings) const;
  void settle(std::size_t group, Instant now);
  void lay(std::size_t group, Instant now);
  double lost(std::size_t workload) const;

  const SiteRun& run_;
  std::span<const std::unique_ptr<SiteDevice>> devices_;
  FrameLanes lanes_;
  std::vector<std::size_t> group_of_;  ///< by unit
  std::vector<Group> groups_;
  std::vector<Workload> workloads_;
  std::vector<FixedLoad> loads_;
  std::vector<std::size_t> load_workload_;
  bool rests_ = false;
};

}  // namespace islet
