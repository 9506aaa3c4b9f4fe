#include "energy/generator_choice.h"

namespace islet {

/// The rule, in the order of its exceptions:
///
///     run  if safety loads would stop without it
///     rest in quiet hours and on the last of the fuel, once a run is long enough
///     run  if any load would be short, or if charge < start_below and the battery would be used
///     keep running until `may_stop` and the minimum run is over
///
/// Valid for   one set, asked at least once an hour
/// Leaves out  forecasts
/// Source      Barley and Winn, "Optimal dispatch strategy in remote hybrid power systems", Solar
///             Energy 58(4-6), 1996, for start and stop by charge; the rest is Islet's own rule
bool generator_wanted(const PlantView& view, const GeneratorRule& rule, const Demand& demand,
                      bool may_stop) {
  if (!view.generator_can_run) return false;
  if (demand.safety > view.without_generator.to_floor) return true;
  if (view.generator_running && view.generator_ran < view.generator_minimum_run) return true;
  if (view.quiet_hour || view.fuel < rule.fuel_for_safety) return false;
  if (!is_enough(view.without_generator, demand)) return true;
  if (view.generator_running) return !may_stop;
  return view.charge < rule.start_below && demand.all > view.without_generator.without_battery;
}

Setpoint following_loads(const PlantView& view, bool generator_on, const Demand& demand,
                         std::span<LoadSetting> settings) {
  Setpoint setpoint;
  setpoint.charge_from_grid = true;
  setpoint.generator_on = generator_on;
  const Deliverable& available = generator_on ? view.with_generator : view.without_generator;
  if (!is_enough(available, demand)) shed(view, available, settings);
  return setpoint;
}

Setpoint filling_battery(const PlantView& view, bool generator_on, const Demand& demand,
                         std::span<LoadSetting> settings) {
  Setpoint setpoint = following_loads(view, generator_on, demand, settings);
  setpoint.charge_from_generator = generator_on;
  setpoint.generator_power = view.generator_rated;
  return setpoint;
}

}  // namespace islet
