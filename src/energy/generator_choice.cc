#include "energy/generator_choice.h"

#include <algorithm>
#include <cstddef>

#include "base/clock_hour.h"

namespace islet {

int hour_of_day(Instant now) { return static_cast<int>(hour_of(now) % 24); }

/// An hour with a mark of its own is to begin above it, less what sun and grid carry of its loads;
/// a run that is begun for that lasts a while.
///
///     start = start_by_hour - carried hour_asks, where there is one, else start_below
///     stop  = max(stop_above, start_by_hour + run_least)
///
/// Valid for   sets that fill the battery; sun and grid as they are when it is asked
/// Leaves out  sun of later hours
/// Source      Islet's own rule
ChargeMarks marks_at(const GeneratorRule& rule, int hour_of_day, double carried) {
  const auto at = static_cast<std::size_t>(hour_of_day);
  const double mark = rule.start_by_hour[at];
  if (mark <= 0.0) return {rule.start_below, rule.stop_above};
  return {mark - carried * rule.hour_asks[at],
          std::max(rule.stop_above, std::min(0.98, mark + rule.run_least))};
}

ChargeMarks marks_at(const GeneratorRule& rule, const PlantView& view) {
  const Power by_others = view.without_generator.without_battery;
  const double carried = by_others < view.full.all ? by_others / view.full.all : 1.0;
  return marks_at(rule, hour_of_day(view.now), carried);
}

/// The rule, in the order of its exceptions:
///
///     run  if safety loads would stop without it
///     rest in quiet hours and on the last of the fuel, once a run is long enough
///     run  if any load would be short, or if charge < start_below and the battery would be used
///          by the loads at full level: what they gave up is no reason to rest
///     keep running until `may_stop` and the minimum run is over
///
/// Valid for   one set, asked at least once an hour
/// Leaves out  forecasts
/// Source      Barley and Winn, "Optimal dispatch strategy in remote hybrid power systems", Solar
///             Energy 58(4-6), 1996, for start and stop by charge; the rest is Islet's own rule
bool generator_wanted(const PlantView& view, const GeneratorRule& rule, double start_below,
                      const Demand& demand, bool may_stop) {
  if (!view.generator_can_run) return false;
  if (demand.safety > view.without_generator.to_floor) return true;
  if (view.generator_running && view.generator_ran < view.generator_minimum_run) return true;
  if (view.quiet_hour || view.fuel < rule.fuel_for_safety) return false;
  if (!is_enough(view.without_generator, demand)) return true;
  if (view.generator_running) return !may_stop;
  return view.charge < start_below && view.full.all > view.without_generator.without_battery;
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
