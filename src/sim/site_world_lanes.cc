// Cameras and sensors of the simulated site at the level that its ladder or its plant has them on.
#include <algorithm>

#include "sim/site_world.h"

namespace islet {

void SiteWorld::set_lanes(std::size_t workload, Instant now) {
  const int group = run_.workloads[workload].group;
  ++books_[workload].changes;
  for (std::size_t unit = 0; unit < devices_.size(); ++unit) {
    if (static_cast<int>(group_of_unit_[unit]) == group) set_lane(workload, unit, now);
  }
}

void SiteWorld::set_lane(std::size_t number, std::size_t unit, Instant now) {
  const Books& books = books_[number];
  const FrameLevel level{.level = std::max(books.level, books.plant_level),
                         .is_off = now < books.off_until};
  std::size_t first_unit = 0;
  while (group_of_unit_[first_unit] != group_of_unit_[unit]) ++first_unit;
  SiteDevice& device = *devices_[unit];
  std::optional<FrameLane> lane = lanes_.lane(number, unit - first_unit, device, level);
  if (!lane) return;
  // A drill: what this camera sees is looked at by nobody.
  if (drill_.is(Drill::forgotten_camera) && lane->phases.size() > 1) lane->phases.pop_back();
  device.run_to(now);
  device.frames().set_lane(lanes_.index(number, unit - first_unit), *lane, now);
}

}  // namespace islet
