// The energy balance of one step, taken apart so that a year's loop computes what is constant once.
// Everybody else calls `deliverable` and `step` of plant.h, which are made of it.
#pragma once

#include <algorithm>

#include "base/check.h"
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
  /// True when fuel does not bind it.
  bool generator_is_free() const {
    return plant_.generator && generator_most_ >= plant_.generator->rated;
  }
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
  double kept_;  ///< share of the charge above the floor not lost by itself in a step
  Power panel_input_max_, charger_max_, inverter_max_;
  Energy floor_, ceiling_, reserve_, floor_leak_, dust_;
  Volume fuel_in_plenty_;  ///< with more than this the generator gives its rating
  // What the parts can do in this step.
  Power panels_offered_, panels_, grid_;
  Power generator_most_, generator_least_;
  Power own_;
  Power battery_, battery_above_reserve_, battery_charge_, heater_;
};

// Defined here so that the hourly loops can be compiled as a whole.

/// The books of one step while they are filled, as powers.
class PlantStep::Balance {
 public:
  Balance(const PlantStep& limits, Power load, bool generator_on)
      : limits_(limits),
        panels_(limits.panels_ * limits.panel_to_bus_),
        must_run_(generator_on ? limits.generator_least_ : Power()),
        may_run_(generator_on ? limits.generator_most_ - limits.generator_least_ : Power()),
        grid_(limits.grid_),
        charger_(limits.charger_max_),
        inverter_(limits.inverter_max_),
        own_(limits.own_),
        load_(load) {}

  /// The waiting inverter comes first: from the panels, and what the battery could not give, from
  /// outside.
  void feed_own(Power battery) {
    const Power from_panels = std::min(own_, panels_);
    panels_ -= from_panels;
    book_own(from_panels);
    if (own_ <= battery) return;
    const Power uncovered = own_ - battery;
    Power fed = through_charger(must_run_, uncovered);
    fed += through_charger(grid_, uncovered - fed);
    fed += through_charger(may_run_, uncovered - fed);
    book_own(fed);
  }

  /// The generator's minimum first (it burns its fuel anyway), then sun, grid, more generator.
  void feed_load() {
    if (must_run_ > Power()) to_load(must_run_);
    panels_ -= through_inverter(panels_);
    if (must_run_ > Power()) book_own(through_charger(must_run_, own_));
    if (grid_ > Power()) {
      to_load(grid_);
      book_own(through_charger(grid_, own_));
    }
    if (may_run_ > Power()) {
      to_load(may_run_);
      // A running set spares the battery, so that it can be charged.
      book_own(through_charger(may_run_, own_));
    }
  }

  /// What is still missing comes from the battery; returns the power at its terminals.
  Power feed_from_battery(Power battery) {
    const Power for_own = std::min(own_, battery);
    book_own(for_own);
    return for_own + through_inverter(battery - for_own);
  }

  /// Fills heater and battery with what is left over; returns the power into both.
  Power charge(Power sink, bool by_grid, Power generator_aim) {
    Power filled = through_charger(must_run_, sink);
    const Power by_sun = std::min(panels_, sink - filled);
    panels_ -= by_sun;
    filled += by_sun;
    if (by_grid) filled += through_charger(grid_, sink - filled);
    if (generator_aim > Power()) {
      const Power aim = std::min(may_run_, generator_aim);
      Power aim_left = aim;
      filled += through_charger(aim_left, sink - filled);
      may_run_ -= aim - aim_left;
    }
    return filled;
  }

  Power panels_left() const { return panels_; }
  Power must_run_left() const { return must_run_; }
  Power may_run_left() const { return may_run_; }
  Power grid_left() const { return grid_; }
  Power load_left() const { return load_; }
  Power own_left() const { return own_; }
  Power conversion_loss() const { return loss_; }

 private:
  void book_own(Power fed) { own_ -= fed; }

  void to_load(Power& source) {
    const Passed through =
        passed(source, load_, limits_.load_per_source_, limits_.source_per_load_);
    source -= through.taken;
    load_ -= through.arrived;
  }

  /// Bus power used to serve the load, at most `available`.
  Power through_inverter(Power available) {
    const Passed through =
        passed(available, std::min(load_, inverter_), limits_.load_per_bus_, limits_.bus_per_load_);
    load_ -= through.arrived;
    inverter_ -= through.arrived;
    return through.taken;
  }

  /// Bus power made from an outside source, at most `wanted`.
  Power through_charger(Power& source, Power wanted) {
    const Passed through = passed(source, std::min(wanted, charger_), limits_.bus_per_source_,
                                  limits_.source_per_bus_);
    source -= through.taken;
    charger_ -= through.arrived;
    return through.arrived;
  }

  struct Passed {
    Power taken;
    Power arrived;
  };

  /// Through a converter: all that is wanted, to the last bit, when there is enough.
  Passed passed(Power available, Power wanted, double efficiency, double inverse) {
    const Power most = available * efficiency;
    const Passed result = most >= wanted ? Passed{std::min(available, wanted * inverse), wanted}
                                         : Passed{available, most};
    loss_ += result.taken - result.arrived;
    return result;
  }

  const PlantStep& limits_;
  Power panels_, must_run_, may_run_, grid_;
  Power charger_, inverter_;
  Power own_, load_;
  Power loss_;
};

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
  const Power most = may_discharge ? battery.discharge_max : Power();
  const double gives = battery.discharge_efficiency;
  const auto down_to = [&](Energy level) {
    const Energy left = state.stored - level;
    return left > dust_ ? std::min(most, left * gives * per_step_) : Power();
  };
  battery_ = down_to(floor_);
  battery_above_reserve_ = down_to(reserve_);
  const bool may_charge = cells >= battery.charge_min && cells <= battery.charge_max_temperature;
  const Power filling = (ceiling_ - state.stored) * per_charge_efficiency_ * per_step_;
  battery_charge_ = may_charge ? std::max(Power(), std::min(battery.charge_max, filling)) : Power();
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
  Balance books(*this, load, generator_on);
  books.feed_own(battery_);
  books.feed_load();
  const Power out = books.feed_from_battery(battery_);
  const Power may_run = generator_on ? generator_most_ - generator_least_ : Power();
  const Power must_run = generator_on ? generator_least_ : Power();
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

/// The battery's books.
///
///     stored' = kept (stored - out / efficiency) + in efficiency + (1 - kept) floor
///
/// Valid for   steps of a minute to an hour; kept = 1 - self-discharge in the step
/// Leaves out  the battery's limits, which the caller keeps
/// Source      energy balance
inline void PlantStep::settle_battery(PlantState& state, Power in, Power out,
                                      StepFlows& flows) const {
  const double stores = plant_.battery.charge_efficiency;
  flows.battery_in = in * duration_;
  flows.battery_out = out * duration_;
  const Energy given = flows.battery_out * per_discharge_efficiency_;
  const Energy gained = flows.battery_in * stores;
  // The electronics switch off at the floor, so that nothing leaks below it. Written as one product
  // and one sum, because each hour has to wait for the one before.
  const Energy left = kept_ * state.stored + (floor_leak_ - kept_ * given + gained);
  const Energy before = state.stored;
  state.stored = std::clamp(left, floor_, ceiling_);
  flows.taken_from_store = before - state.stored;
  const Energy lost = std::max(Energy(), flows.taken_from_store - given + gained);
  flows.battery_loss = flows.battery_in * (1.0 - stores) + (given - flows.battery_out) + lost;
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
