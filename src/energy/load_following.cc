#include "energy/load_following.h"

#include "energy/generator_choice.h"
#include "energy/shedding.h"

namespace islet {

/// The run ends when sun and grid carry the loads, or the sun has filled the battery.
///
/// Source      Barley and Winn, Solar Energy 58(4-6), 1996, "load following"
Setpoint LoadFollowing::decide(const PlantView& view, std::span<LoadSetting> settings) const {
  const Demand demand = settings_by_charge(view, settings);
  const bool may_stop = view.charge >= plain_.generator.stop_above ||
                        demand.all <= view.without_generator.without_battery;
  Setpoint setpoint;
  setpoint.charge_from_grid = true;
  setpoint.generator_on = generator_wanted(view, plain_.generator, demand, may_stop);
  const Deliverable& available =
      setpoint.generator_on ? view.with_generator : view.without_generator;
  if (!is_enough(available, demand)) shed(view, available, settings);
  return setpoint;
}

}  // namespace islet
