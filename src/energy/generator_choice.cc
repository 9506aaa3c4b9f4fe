#include "energy/generator_choice.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace islet {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;

}  // namespace

int hour_of_day(Instant now) { return static_cast<int>(now.nanoseconds() / hour_ns % 24); }

/// The store is to reach the end of the quiet hours: a run that is begun for that lasts a while.
///
///     start = max(start_below, before_quiet),  stop = max(stop_above, before_quiet + run_least)
///
/// Valid for   sets that fill the battery
/// Leaves out  sun in quiet hours
/// Source      Islet's own rule
ChargeMarks marks_at(const GeneratorRule& rule, int hour_of_day) {
  const double before_quiet = rule.before_quiet[static_cast<std::size_t>(hour_of_day)];
  if (before_quiet <= rule.start_below) return {rule.start_below, rule.stop_above};
  return {before_quiet, std::max(rule.stop_above, std::min(0.98, before_quiet + rule.run_least))};
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
