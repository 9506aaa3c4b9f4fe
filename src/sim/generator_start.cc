#include "sim/generator_start.h"

#include <algorithm>

#include "base/check.h"
#include "energy/bridging.h"

namespace islet {

/// Who carries the load while the set cranks.
///
///     attempt: the first a with luck < sum over i <= a of chance(i); none: the start has failed
///     the store: what the battery holds above its floor, and then a UPS that was full
///     acute_only when the store above its reserve holds less than the course takes from it,
///     goes_dark  when the store above its floor does, or cannot give the power
///
/// Valid for   the usual set of energy/bridging.h; a load that stays over the seconds of a start
/// Leaves out  the generator's missing seconds in the energy of the plant's step
/// Source      energy/bridging.h
GeneratorStart generator_start(const Plant& plant, const PlantState& state, Power missing,
                               double luck) {
  CHECK(plant.generator.has_value());
  GeneratorStart start;
  const SetStart set = start_of(*plant.generator);
  BridgeStore store;
  store.usable = std::max(Energy(), state.stored - plant.battery.floor());
  store.efficiency = plant.battery.discharge_efficiency * plant.conversion.bus_to_load;
  store.power = plant.battery.discharge_max * plant.conversion.bus_to_load;
  // A load beyond the set is shed by the plant's policy, not bridged.
  const Power load = std::min(missing, set.rated);
  store = with_ups(store, plant.ups, load);
  const Bridge way = bridge(set, store, load);
  double reached = 0;
  start.has_failed = true;
  for (const BridgeCourse& course : way.courses) {
    reached += course.chance;
    if (luck >= reached) continue;
    start.has_failed = false;
    start.delay = course.to_first_load;
    const Energy kept = plant.keep_above * plant.battery.usable();
    const Energy above_reserve = std::max(Energy(), store.usable - kept) * store.efficiency;
    start.goes_dark = !course.lasts;
    start.acute_only = course.lasts && above_reserve < course.from_store;
    break;
  }
  return start;
}

}  // namespace islet
