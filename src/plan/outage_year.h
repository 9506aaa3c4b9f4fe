// The design year as outages are told of it: what loads ask for beyond sun and grid, and the
// battery that stands behind each class of work. Internal to the outage figures.
#pragma once

#include <cstddef>
#include <vector>

#include "energy/outage_survival.h"
#include "plan/sized_design.h"

namespace islet {

/// The year that everything is read from. All must outlive it.
struct OutageYear {
  const Plant& plant;
  const SiteLoads& loads;
  const PlantYear& run;
  const PlantTrace& trace;
  const SkyYear& sky;
};

/// Hour by hour what the loads as important as `least` and above ask for beyond sun and grid, with
/// their cooling and what inverter, controllers and battery draw themselves; below 0 where there is
/// more sun than they take.
std::vector<Power> net_load(const OutageYear& outage_year, Importance least);

/// Share of the usable charge that is kept from a class, 0..1: safety work may take all of it.
double kept_from(const Plant& plant, Importance importance);

/// What of `charge` (0..1 of the usable window) stands above the share that is kept, 0..1.
double charge_above(double charge, double kept);

/// Charge at the beginning of an hour; the year goes round.
double charge_before(const PlantTrace& trace, std::size_t at);

/// The battery for work of that importance, at the load's side of the conversion.
OutageBattery battery_for(const Plant& plant, Importance importance);

/// Chance by hour, from 1 to `steps`, that the class has been served without a break since its
/// outage began: mean over `followed` starts spread over the year, from the charge that the year
/// had there.
std::vector<double> mean_course(const OutageYear& outage_year, const OutagePlant& survivor,
                                const std::vector<Power>& net, Importance importance,
                                std::size_t steps, std::size_t followed);

}  // namespace islet
