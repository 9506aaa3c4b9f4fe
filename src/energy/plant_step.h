// The energy balance of one step, taken apart so that a year's loop computes what is constant once.
// Everybody else calls `deliverable` and `step` of plant.h, which are made of it.
#pragma once

#include <algorithm>

#include "base/check.h"
#include "base/quantity.h"
#include "energy/bus_balance.h"
#include "energy/plant.h"
#include "energy/store_terms.h"

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
    const Power own_source = uncovered * rates_.source_per_bus;
    const Power grid = std::max(Power(), grid_ - own_source) * rates_.load_per_source;
    const Power both =
        std::max(Power(), grid_ + generator_most_ - own_source) * rates_.load_per_source;
    const auto on_bus = [&](Power terminals) {
      const Power bus = sun_left + std::max(Power(), terminals - own);
      return std::min(inverter_max_, bus * rates_.load_per_bus);
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
  /// True when fuel does not bind it.
  bool generator_is_free() const {
    return plant_.generator && generator_most_ >= plant_.generator->rated;
  }
  /// See `step` of plant.h. `state` is the one that was shown.
  void take(PlantState& state, Power load, const Setpoint& setpoint, StepFlows& flows) const;

 private:
  void show_battery(const PlantState& state, Temperature cells);
  void settle_battery(PlantState& state, Power in, Power out, StepFlows& flows) const;
  Volume run_generator(PlantState& state, Power output) const;

  const Plant& plant_;
  Duration duration_;
  // Constants of the plant. The converters' inverses spare the loop its divisions.
  double panel_to_bus_, per_panel_to_bus_;
  BusRates rates_;
  StoreTerms store_;
  Power panel_input_max_, charger_max_, inverter_max_;
  Energy reserve_;
  Volume fuel_in_plenty_;  ///< with more than this the generator gives its rating
  // What the parts can do in this step.
  Power panels_offered_, panels_, grid_;
  Power generator_most_, generator_least_;
  Power own_;
  Power battery_, battery_above_reserve_, battery_charge_, heater_;
};

// Defined here so that the hourly loops can be compiled as a whole.

/// What each part can do in the step, before anything is decided.
///
///     generator = min(rated, what the fuel lasts for),  panels = min(offered, controllers)
///
/// Valid for   as `step`
/// Leaves out  as `step`
/// Source      the limits of battery.h and generator.h
inline void PlantStep::show(const PlantState& state, const StepInput& input) {
  panels_offered_ = input.panels;
  panels_ = std::min(input.panels, panel_input_max_);
  grid_ = input.grid;
  if (plant_.generator) {
    // Most steps have fuel in plenty, and are spared the divisions.
    generator_most_ = state.fuel > fuel_in_plenty_
                          ? plant_.generator->rated
                          : output_limit(*plant_.generator, state.fuel, duration_);
    generator_least_ = std::min(plant_.generator->minimum(), generator_most_);
  }
  show_battery(state, input.cells);
  // An empty battery has switched its electronics off.
  own_ = plant_.own_draw + (battery_ > Power() ? plant_.battery.standby : Power());
}

/// `charge_limit` and `discharge_limit` of battery.h, without their divisions.
inline void PlantStep::show_battery(const PlantState& state, Temperature cells) {
  const Battery& battery = plant_.battery;
  const bool may_discharge = cells >= battery.discharge_min;
  battery_ = may_discharge ? store_.above(state.stored, store_.floor) : Power();
  battery_above_reserve_ = may_discharge ? store_.above(state.stored, reserve_) : Power();
  const bool may_charge = cells >= battery.charge_min && cells <= battery.charge_max_temperature;
  const Power most = std::min(battery.charge_max, store_.filling(state.stored));
  battery_charge_ = may_charge ? std::max(Power(), most) : Power();
  const bool needs_heat = battery_charge_ > Power() && battery.heater > Power();
  heater_ = needs_heat ? heater_draw(battery, cells) : Power();
}

