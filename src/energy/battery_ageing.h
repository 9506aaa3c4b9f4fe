// How a battery module of the catalogue ages: its record's cycle and calendar lives, bent by depth,
// heat and charge as its chemistry does.
#pragma once

#include <span>

#include "base/quantity.h"
#include "catalog/gear.h"

namespace islet {

/// Lives of a module and the shape of its wear.
struct AgeingLaw {
  double end_capacity = 0.7;    ///< share left at the end of its life
  double cycles_to_end = 5000;  ///< of `cycle_depth`
  double cycle_depth = 0.8;
  double depth_power = 1;       ///< wear of a cycle grows with depth to this power
  Duration calendar_life;       ///< at 25 C and half charge; 0: for ever
  double time_power = 1;        ///< calendar loss grows with time to this power, above 0
  double heat_per_10_k = 1.3;   ///< factor on calendar loss for 10 K more
  double full_over_half = 1.0;  ///< calendar loss at full charge over that at half
};

/// The law of a module by its chemistry: "lfp", "nmc", "lead_...", as its name begins; another is
/// taken as lead.
AgeingLaw ageing_law(const BatteryModule& module);

/// The sums from which the loss follows. Nothing depends on how they were cut into steps.
struct Wear {
  double cycle_share = 0;     ///< of the cycle life used
  double calendar_share = 0;  ///< of the calendar life used, at reference conditions
};

/// Adds closed cycles of these ranges (shares of the capacity), each counted `weight` times.
void add_cycles(Wear& wear, const AgeingLaw& law, std::span<const double> ranges,
                double weight = 1);
void add_time(Wear& wear, const AgeingLaw& law, Duration step, Temperature cells, double charge);

/// Share of the rated capacity left, 0..1.
double capacity_left(const AgeingLaw& law, const Wear& wear);

/// True when the module is due for replacement.
bool is_worn_out(const AgeingLaw& law, const Wear& wear);

}  // namespace islet
