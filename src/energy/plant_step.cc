#include "energy/plant_step.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace islet {
namespace {

Power limit_or_none(Power limit) {
  return limit > Power() ? limit : Power(std::numeric_limits<double>::infinity());
}

}  // namespace

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
    if (may_run_ > Power()) to_load(may_run_);
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
      leak_(plant.battery.self_discharge_per_month * (duration / month)),
      panel_input_max_(limit_or_none(plant.panel_input_max)),
      charger_max_(limit_or_none(plant.charger_max)),
      inverter_max_(limit_or_none(plant.inverter_max)),
      floor_(plant.battery.floor()),
      ceiling_(plant.battery.ceiling()),
      reserve_(plant.battery.stored_at(plant.keep_above)),
      dust_(rounding_dust * plant.battery.capacity) {
  CHECK(duration > Duration());
}

void PlantStep::show(const PlantState& state, const StepInput& input) {
  panels_offered_ = input.panels;
  panels_ = std::min(input.panels, panel_input_max_);
  grid_ = input.grid;
  if (plant_.generator) {
    generator_most_ = output_limit(*plant_.generator, state.fuel, duration_);
    generator_least_ = std::min(plant_.generator->minimum(), generator_most_);
  }
  show_battery(state, input.cells);
  // An empty battery has switched its electronics off.
  own_ = plant_.own_draw + (battery_ > Power() ? plant_.battery.standby : Power());
}

/// `charge_limit` and `discharge_limit` of battery.h, without their divisions.
void PlantStep::show_battery(const PlantState& state, Temperature cells) {
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

void PlantStep::take(PlantState& state, Power load, const Setpoint& setpoint,
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

void PlantStep::settle_battery(PlantState& state, Power in, Power out, StepFlows& flows) const {
  const double stores = plant_.battery.charge_efficiency;
  flows.battery_in = in * duration_;
  flows.battery_out = out * duration_;
  const Energy given = flows.battery_out * per_discharge_efficiency_;
  // The electronics switch off at the floor, so that nothing leaks below it.
  const Energy lost = std::max(Energy(), state.stored - given - floor_) * leak_;
  flows.taken_from_store = given + lost - flows.battery_in * stores;
  flows.battery_loss = flows.battery_in * (1.0 - stores) + (given - flows.battery_out) + lost;
  state.stored = std::clamp(state.stored - flows.taken_from_store, floor_, ceiling_);
  state.discharged += flows.battery_out;
}

/// Runs the engine's books: hours, starts, fuel.
Volume PlantStep::run_generator(PlantState& state, Power output) const {
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
