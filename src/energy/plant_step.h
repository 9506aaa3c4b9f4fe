// The energy balance of one step, taken apart so that a year's loop computes what is constant once.
// Everybody else calls `deliverable` and `step` of plant.h, which are made of it.
#pragma once

#include <algorithm>

#include "base/quantity.h"
#include "energy/plant.h"

namespace islet {

/// Usage: construct once for a plant and a length of step; for each step `show`, then ask and
/// `take`. The plant must outlive it.
class PlantStep {
 public:
  PlantStep(const Plant& plant, Duration duration);

  /// Looks at the state and the input (not at its load) and works out what each part can do.
  void show(const PlantState& state, const StepInput& input);

  /// See `deliverable` of plant.h. Like `take` it writes its result in place: a copy of what was
  /// written just before would stall the loop.
  void deliverable(Deliverable& without_generator, Deliverable& with_generator) const {
    const Power sun = panels_ * panel_to_bus_;
    const Power own = std::max(Power(), own_ - sun);
    const Power sun_left = std::max(Power(), sun - own_);
    const Power uncovered = std::min(std::max(Power(), own - battery_), charger_max_);
    const Power own_source = uncovered * source_per_bus_;
    const Power grid = std::max(Power(), grid_ - own_source) * load_per_source_;
    const Power both = std::max(Power(), grid_ + generator_most_ - own_source) * load_per_source_;
    const auto on_bus = [&](Power terminals) {
      const Power bus = sun_left + std::max(Power(), terminals - own);
      return std::min(inverter_max_, bus * load_per_bus_);
    };
    const Power to_reserve = on_bus(battery_above_reserve_);
    const Power to_floor = on_bus(battery_);
    const Power without_battery = on_bus(Power());
    without_generator.to_reserve = grid + to_reserve;
    without_generator.to_floor = grid + to_floor;
    without_generator.without_battery = grid + without_battery;
    with_generator.to_reserve = both + to_reserve;
    with_generator.to_floor = both + to_floor;
    with_generator.without_battery = both + without_battery;
  }
  /// False when there is no generator, or not enough fuel for its minimum over a whole step.
  bool generator_can_run() const { return generator_most_ > Power(); }
  /// See `step` of plant.h. `state` is the one that was shown.
  void take(PlantState& state, Power load, const Setpoint& setpoint, StepFlows& flows) const;

 private:
  class Balance;

  void show_battery(const PlantState& state, Temperature cells);
  void settle_battery(PlantState& state, Power in, Power out, StepFlows& flows) const;
  Volume run_generator(PlantState& state, Power output) const;

  const Plant& plant_;
  Duration duration_;
  // Constants of the plant. The converters' inverses spare the loop its divisions.
  double panel_to_bus_, per_panel_to_bus_;
  double load_per_bus_, bus_per_load_;
  double bus_per_source_, source_per_bus_;
  double load_per_source_, source_per_load_;
  Frequency per_step_;
  double per_charge_efficiency_, per_discharge_efficiency_;
  double leak_;  ///< share of the charge above the floor lost in a step
  Power panel_input_max_, charger_max_, inverter_max_;
  Energy floor_, ceiling_, reserve_, dust_;
  // What the parts can do in this step.
  Power panels_offered_, panels_, grid_;
  Power generator_most_, generator_least_;
  Power own_;
  Power battery_, battery_above_reserve_, battery_charge_, heater_;
};

}  // namespace islet
