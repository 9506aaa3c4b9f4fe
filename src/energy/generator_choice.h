// Whether the generator should turn: start, stop, minimum run, quiet hours and the tank's last
// litres. Shared by the policies, which differ in when a run may end.
#pragma once

#include "base/instant.h"
#include "energy/policy.h"
#include "energy/shedding.h"

namespace islet {

/// When a set that fills the battery starts and stops in this hour: the marks of the rule, or its
/// own where the hour has some. `carried`: the share of the loads that sun and grid carry, 0 to 1.
struct ChargeMarks {
  double start_below = 0;
  double stop_above = 0;
};
ChargeMarks marks_at(const GeneratorRule& rule, int hour_of_day, double carried);
/// As a policy sees it.
ChargeMarks marks_at(const GeneratorRule& rule, const PlantView& view);

/// 0 to 23, of the year's clock.
int hour_of_day(Instant now);

/// True when the generator should run during the step. `may_stop` says that the policy's own reason
/// to run is gone; it counts once the minimum run is over.
bool generator_wanted(const PlantView& view, const GeneratorRule& rule, double start_below,
                      const Demand& demand, bool may_stop);

/// The set follows the loads, or rests; what cannot be carried then is shed from `settings`, whose
/// draw is `demand`.
Setpoint following_loads(const PlantView& view, bool generator_on, const Demand& demand,
                         std::span<LoadSetting> settings);

/// As above, but a set that runs does so at its rating and fills the battery.
Setpoint filling_battery(const PlantView& view, bool generator_on, const Demand& demand,
                         std::span<LoadSetting> settings);

}  // namespace islet
