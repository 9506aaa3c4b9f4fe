// Cameras and sensors of a site on its devices, at the rate and with the model of their level: the
// same in simulation and rehearsal.
#pragma once

#include <optional>
#include <vector>

#include "base/random.h"
#include "sim/site_device.h"

namespace islet {

/// What a workload at a fixed rate is held to.
struct FrameLevel {
  int level = 0;        ///< step of its `when_short` that it is on; 0: full service
  bool is_off = false;  ///< frames come and are lost
  int carriers = 0;     ///< so many units of its group look, the first ones; 0: all of them
};

class FrameLanes {
 public:
  /// Draws at which moments of a period each camera looks. `run` must outlive them.
  FrameLanes(const SiteRun& run, const RandomStream& random, bool newest_only);

  /// Cameras or sensors of a workload; 0 for work that comes otherwise.
  std::size_t cameras(std::size_t workload) const { return phases_[workload].size(); }

  /// Cameras are dealt out to units and their cards; the cards of a unit do the same at the same
  /// time, so one stands for all. `unit` of the workload's group, from 0. Nothing where the unit
  /// never has one of its cameras; a lane that stands for no frames where others look for it.
  std::optional<FrameLane> lane(std::size_t workload, std::size_t unit, const SiteDevice& device,
                                const FrameLevel& level) const;
  /// A unit has its lanes in the order of importance, then of the site file.
  std::size_t index(std::size_t workload, std::size_t unit) const;

 private:
  ModelId follow(const SiteWorkload& workload, const FrameLevel& level, FrameLane& lane) const;

  const SiteRun& run_;
  bool newest_only_;
  std::vector<std::vector<Duration>> phases_;  ///< by workload
};

}  // namespace islet
