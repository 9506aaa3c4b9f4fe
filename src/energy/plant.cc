#include "energy/plant.h"

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace islet {
namespace {

Power limit_or_none(Power limit) {
  return limit > Power() ? limit : Power(std::numeric_limits<double>::infinity());
}

/// What each part can do during one step.
struct Reach {
  Power panels;    ///< before the controller
  Power must_run;  ///< the generator's minimum, while it runs
  Power may_run;   ///< what it can give above that
  Power grid;
  Power own;      ///< needed on the bus
  Power battery;  ///< at its terminals, down to its floor
  Power battery_charge;
  Power heater;
};

Reach reach(const Plant& plant, const PlantState& state, Duration duration, const StepInput& input,
            bool generator_on) {
  Reach r;
  r.panels = std::min(input.panels, limit_or_none(plant.panel_input_max));
  r.grid = input.grid;
  if (generator_on && plant.generator) {
    const Power most = output_limit(*plant.generator, state.fuel, duration);
    r.must_run = std::min(plant.generator->minimum(), most);
    r.may_run = most - r.must_run;
  }
  const Battery& battery = plant.battery;
  r.battery = discharge_limit(battery, state.stored, battery.floor(), duration, input.cells);
  r.battery_charge = charge_limit(battery, state.stored, duration, input.cells);
  r.heater = r.battery_charge > Power() ? heater_draw(battery, input.cells) : Power();
  // An empty battery has switched its electronics off.
  r.own = plant.own_draw + (r.battery > Power() ? battery.standby : Power());
  return r;
}

/// The books of one step while they are filled, as powers.
class Balance {
 public:
  Balance(const Plant& plant, const Reach& reach, Power load)
      : losses_(plant.conversion),
        panels_(reach.panels * plant.conversion.panel_to_bus),
        must_run_(reach.must_run),
        grid_(reach.grid),
        may_run_(reach.may_run),
        charger_(limit_or_none(plant.charger_max)),
        inverter_(limit_or_none(plant.inverter_max)),
        own_(reach.own),
        load_(load) {}

  /// The waiting inverter comes first: from the panels, and what the battery could not give, from
  /// outside.
  void feed_own(Power battery) {
    const Power from_panels = std::min(own_, panels_);
    panels_ -= from_panels;
    own_fed_ += from_panels;
    own_ -= from_panels;
    const Power uncovered = std::max(Power(), own_ - battery);
    Power fed = through_charger(must_run_, uncovered);
    fed += through_charger(grid_, uncovered - fed);
    fed += through_charger(may_run_, uncovered - fed);
    own_fed_ += fed;
    own_ -= fed;
  }

  /// The generator's minimum first (it burns its fuel anyway), then sun, grid, more generator.
  void feed_load() {
    to_load(must_run_);
    panels_ -= through_inverter(panels_);
    const Power spare = through_charger(must_run_, own_);
    own_fed_ += spare;
    own_ -= spare;
    to_load(grid_);
    const Power by_grid = through_charger(grid_, own_);
    own_fed_ += by_grid;
    own_ -= by_grid;
    to_load(may_run_);
  }

  /// What is still missing comes from the battery; returns the power at its terminals.
  Power feed_from_battery(Power battery) {
    const Power for_own = std::min(own_, battery);
    own_fed_ += for_own;
    own_ -= for_own;
    return for_own + through_inverter(battery - for_own);
  }

  /// Fills heater and battery with what is left over; returns the power into both.
  Power charge(Power sink, bool by_grid, Power generator_aim) {
    Power filled = through_charger(must_run_, sink);
    const Power by_sun = std::min(panels_, sink - filled);
    panels_ -= by_sun;
    filled += by_sun;
    if (by_grid) filled += through_charger(grid_, sink - filled);
    Power aim = std::min(may_run_, std::max(Power(), generator_aim));
    const Power before = aim;
    filled += through_charger(aim, sink - filled);
    may_run_ -= before - aim;
    return filled;
  }

  Power panels_left() const { return panels_; }
  Power must_run_left() const { return must_run_; }
  Power may_run_left() const { return may_run_; }
  Power grid_left() const { return grid_; }
  Power load_left() const { return load_; }
  Power own_fed() const { return own_fed_; }
  Power conversion_loss() const { return loss_; }

 private:
  void to_load(Power& source) {
    const auto [taken, arrived] = passed(source, load_, losses_.source_to_load);
    source -= taken;
    load_ -= arrived;
  }

  /// Bus power used to serve the load, at most `available`.
  Power through_inverter(Power available) {
    const auto [used, arrived] = passed(available, std::min(load_, inverter_), losses_.bus_to_load);
    load_ -= arrived;
    inverter_ -= arrived;
    return used;
  }

  /// Bus power made from an outside source, at most `wanted`.
  Power through_charger(Power& source, Power wanted) {
    const auto [taken, arrived] = passed(source, std::min(wanted, charger_), losses_.source_to_bus);
    source -= taken;
    charger_ -= arrived;
    return arrived;
  }

  struct Passed {
    Power taken;
    Power arrived;
  };

  /// Through a converter: all that is wanted, to the last bit, when there is enough.
  Passed passed(Power available, Power wanted, double efficiency) {
    const Power most = available * efficiency;
    const Passed result = most >= wanted ? Passed{std::min(available, wanted / efficiency), wanted}
                                         : Passed{available, most};
    loss_ += result.taken - result.arrived;
    return result;
  }

  Conversion losses_;
  Power panels_, must_run_, grid_, may_run_;
  Power charger_, inverter_;
  Power own_, load_;
  Power own_fed_, loss_;
};

/// Runs the engine's books: hours, starts, fuel.
Volume run_generator(const Plant& plant, PlantState& state, Duration duration, Power output) {
  if (output <= Power()) {
    state.generator_running = false;
    state.generator_ran = Duration();
    return Volume();
  }
  if (!state.generator_running) ++state.generator_starts;
  state.generator_running = true;
  state.generator_ran += duration;
  state.generator_hours += duration;
  const Volume burnt = fuel_flow(*plant.generator, output, true) * duration;
  // With an endless supply the level stays where it is.
  if (plant.generator->tank > Volume()) state.fuel = std::max(Volume(), state.fuel - burnt);
  return burnt;
}

}  // namespace

PlantState plant_state(const Plant& plant, double charge) {
  CHECK(charge >= 0.0 && charge <= 1.0);
  PlantState state;
  state.stored = plant.battery.stored_at(charge);
  if (plant.generator) state.fuel = plant.generator->tank;
  return state;
}

/// What the loads can have for a whole step.
///
///     sources * source_to_load + min(inverter, (panels_on_bus - own + battery(floor)) *
///     bus_to_load)
///
/// The waiting draw of the plant (own) is met first; outside sources feed it only where the battery
/// cannot. `battery(floor)` is the discharge limit above the reserve, or above the battery's floor.
///
/// Valid for   the same step that `step` then takes
/// Leaves out  nothing that `step` knows
/// Source      the balance of `step`
Deliverable deliverable(const Plant& plant, const PlantState& state, Duration duration,
                        const StepInput& input, bool generator_on) {
  const Reach r = reach(plant, state, duration, input, generator_on);
  const Conversion& losses = plant.conversion;
  const Power sun = r.panels * losses.panel_to_bus;
  const Power own = std::max(Power(), r.own - sun);
  const Power sun_left = std::max(Power(), sun - r.own);
  const Power uncovered =
      std::min(std::max(Power(), own - r.battery), limit_or_none(plant.charger_max));
  const Power outside =
      std::max(Power(), r.must_run + r.may_run + r.grid - uncovered / losses.source_to_bus);
  const Power direct = outside * losses.source_to_load;
  const Power inverter = limit_or_none(plant.inverter_max);
  const auto with_battery = [&](Power terminals) {
    const Power bus = sun_left + std::max(Power(), terminals - own);
    return direct + std::min(inverter, bus * losses.bus_to_load);
  };
  const Energy reserve = plant.battery.stored_at(plant.keep_above);
  const Power above_reserve =
      discharge_limit(plant.battery, state.stored, reserve, duration, input.cells);
  return {with_battery(above_reserve), with_battery(r.battery),
          direct + std::min(inverter, sun_left * losses.bus_to_load)};
}

/// One step of the energy balance; see StepFlows for the equation that it closes.
///
///     load  <- generator's minimum, panels, grid, generator, battery (in this order)
///     store <- generator's minimum, panels, grid and generator where the setpoint allows
///     stored' = stored + in * efficiency - out / efficiency - self_discharge
///
/// Valid for   steps of a minute to an hour; powers are means over the step
/// Leaves out  voltages, reactive power, the seconds in which an engine starts
/// Source      energy balance; Lambert, Gilman, Lilienthal, "Micropower system modeling with
/// HOMER",
///             2006, for the order of sources
StepFlows step(const Plant& plant, PlantState& state, Duration duration, const StepInput& input,
               const Setpoint& setpoint) {
  const Reach r = reach(plant, state, duration, input, setpoint.generator_on);
  Balance books(plant, r, input.load);
  books.feed_own(r.battery);
  books.feed_load();
  const Power out = books.feed_from_battery(r.battery);
  Power in;
  Power heater;
  if (out <= Power() && r.battery_charge > Power()) {
    const Power spent = r.may_run - books.may_run_left();
    const Power aim =
        setpoint.charge_from_generator ? setpoint.generator_power - r.must_run - spent : Power();
    const bool by_grid = setpoint.charge_from_grid && plant.grid_may_charge;
    const Power filled = books.charge(r.heater + r.battery_charge, by_grid, aim);
    heater = std::min(filled, r.heater);
    in = filled - heater;
  }
  const Battery& battery = plant.battery;
  const Energy given = duration * (out / battery.discharge_efficiency);
  // The electronics switch off at the floor, so that nothing leaks below it.
  const Energy lost = std::max(Energy(), state.stored - given - battery.floor()) *
                      (battery.self_discharge_per_month * (duration / month));
  const Energy taken = given + lost - duration * (in * battery.charge_efficiency);
  state.stored = std::clamp(state.stored - taken, battery.floor(), battery.ceiling());
  state.discharged += out * duration;

  const Power output = r.must_run + (r.may_run - books.may_run_left());
  const Power panels_left = books.panels_left() / plant.conversion.panel_to_bus;
  const Power panels = std::max(Power(), r.panels - panels_left);
  StepFlows flows;
  flows.panels = panels * duration;
  flows.curtailed = std::max(Power(), input.panels - panels) * duration;
  flows.generator = output * duration;
  flows.grid = (r.grid - books.grid_left()) * duration;
  flows.battery_in = in * duration;
  flows.battery_out = out * duration;
  flows.load = (input.load - books.load_left()) * duration;
  flows.shortfall = books.load_left() * duration;
  flows.own = books.own_fed() * duration;
  flows.heater = heater * duration;
  flows.conversion_loss =
      (books.conversion_loss() + panels * (1.0 - plant.conversion.panel_to_bus)) * duration;
  flows.dumped = books.must_run_left() * duration;
  flows.taken_from_store = taken;
  flows.battery_loss = duration * (in * (1.0 - battery.charge_efficiency)) +
                       duration * (out * (1.0 / battery.discharge_efficiency - 1.0)) + lost;
  flows.fuel = run_generator(plant, state, duration, output);
  return flows;
}

Volume refill(const Plant& plant, PlantState& state) {
  if (!plant.generator || plant.generator->tank <= state.fuel) return Volume();
  const Volume delivered = plant.generator->tank - state.fuel;
  state.fuel = plant.generator->tank;
  return delivered;
}

}  // namespace islet
