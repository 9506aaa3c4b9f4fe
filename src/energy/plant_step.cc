#include "energy/plant_step.h"

#include <limits>

#include "base/check.h"

namespace islet {
namespace {

Power limit_or_none(Power limit) {
  return limit > Power() ? limit : Power(std::numeric_limits<double>::infinity());
}

}  // namespace

PlantStep::PlantStep(const Plant& plant, Duration duration)
    : plant_(plant),
      duration_(duration),
      panel_to_bus_(plant.conversion.panel_to_bus),
      per_panel_to_bus_(1.0 / plant.conversion.panel_to_bus),
      load_per_bus_(plant.conversion.bus_to_load),
      bus_per_load_(1.0 / plant.conversion.bus_to_load),
      bus_per_source_(plant.conversion.source_to_bus),
      source_per_bus_(1.0 / plant.conversion.source_to_bus),
      load_per_source_(plant.conversion.source_to_load),
      source_per_load_(1.0 / plant.conversion.source_to_load),
      per_step_(1.0 / duration),
      per_charge_efficiency_(1.0 / plant.battery.charge_efficiency),
      per_discharge_efficiency_(1.0 / plant.battery.discharge_efficiency),
      kept_(1.0 - plant.battery.self_discharge_per_month * (duration / month)),
      panel_input_max_(limit_or_none(plant.panel_input_max)),
      charger_max_(limit_or_none(plant.charger_max)),
      inverter_max_(limit_or_none(plant.inverter_max)),
      floor_(plant.battery.floor()),
      ceiling_(plant.battery.ceiling()),
      reserve_(plant.battery.stored_at(plant.keep_above)),
      floor_leak_((1.0 - kept_) * floor_),
      dust_(rounding_dust * plant.battery.capacity) {
  CHECK(duration > Duration());
  if (plant.generator) {
    fuel_in_plenty_ = 1.01 * fuel_flow(*plant.generator, plant.generator->rated, true) * duration;
  }
}

}  // namespace islet
