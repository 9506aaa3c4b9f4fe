// A battery on its own: one day hour by hour, and years of such days.
#include "energy/battery_days.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "base/check.h"
#include "energy/battery.h"
#include "energy/plant.h"
#include "energy/rainflow.h"

namespace islet {
namespace {

constexpr int days_max = 400;  // until the charge repeats; a slow standby loss takes longest

/// A plant that is nothing but the battery: its terminals are the bus.
Plant bare_plant(const Battery& battery) {
  Plant plant;
  plant.battery = battery;
  plant.conversion = {1.0, 1.0, 1.0, 1.0};
  return plant;
}

bool fills(const BatteryDuty& duty, int hour_of_day) {
  return hour_of_day >= duty.fills_from && hour_of_day < duty.fills_to;
}

BatteryHour one_hour(const Plant& plant, PlantState& state, const BatteryDuty& duty, int at) {
  StepInput input;
  input.cells = duty.cells;
  input.panels = fills(duty, at) ? duty.charge : Power();
  Deliverable most = deliverable(plant, state, hour, input, false);
  input.load = fills(duty, at) ? Power() : std::min(duty.load, most.to_floor);
  const StepFlows flows = step(plant, state, hour, input, Setpoint{});
  BatteryHour out;
  out.in = flows.panels;
  out.out = flows.load;
  out.lost = flows.battery_loss + flows.own + flows.heater + flows.conversion_loss;
  return out;
}

}  // namespace

BatteryDay battery_day(const BatteryModule& module, Energy capacity, const BatteryDuty& duty) {
  CHECK(duty.fills_from >= 0 && duty.fills_from < duty.fills_to && duty.fills_to <= 24);
  CHECK(capacity > Energy());
  const Plant plant = bare_plant(battery_bank(module, capacity));
  PlantState state = plant_state(plant, 1.0);
  BatteryDay today;
  for (int day_index = 0; day_index < days_max; ++day_index) {
    const Energy before = state.stored;
    today = BatteryDay();
    double least = 1;
    double most = 0;
    for (int at = 0; at < 24; ++at) {
      BatteryHour& now = today.hours[static_cast<std::size_t>(at)];
      now = one_hour(plant, state, duty, at);
      now.charge = state.stored / plant.battery.capacity;
      today.in += now.in;
      today.out += now.out;
      today.lost += now.lost;
      least = std::min(least, now.charge);
      most = std::max(most, now.charge);
    }
    today.depth = most - least;
    if (std::abs((state.stored - before) / capacity) < rounding_dust) break;
  }
  return today;
}

/// Years of equal days; the capacity of each year is what the year before left.
///
///     wear += 365 * (rainflow of the day), the hours of the year at their charge
///
/// Valid for   duties that repeat day by day; wear known once a year
/// Leaves out  the fall of capacity within a year; current
/// Source      battery_ageing.h; Downing and Socie 1982 for rainflow
std::vector<BatteryAge> battery_years(const BatteryModule& module, Energy capacity,
                                      const BatteryDuty& duty, int years) {
  CHECK(years >= 0);
  const AgeingLaw law = ageing_law(module);
  std::vector<BatteryAge> ages;
  Wear wear;
  double cycles = 0;
  for (int y = 0; y < years; ++y) {
    const double left = capacity_left(law, wear);
    if (left <= 0.01) break;  // nothing there to run a day with
    const BatteryDay today = battery_day(module, left * capacity, duty);
    std::vector<double> ranges;
    Rainflow rainflow;
    // Two days, the first of which opens the swing that the second closes.
    for (int day_index = 0; day_index < 2; ++day_index) {
      for (const BatteryHour& now : today.hours) {
        rainflow.reading(1 - now.charge, [&](const DepthCycle& cycle) {
          if (day_index == 1) ranges.push_back(cycle.range);
        });
      }
    }
    constexpr double days_per_year = 365;
    add_cycles(wear, law, ranges, days_per_year);
    for (const BatteryHour& now : today.hours) {
      add_time(wear, law, days_per_year * hour, duty.cells, now.charge);
    }
    for (const double range : ranges) cycles += days_per_year * range;
    BatteryAge age;
    age.left = capacity_left(law, wear);
    age.cycles = cycles;
    Wear by_time = wear;
    by_time.cycle_share = 0;
    age.by_time = 1 - capacity_left(law, by_time);
    age.by_cycles = (1 - law.end_capacity) * wear.cycle_share;
    age.worn_out = is_worn_out(law, wear);
    ages.push_back(age);
  }
  return ages;
}

}  // namespace islet
