// Discrete or process demand, from the times at which requests came, and the silicon each wants.
#pragma once

#include <string>
#include <vector>

#include "base/quantity.h"
#include "catalog/catalog.h"
#include "knowledge/answer.h"
#include "knowledge/knowledge.h"

namespace islet {

struct DemandShape {
  std::string profile;       ///< "discrete" or "process"
  Frequency rate;            ///< mean
  double gap_variation = 0;  ///< standard deviation of the gaps over their mean
  double idle_share = 0;     ///< share of the time in gaps above ten times the median gap
};

/// Formula     process when the gaps vary by less than half their mean and less than a tenth of the
///             time is idle; else discrete. A Poisson stream has 1, a camera near 0
/// Valid for   at least three arrivals in order of time
/// Leaves out  sizes of requests
/// Source      rules R145, R146 (sporadic bursts against a steady stream); the limits 0.5 and 0.1
///             are our assumption, 2026-11
DemandShape demand_shape(const std::vector<Duration>& arrivals);

/// Devices of the catalogue in the order that a profile wants them, best first, at most `count`.
///
/// Formula     discrete: peak INT8 rate over idle watts, GPUs and NPUs; process: INT8 rate over
///             board watts, fixed engines (NPU, DLA) first
/// Valid for   devices with an INT8 rate and both watts
/// Leaves out  memory, price, software
/// Source      rules R145, R146
std::vector<const Accelerator*> ranked_for(const std::string& profile, const Catalog& catalog,
                                           std::size_t count);

Answer demand_answer(const Knowledge& knowledge, const Catalog& catalog,
                     const std::vector<Duration>& arrivals);

}  // namespace islet
