// A battery as a store of energy: limits, losses, cold, wear.
#pragma once

#include "base/quantity.h"
#include "catalog/gear.h"

namespace islet {

/// Share of the capacity below which a remainder is rounding, not charge.
inline constexpr double rounding_dust = 1e-9;

/// A bank of modules. A bank without capacity is no battery and every limit is 0.
struct Battery {
  Energy capacity;        ///< at its present age
  double usable_min = 0;  ///< window of charge, as fractions of capacity
  double usable_max = 1;
  Power charge_max;  ///< at its terminals
  Power discharge_max;
  double charge_efficiency = 1;  ///< terminals to store
  double discharge_efficiency = 1;
  Power standby;                        ///< its own electronics
  double self_discharge_per_month = 0;  ///< share of the charge lost in a month
  Temperature charge_min = celsius(0);  ///< no charging below this
  Temperature charge_max_temperature = celsius(45);
  Temperature discharge_min = celsius(-20);
  Power heater;  ///< all modules together; runs while they charge in the cold

  Energy floor() const { return usable_min * capacity; }
  Energy ceiling() const { return usable_max * capacity; }
  Energy usable() const { return ceiling() - floor(); }
  /// The store's level as a share of the usable window, 0..1; 1 where there is no window.
  double charge(Energy stored) const;
  Energy stored_at(double charge) const { return floor() + charge * usable(); }
};

/// `capacity` of modules of one kind (any amount; count x module capacity for whole ones), after
/// `age` with `cycles_per_year` equivalent full cycles.
Battery battery_bank(const BatteryModule& module, Energy capacity, Duration age = Duration(),
                     double cycles_per_year = 0);

/// Most power that the terminals may take for `step`; 0 when too cold or too hot.
Power charge_limit(const Battery& battery, Energy stored, Duration step, Temperature cells);

/// Most power that the terminals can give for `step` without falling below `floor`.
Power discharge_limit(const Battery& battery, Energy stored, Energy floor, Duration step,
                      Temperature cells);

/// Heater draw while the battery is being charged.
Power heater_draw(const Battery& battery, Temperature cells);

/// Cycles of the whole capacity that pushed `discharged` through the terminals.
double equivalent_full_cycles(const Battery& battery, Energy discharged);

/// Share of the rated capacity left after `age` and `cycles` equivalent full cycles.
double battery_health(const BatteryModule& module, Duration age, double cycles);

/// When the capacity reaches the module's end-of-life share.
Duration battery_life(const BatteryModule& module, double cycles_per_year);

}  // namespace islet
