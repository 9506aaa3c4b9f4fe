#include "energy/plant_step.h"

namespace islet {

PlantStep::PlantStep(const Plant& plant, Duration duration)
    : plant_(plant),
      duration_(duration),
      panel_to_bus_(plant.conversion.panel_to_bus),
      per_panel_to_bus_(1.0 / plant.conversion.panel_to_bus),
      rates_(plant.conversion),
      store_(plant.battery, duration),
      panel_input_max_(limit_or_none(plant.panel_input_max)),
      charger_max_(limit_or_none(plant.charger_max)),
      inverter_max_(limit_or_none(plant.inverter_max)),
      reserve_(plant.battery.stored_at(plant.keep_above)) {
  CHECK(duration > Duration());
  if (plant.generator) {
    fuel_in_plenty_ = 1.01 * fuel_flow(*plant.generator, plant.generator->rated, true) * duration;
  }
}

}  // namespace islet
