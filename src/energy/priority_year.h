// A year of a plant that serves its load in a fixed order: free power, battery, generator. The rule
// of published studies, without converters and minimum loads; Islet's own plant is plant_year.h.
#pragma once

#include <span>
#include <vector>

#include "base/quantity.h"

namespace islet {

struct PriorityPlant {
  Power generator;
  Energy battery;  ///< highest charge
  Energy floor;    ///< lowest charge
  Energy start;    ///< may lie above `battery`: then it only empties
  Power charge_max;
  Power discharge_max;
  double charge_efficiency = 1;
  double discharge_efficiency = 1;
  /// The off-grid study's calculator compares the room left with the energy before its charging
  /// loss, so that a battery is never quite full.
  bool room_before_loss = false;
};

/// Powers of even steps. `sun` holds shares of `rated`; `load` one value for each step, or a single
/// one.
struct PrioritySeries {
  std::span<const double> sun;
  Power rated;
  std::span<const Power> load;
  Duration step = 1.0 * hour;
};

/// Sums of the year. load = sun_used + discharged + generator + shed.
struct PriorityYear {
  Energy load;
  Energy sun_used;  ///< by the load at once
  Energy charged;   ///< into the battery's terminals
  Energy discharged;
  Energy spilled;
  Energy generator;
  Energy shed;
  Power shed_max;
  int shed_hours = 0;    ///< steps, as all counts here
  int shed_longest = 0;  ///< of the longest unbroken spell
  int generator_hours = 0;
  Energy stored_at_end;
  Energy mean_stored;
};

/// Runs the year, or as many steps as the series has. Where asked for, the levels in watt-hours at
/// which the battery turns from filling to emptying or back are added to `turns_wh`.
PriorityYear priority_year(const PriorityPlant& plant, const PrioritySeries& series,
                           std::vector<double>* turns_wh = nullptr);

}  // namespace islet
