// What a plant's clock shows at a moment: the hour of its weather year, and the view that the
// plant's policy decides by. The simulated and the rehearsed plant see alike.
#pragma once

#include <optional>

#include "base/instant.h"
#include "energy/days_before.h"
#include "energy/plant_step.h"
#include "energy/policy.h"
#include "sim/site_run.h"

namespace islet {

/// Hour of the weather year in which the moment lies; years repeat.
std::size_t hour_of_year(Instant moment);

/// The weather of a step. What a fault takes away is taken out of `input` afterwards.
struct PlantSight {
  StepInput input;
  Temperature ambient = celsius(20);
  double cooling = 0;  ///< watts for each watt of heat
};

/// Moves on to the moment's hour; `heat`: of the machines in the step before, which the cells feel
/// with a delay.
void see_weather(const SitePower& power, Instant now, Power heat, PlantSight& sight);

/// Charge of the battery, share of its usable window; 1 without a battery.
double charge_of(const Plant& plant, const PlantState& state);

/// Writes all of the view but its moment, the length of its step, its loads and their demand.
/// `step` was shown the state.
void see_plant(const SitePower& power, const PlantStep& step, const PlantState& state,
               const StepInput& input, PlantView& view);
/// What the policy of a plant can be shown of the coming hours, by weather without faults; nothing
/// where it does not look ahead. `power` must outlive it.
std::optional<DaysBefore> days_before(const SitePower& power, const Policy& policy);

/// Makes of it the view of a plant whose set has failed and is not repaired: what is kept for
/// safety work, and the steps of `when_short`, count of the whole battery then.
void lose_generator(const Plant& plant, const PlantState& state, const StepInput& input,
                    PlantView& view);

}  // namespace islet
