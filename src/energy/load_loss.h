// Sets that break and are repaired, through a year: in which hours the load is lost, how much of
// it, and for how long at a stretch.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/quantity.h"

namespace islet {

/// Like sets. Share of time ready: time_to_failure / (time_to_failure + time_to_repair).
struct RepairableSets {
  int count = 0;
  Power rated;
  Duration time_to_failure;  ///< mean, above 0
  Duration time_to_repair;   ///< mean, above 0
};

struct LoadLoss {
  std::vector<double> chance;  ///< that the load of each hour is not met in full
  Duration expected_time;      ///< of the series, with loss of load
  Energy expected_energy;      ///< not served
  /// Chance that somewhere in the series the load is lost for at least so many hours on end; the
  /// place is the number of hours, from 0.
  std::vector<double> spell;
  Duration longest_spell;  ///< that is reached with the chance asked for
};

/// `net_load`: what sets must carry in each hour, after sun, wind and battery. Spells up to
/// `spell_max` hours are followed; `likely` is the chance for `longest_spell`.
LoadLoss load_loss(std::span<const RepairableSets> sets, std::span<const Power> net_load,
                   std::size_t spell_max = 72, double likely = 0.1);

/// Hours of the longest unbroken run of true.
std::size_t longest_run(const std::vector<bool>& hours);

}  // namespace islet
