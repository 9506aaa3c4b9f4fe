// What goes wrong at a site during a run, and a day's faults drawn from a seed.
#pragma once

#include <cstdint>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"

namespace islet {

struct SiteRun;

enum class FaultKind { engine_crash, device_lost, slow_engine, stale_meter, burst };

struct SiteFault {
  FaultKind kind = FaultKind::engine_crash;
  Instant at;
  Duration length;
  std::size_t unit = 0;
  bool language = true;  ///< which of the unit's engines crashes
  double factor = 1;     ///< of a slow engine's steps
  int requests = 0;      ///< of a burst, from each workload
};

/// One to six faults within the span of the run.
std::vector<SiteFault> draw_faults(const SiteRun& run, std::uint64_t seed);

}  // namespace islet
