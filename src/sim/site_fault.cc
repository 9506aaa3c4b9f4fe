#include "sim/site_fault.h"

#include <algorithm>

#include "base/random.h"
#include "sim/site_run.h"

namespace islet {

std::vector<SiteFault> draw_faults(const SiteRun& run, std::uint64_t seed) {
  RandomStream draw = RandomStream(seed).fork("faults");
  double units = 0;
  for (const UnitGroup& group : run.groups) units += group.units;
  std::vector<SiteFault> faults;
  const int count = 1 + static_cast<int>(draw.uniform(0, 6));
  for (int i = 0; i < count; ++i) {
    SiteFault fault;
    fault.kind = static_cast<FaultKind>(static_cast<int>(draw.uniform(0, fault_kinds)));
    fault.at = after(Instant(), run.first_day * day + draw.uniform() * run.days * day);
    fault.unit = static_cast<std::size_t>(draw.uniform(0, units));
    fault.language = draw.uniform() < 0.7;
    fault.length = draw.uniform(1, 30) * minute;
    const bool takes_hours = fault.kind == FaultKind::device_lost ||
                             fault.kind == FaultKind::sun_lost ||
                             fault.kind == FaultKind::generator_lost;
    if (takes_hours) fault.length = draw.uniform(0.5, 8) * hour;
    fault.factor = draw.uniform(1.2, 4);
    fault.cap = draw.uniform(0, 0.6);
    // Some bursts are all of one class, some mixed.
    fault.urgent = std::clamp(draw.uniform(-1, 1.4), 0.0, 1.0);
    fault.requests = static_cast<int>(draw.uniform(10, 400));
    if (draw.uniform() < 0.3) fault.worth = draw.uniform(0.2, 10) * minute;
    fault.stream =
        static_cast<std::size_t>(draw.uniform(0, static_cast<double>(run.workloads.size() + 1)));
    faults.push_back(fault);
  }
  return faults;
}

}  // namespace islet
