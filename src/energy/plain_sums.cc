#include "energy/plain_sums.h"

#include <algorithm>

namespace islet {

/// What came to the bus and left it:
///
///     panels to_bus + out = own + in + load / bus_to_load    while sun and battery do
///     panels to_bus = what was counted                      beside generator or grid
///     conversion loss = panels + out + grid + made - dumped - own - in - load
///     battery loss    = in - out + taken from store
///
/// Valid for   plain hours: nothing is short
/// Leaves out  nothing
/// Source      energy balance
void PlainSums::add_to(StepFlows& flows, const Plant& plant) const {
  const bool has_battery = plant.battery.capacity > Energy();
  const Power own = plant.own_draw + (has_battery ? plant.battery.standby : Power());
  const FilledSums::Used by_filled = filled.used(plant, own);
  const Power load_of_all = load_resting + load + filled.load();
  const Power by_battery = load_resting / plant.conversion.bus_to_load - out;
  const Power resting_sun = static_cast<double>(resting_hours) * own + in + by_battery;
  const Energy used =
      (std::max(Power(), resting_sun) + sun + by_filled.sun) / plant.conversion.panel_to_bus * hour;
  const Energy own_use = static_cast<double>(hours()) * own * hour;
  const Energy stored = (in + in_fed + filled.in()) * hour;
  const Power grid_of_all = grid + by_filled.grid;
  flows.panels += used;
  flows.generator += made * hour;
  flows.dumped += dumped * hour;
  flows.grid += grid_of_all * hour;
  flows.battery_in += stored;
  flows.battery_out += out * hour;
  flows.load += load_of_all * hour;
  flows.own += own_use;
  flows.conversion_loss +=
      used + (out + grid_of_all + made - dumped - load_of_all) * hour - stored - own_use;
  flows.battery_loss += stored - out * hour + taken_from_store;
  flows.taken_from_store += taken_from_store;
  if (!plant.generator) return;
  const Generator& set = *plant.generator;
  flows.fuel += (static_cast<double>(running_hours) * (set.fuel.no_load * set.rated) +
                 set.fuel.slope * made) *
                hour;
}

}  // namespace islet
