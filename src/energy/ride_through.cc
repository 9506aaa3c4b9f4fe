#include <algorithm>
#include <cstddef>

#include "base/check.h"
#include "energy/plant_year.h"

namespace islet {
namespace {

/// Draw of the safety loads in one hour at this charge, with their cooling.
Power safety_draw(std::span<const Load> loads, double charge, double cooling_draw,
                  std::size_t hour_index) {
  Power sum;
  for (const Load& load : loads) {
    if (load.importance != Importance::safety) continue;
    double factor = load.heats_enclosure ? 1.0 + cooling_draw : 1.0;
    double level = 1.0;
    for (const DegradeStep& degrade_step : load.steps) {
      if (charge >= degrade_step.below_charge) break;
      level = degrade_step.power_factor;
    }
    sum += factor * level * load.demand[hour_index];
  }
  return sum;
}

}  // namespace

/// Time until the battery is at its floor, hour by hour from each hour of the year; the shortest.
///
///     terminals = safety draw (with cooling) / bus_to_load + own draw + battery standby
///     stored   -= terminals / discharge_efficiency * time
///
/// Valid for   safety loads below the battery's and the inverter's power limits (0 otherwise)
/// Leaves out  self-discharge (2 % a month), cold
/// Source      energy balance
Duration ride_through(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                      double start_charge) {
  const Battery& battery = plant.battery;
  if (battery.usable() <= Energy()) return Duration();
  const bool has_inverter_limit = plant.inverter_max > Power();
  Duration shortest = year;
  for (std::size_t start = 0; start < hours_per_year; ++start) {
    Energy left = start_charge * battery.usable();
    Duration time;
    while (time < shortest) {
      const std::size_t now = (start + static_cast<std::size_t>(time / hour)) % hours_per_year;
      const double cooling_draw =
          weather.air.empty() ? 0.0 : draw_per_heat(plant.cooling, weather.air[now]);
      const Power load = safety_draw(loads, left / battery.usable(), cooling_draw, now);
      const Power terminals =
          load / plant.conversion.bus_to_load + plant.own_draw + battery.standby;
      if (terminals > battery.discharge_max) return Duration();
      if (has_inverter_limit && load > plant.inverter_max) return Duration();
      const Energy taken = terminals / battery.discharge_efficiency * hour;
      if (taken >= left) {
        time += left / taken * hour;
        break;
      }
      left -= taken;
      time += hour;
    }
    shortest = std::min(shortest, time);
  }
  return shortest;
}

}  // namespace islet
