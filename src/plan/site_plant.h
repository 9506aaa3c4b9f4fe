// A design as the power plant sees it: the plant itself, and what draws from it hour by hour.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "base/quantity.h"
#include "catalog/catalog.h"
#include "energy/plant_year.h"
#include "energy/work_need.h"
#include "plan/compute_candidates.h"
#include "plan/design.h"
#include "site/site.h"

namespace islet {

/// The plant of a design after `age` in service, with `cycles_per_year` equivalent full cycles of
/// its battery. What stood there already is older by its own age. `machines_on_bus`: the machines
/// run from the direct-current bus. Panels and turbine are one source: `panel_rated` is what both
/// give at most, see `source_yield`.
Plant plant_of(const Site& site, const PowerDesign& power, bool machines_on_bus, Duration age,
               double cycles_per_year);

/// By hour of the day, in local standard time: the generator may not start.
std::array<bool, 24> quiet_hours(const Site& site);

/// Rating of the site's turbine; of a range or a list its lowest. 0: none.
Power wind_rated(const Site& site);

/// Everything that draws. Load `k` of `loads` belongs to workload `workload[k]`, or to none (-1).
struct SiteLoads {
  std::vector<std::vector<Power>> hourly;  ///< what `loads` point into, unless others hold it
  std::vector<Load> loads;
  std::vector<int> workload;
  /// Batch work that may wait for the sun, within days that begin at `first_hour`.
  struct Movable {
    std::size_t load = 0;
    int first_hour = 0;  ///< of the day, 0..23
    Power most;          ///< while it runs
  };
  std::vector<Movable> movable;
  WorkNeed need;
};

/// The same loads, which still point into what `loads` holds and must not outlive it.
SiteLoads seen_through(const SiteLoads& loads);

/// `seen_through`, with batch work that may be moved where the sun is, as the scheduler does it.
///
///     power(h)   = min(most * open(h), level * yield(h))
///     sum of day = what it was, by the choice of `level`
///
/// `open` is the share of the hour within the window. A day without sun stays as it was.
///
/// Valid for   work whose window holds sun; the sum of each day stays the same
/// Leaves out  what the battery, other loads and the forecast's errors change; work that is moved
///             beside the sun because power is cheap there
/// Source      own, after serving/cheapest_hours.cc, which fills free power first
SiteLoads moved_to_sun(const SiteLoads& loads, std::span<const double> yield);

/// Loads of a year: other loads of the site and its links, each group's idle draw (as important as
/// the most important work on it), each workload's draw above that with its `when_short` steps.
/// `work_factor` multiplies the machines' draw: 1, or another to see what its error does.
SiteLoads site_loads(const Site& site, const Catalog& catalog, const ComputeCandidate& machines,
                     const BatteryModule* battery, double work_factor = 1.0);

/// A battery's charge as people read it (share of nameplate) as a share of the usable window.
double usable_share(const BatteryModule* battery, double charge);

}  // namespace islet
