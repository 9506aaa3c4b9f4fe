// What goes wrong at a site during a run, and a day's faults drawn from a seed.
#pragma once

#include <cstdint>
#include <vector>

#include "base/instant.h"
#include "base/quantity.h"

namespace islet {

struct SiteRun;

enum class FaultKind {
  engine_crash,
  device_lost,
  slow_engine,
  stale_meter,
  burst,
  lower_cap,       ///< an operator or a hub lets compute draw less
  sun_lost,        ///< smoke, dust, a charger that trips
  generator_lost,  ///< does not start, or stops
  link_cut,        ///< what comes over it waits outside, and comes at once when it is back
  weak_inverter,   ///< heat or a fault lets it give less: the meter says so
};
inline constexpr int fault_kinds = 10;

struct SiteFault {
  FaultKind kind = FaultKind::engine_crash;
  Instant at;
  Duration length;
  std::size_t unit = 0;
  bool language = true;    ///< which of the unit's engines crashes
  double factor = 1;       ///< of a slow engine's steps
  double cap = 1;          ///< share of all engines' full draw above idle
  int requests = 0;        ///< of a burst, from each workload
  double urgent = 0;       ///< share of the burst that is of class `high`
  Duration worth;          ///< of a burst: its requests are worthless so long after; 0: never
  std::size_t stream = 0;  ///< that a cut link carries; beyond the last: all

  bool holds_at(Instant moment) const { return moment >= at && moment < after(at, length); }
};

/// One to six faults within the span of the run.
std::vector<SiteFault> draw_faults(const SiteRun& run, std::uint64_t seed);

}  // namespace islet
