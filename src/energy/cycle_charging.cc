#include "energy/cycle_charging.h"

#include "energy/generator_choice.h"
#include "energy/shedding.h"

namespace islet {

/// The run ends when the battery has reached its set point.
///
/// Source      Barley and Winn, Solar Energy 58(4-6), 1996, "cycle charging"
Setpoint CycleCharging::decide(const PlantView& view, std::span<LoadSetting> settings) const {
  const Demand demand = settings_by_charge(view, settings);
  Setpoint setpoint;
  setpoint.charge_from_grid = true;
  setpoint.generator_on =
      generator_wanted(view, plain_.generator, demand, view.charge >= plain_.generator.stop_above);
  setpoint.charge_from_generator = setpoint.generator_on;
  setpoint.generator_power = view.generator_rated;
  const Deliverable& available =
      setpoint.generator_on ? view.with_generator : view.without_generator;
  if (!is_enough(available, demand)) shed(view, available, settings);
  return setpoint;
}

}  // namespace islet