/// The balance of `step`, in the order told there.
///
///     panels + generator + grid + taken_from_store
///         = load + own + heater + conversion_loss + battery_loss + dumped
///
/// Valid for   as `step`
/// Leaves out  as `step`
/// Source      energy balance
inline void PlantStep::take(PlantState& state, Power load, const Setpoint& setpoint,
                            StepFlows& flows) const {
  const bool generator_on = setpoint.generator_on && generator_can_run();
  const Power may_run = generator_on ? generator_most_ - generator_least_ : Power();
  const Power must_run = generator_on ? generator_least_ : Power();
  BusBalance books(rates_, {.panels = panels_ * panel_to_bus_,
                            .must_run = must_run,
                            .may_run = may_run,
                            .grid = grid_,
                            .charger = charger_max_,
                            .inverter = inverter_max_,
                            .own = own_,
                            .load = load});
  books.feed_own(battery_);
  books.feed_load();
  const Power out = books.feed_from_battery(battery_);
  Power in;
  Power heater;
  if (out <= Power() && battery_charge_ > Power()) {
    const Power spent = must_run + (may_run - books.may_run_left());
    const Power aim = setpoint.charge_from_generator ? setpoint.generator_power - spent : Power();
    const bool by_grid = setpoint.charge_from_grid && plant_.grid_may_charge;
    const Power filled = books.charge(heater_ + battery_charge_, by_grid, aim);
    heater = std::min(filled, heater_);
    in = filled - heater;
  }
  const Power output = must_run + (may_run - books.may_run_left());
  const Power panels = std::max(Power(), panels_ - books.panels_left() * per_panel_to_bus_);
  flows.panels = panels * duration_;
  flows.curtailed = std::max(Power(), panels_offered_ - panels) * duration_;
  flows.generator = output * duration_;
  flows.grid = (grid_ - books.grid_left()) * duration_;
  flows.load = (load - books.load_left()) * duration_;
  flows.shortfall = books.load_left() * duration_;
  flows.own = (own_ - books.own_left()) * duration_;
  flows.heater = heater * duration_;
  flows.conversion_loss = (books.conversion_loss() + panels * (1.0 - panel_to_bus_)) * duration_;
  flows.dumped = books.must_run_left() * duration_;
  settle_battery(state, in, out, flows);
  flows.fuel = run_generator(state, output);
}

/// The battery's books: what was lost is what left the store and did not arrive.
inline void PlantStep::settle_battery(PlantState& state, Power in, Power out,
                                      StepFlows& flows) const {
  flows.battery_in = in * duration_;
  flows.battery_out = out * duration_;
  const Energy given = flows.battery_out * store_.per_gives;
  const Energy gained = flows.battery_in * store_.stores;
  const Energy before = state.stored;
  state.stored = store_.after(before, in, out);
  flows.taken_from_store = before - state.stored;
  const Energy lost = std::max(Energy(), flows.taken_from_store - given + gained);
  flows.battery_loss =
      flows.battery_in * (1.0 - store_.stores) + (given - flows.battery_out) + lost;
  state.discharged += flows.battery_out;
}

/// Runs the engine's books: hours, starts, fuel.
inline Volume PlantStep::run_generator(PlantState& state, Power output) const {
  if (output <= Power()) {
    state.generator_running = false;
    state.generator_ran = Duration();
    return Volume();
  }
  if (!state.generator_running) ++state.generator_starts;
  state.generator_running = true;
  state.generator_ran += duration_;
  state.generator_hours += duration_;
  CHECK(plant_.generator.has_value());
  const Volume burnt = fuel_flow(*plant_.generator, output, true) * duration_;
  // With an endless supply the level stays where it is.
  if (plant_.generator->tank > Volume()) state.fuel = std::max(Volume(), state.fuel - burnt);
  return burnt;
}

}  // namespace islet
