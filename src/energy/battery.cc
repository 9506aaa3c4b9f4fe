#include "energy/battery.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "energy/battery_ageing.h"

namespace islet {

double Battery::charge(Energy stored) const {
  // Without a store, what is done at a low charge saves nothing.
  const Energy window = usable();
  return window > Energy() ? std::clamp((stored - floor()) / window, 0.0, 1.0) : 1.0;
}

/// A bank of modules at their present age. Efficiency is shared by the two directions:
///
///     one way = sqrt(round trip)
///
/// Valid for   energies over hours; modules of one kind and age
/// Leaves out  voltage, the fall of capacity in the cold
/// Source      HOMER Pro 3.12 help, "Battery roundtrip efficiency"
Battery battery_bank(const BatteryModule& module, Energy capacity, Duration age,
                     double cycles_per_year) {
  CHECK(capacity >= Energy() && module.capacity > Energy());
  const double modules = capacity / module.capacity;
  const double health = battery_health(module, age, cycles_per_year * (age / year));
  Battery bank;
  bank.capacity = health * capacity;
  bank.usable_min = module.usable_min;
  bank.usable_max = module.usable_max;
  bank.charge_max = capacity * module.charge_max;
  bank.discharge_max = capacity * module.discharge_max;
  bank.charge_efficiency = std::sqrt(module.round_trip.typical);
  bank.discharge_efficiency = bank.charge_efficiency;
  bank.standby = modules * module.standby.typical;
  bank.self_discharge_per_month = module.self_discharge_per_month;
  bank.charge_min = module.charge_min;
  bank.charge_max_temperature = module.charge_max_temperature;
  bank.discharge_min = module.discharge_min;
  bank.heater = modules * module.heater;
  return bank;
}

/// Charging stops at the top of the window, and outside the cells' temperatures: cold lithium cells
/// plate metal when charged.
///
///     min(charge_max, (ceiling - stored) / (efficiency * step))
///     0 outside of the temperatures at which the cells may be charged
///
/// Valid for   steps of a minute to an hour
/// Leaves out  the taper near full (lead-acid needs one)
/// Source      energy balance; limits from the module's record
Power charge_limit(const Battery& battery, Energy stored, Duration step, Temperature cells) {
  if (cells < battery.charge_min || cells > battery.charge_max_temperature) return Power();
  const Energy room = battery.ceiling() - stored;
  const Power filling = room / (battery.charge_efficiency * step);
  return std::max(Power(), std::min(battery.charge_max, filling));
}

/// What the terminals can give.
///
///     min(discharge_max, (stored - floor) * efficiency / step), 0 below discharge_min
///
/// Valid for   steps of a minute to an hour
/// Leaves out  rate effects (Peukert), small for lithium
/// Source      energy balance; limits from the module's record
Power discharge_limit(const Battery& battery, Energy stored, Energy floor, Duration step,
                      Temperature cells) {
  const Energy left = stored - floor;
  if (cells < battery.discharge_min || left <= rounding_dust * battery.capacity) return Power();
  return std::min(battery.discharge_max, left * battery.discharge_efficiency / step);
}

/// Heater that keeps the cells at 5 C while they charge: full power at -20 C, none above 5 C.
///
///     heater * min(1, (5 C - cells) / 25 K)
///
/// Valid for   heated modules down to -20 C
/// Leaves out  the warm-up itself and its heat store
/// Source      assumption, linear in the heat lost; end points from heated LFP modules' sheets
Power heater_draw(const Battery& battery, Temperature cells) {
  const double share = (celsius(5) - cells) / (25.0 * kelvin);
  return std::clamp(share, 0.0, 1.0) * battery.heater;
}

double equivalent_full_cycles(const Battery& battery, Energy discharged) {
  return battery.capacity > Energy() ? discharged / battery.capacity : 0.0;
}

/// Capacity left of a module whose cycles and hours nobody has counted one by one.
///
///     capacity_left(ageing law of its chemistry), wear = cycles / cycle_depth cycles of that
///     depth, and its age at 25 C and half charge; no more than what wears it out
///
/// Valid for   modules that are replaced at the end of their life
/// Leaves out  heat, charge and depth (`battery_years` counts them)
/// Source      battery_ageing.h
double battery_health(const BatteryModule& module, Duration age, double cycles) {
  const AgeingLaw law = ageing_law(module);
  Wear wear;
  add_time(wear, law, age, celsius(25), 0.5);
  if (law.cycle_depth > 0) {
    const double depth[] = {law.cycle_depth};
    add_cycles(wear, law, depth, cycles / law.cycle_depth);
  }
  return std::max(law.end_capacity, capacity_left(law, wear));
}

/// Life of a module: when `battery_health` comes to the end, whatever the shape of its law.
///
///     min(calendar_life, cycles_to_end * cycle_depth / cycles_per_year)
///
/// Valid for   as battery_health
/// Leaves out  as battery_health
/// Source      HOMER Pro 3.12 help, "Battery life"
Duration battery_life(const BatteryModule& module, double cycles_per_year) {
  const double full_cycles = module.cycles_to_end.typical * module.cycle_depth;
  if (cycles_per_year <= 0.0 || full_cycles <= 0.0) return module.calendar_life.typical;
  return std::min(module.calendar_life.typical, full_cycles / cycles_per_year * year);
}

}  // namespace islet
