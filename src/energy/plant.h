// A power plant and one step of its energy balance: the planner's year, the simulator and the live
// site all go through `step`.
#pragma once

#include <algorithm>
#include <optional>

#include "base/quantity.h"
#include "energy/battery.h"
#include "energy/cooling.h"
#include "energy/generator.h"
#include "energy/ups.h"

namespace islet {

/// Losses between the parts. Panels and battery meet on the direct-current bus; grid and generator
/// feed the load side and reach the battery through the charger.
///
///     panels --panel_to_bus--> bus --bus_to_load--> loads <--source_to_load-- grid, generator
///                               ^--source_to_bus------------------------------'
struct Conversion {
  double panel_to_bus = 0.98;   ///< charge controller
  double bus_to_load = 0.92;    ///< inverter; or the converter of a direct-current site
  double source_to_bus = 0.93;  ///< charger
  double source_to_load = 1.0;  ///< below 1 where machines run from the bus through a rectifier
};

/// What is installed. A part that is absent has size 0.
struct Plant {
  Power panel_rated;
  double panel_health = 1;  ///< power left after ageing
  Power panel_input_max;    ///< what the controllers take; 0: no limit
  Battery battery;
  double keep_above = 0;  ///< share of the usable charge kept for safety loads
  /// The same while the set has failed and is not repaired, where that is more: of the whole
  /// battery, for nothing else stands behind it then.
  double keep_above_without_set = 0;
  /// Hours of mean work that the set starts early by, so that the battery carries them while a set
  /// that failed is repaired (`rule_by_need`).
  Duration repair_reserve;
  std::optional<Generator> generator;
  bool grid_may_charge = true;
  Power inverter_max;  ///< 0: no limit
  Conversion conversion;
  Power charger_max;  ///< what the charger puts on the bus; 0: no limit
  Power own_draw;     ///< inverter and controllers while they wait, on the bus
  Cooling cooling;
  /// What carries the loads through seconds and minutes without a source; its losses are in
  /// `conversion`, and steps of an hour do not see its battery.
  std::optional<Ups> ups;
};

/// Share of the usable charge kept for safety loads, with the set or while it is repaired.
inline double kept_share(const Plant& plant, bool set_is_out) {
  return set_is_out ? std::max(plant.keep_above, plant.keep_above_without_set) : plant.keep_above;
}

/// The plant while its set is repaired.
Plant without_set(const Plant& plant);

/// What changes from step to step.
struct PlantState {
  Energy stored;
  Volume fuel;
  bool generator_running = false;
  Duration generator_ran;  ///< of the present run
  Duration generator_hours;
  int generator_starts = 0;
  Energy discharged;  ///< from the battery's terminals, for its cycles
};

/// Battery at `charge` of its usable window, tank full, generator at rest.
PlantState plant_state(const Plant& plant, double charge);

/// What one step is given.
struct StepInput {
  Power panels;       ///< what the panels could give, before their controller
  Power grid;         ///< what the grid could give
  Power load;         ///< what the loads are set to draw, with their cooling
  Temperature cells;  ///< of the battery
};

/// What the generator and the charger are told.
struct Setpoint {
  bool generator_on = false;
  Power generator_power;  ///< what it aims at when it may charge; else it follows the load
  bool charge_from_generator = false;
  bool charge_from_grid = false;
};

/// Where the energy of one step went. All >= 0, and
///
///     panels + generator + grid + taken_from_store
///         = load + own + heater + conversion_loss + battery_loss + dumped
///
/// where taken_from_store is negative while the battery fills.
struct StepFlows {
  Energy panels;     ///< taken from the panels
  Energy curtailed;  ///< left in the panels
  Energy generator;
  Energy grid;
  Energy battery_in;   ///< at its terminals
  Energy battery_out;  ///< at its terminals
  Energy load;
  Energy shortfall;  ///< asked for and not delivered
  Energy own;        ///< waiting inverter, controllers, battery electronics
  Energy heater;
  Energy conversion_loss;
  Energy battery_loss;
  Energy dumped;  ///< generator's minimum that nobody could use
  Volume fuel;
  Energy taken_from_store;  ///< may be negative
};

/// What the loads may draw during a step.
struct Deliverable {
  Power to_reserve;       ///< battery down to `keep_above`: for every load
  Power to_floor;         ///< battery down to its floor: safety loads only beyond `to_reserve`
  Power without_battery;  ///< battery untouched
};

/// Power that the loads can have for the whole of `step`; `input.load` is not looked at.
Deliverable deliverable(const Plant& plant, const PlantState& state, Duration step,
                        const StepInput& input, bool generator_on);

/// Moves the plant on by `duration` and says where the energy went.
StepFlows step(const Plant& plant, PlantState& state, Duration duration, const StepInput& input,
               const Setpoint& setpoint);

/// Fills the tank; gives the volume delivered.
Volume refill(const Plant& plant, PlantState& state);

}  // namespace islet
