#include "energy/plant.h"

#include "base/check.h"
#include "energy/plant_step.h"

namespace islet {

PlantState plant_state(const Plant& plant, double charge) {
  CHECK(charge >= 0.0 && charge <= 1.0);
  PlantState state;
  state.stored = plant.battery.stored_at(charge);
  if (plant.generator) state.fuel = plant.generator->tank;
  return state;
}

Plant without_set(const Plant& plant) {
  Plant out = plant;
  out.keep_above = kept_share(plant, true);
  out.generator.reset();
  return out;
}

/// What the loads can have for a whole step.
///
///     load = sources * source_to_load
///            + min(inverter, (panels_on_bus - own + battery(floor)) * bus_to_load)
///
/// The waiting draw of the plant (own) is met first; outside sources feed it only where the battery
/// cannot. `battery(floor)` is the discharge limit above the reserve, or above the battery's floor.
///
/// Valid for   the same step that `step` then takes
/// Leaves out  nothing that `step` knows
/// Source      the balance of `step`
Deliverable deliverable(const Plant& plant, const PlantState& state, Duration step,
                        const StepInput& input, bool generator_on) {
  PlantStep one(plant, step);
  one.show(state, input);
  Deliverable without_generator;
  Deliverable with_generator;
  one.deliverable(without_generator, with_generator);
  return generator_on ? with_generator : without_generator;
}

/// One step of the energy balance; see StepFlows for the equation that it closes.
///
///     load  <- generator's minimum, panels, grid, generator, battery (in this order)
///     store <- generator's minimum, panels, grid and generator where the setpoint allows
///     stored' = stored + in * efficiency - out / efficiency - self_discharge
///
/// Valid for   steps of a minute to an hour; powers are means over the step
/// Leaves out  voltages, reactive power, the seconds in which an engine starts
/// Source      energy balance; Lambert, Gilman, Lilienthal, "Micropower system modeling with
/// HOMER",
///             2006, for the order of sources
StepFlows step(const Plant& plant, PlantState& state, Duration duration, const StepInput& input,
               const Setpoint& setpoint) {
  PlantStep one(plant, duration);
  one.show(state, input);
  StepFlows flows;
  one.take(state, input.load, setpoint, flows);
  return flows;
}

Volume refill(const Plant& plant, PlantState& state) {
  if (!plant.generator || plant.generator->tank <= state.fuel) return Volume();
  const Volume delivered = plant.generator->tank - state.fuel;
  state.fuel = plant.generator->tank;
  return delivered;
}

}  // namespace islet
