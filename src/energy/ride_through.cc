#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

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

/// Charges at which a safety load changes its level, from high to low, and 0 at the end.
std::vector<double> level_ends(std::span<const Load> loads) {
  std::vector<double> ends;
  for (const Load& load : loads) {
    if (load.importance != Importance::safety) continue;
    for (const DegradeStep& degrade_step : load.steps) ends.push_back(degrade_step.below_charge);
  }
  std::sort(ends.begin(), ends.end(), std::greater<>());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  while (!ends.empty() && ends.back() <= 0) ends.pop_back();
  ends.push_back(0.0);
  return ends;
}

/// What the store loses up to each hour of two years running, were the loads always at one level.
struct LevelDrain {
  std::vector<double> until;  ///< 2 * hours_per_year + 1 sums, J
  double charge_end = 0;      ///< the level holds while the charge is not below this
  std::size_t end = 0;        ///< where the last search ended; the next starts nearby
};

/// Hours, at least 0, after which `left` has fallen below `floor` from hour `start` on; at most
/// one year. Ends of neighbouring starts lie close together, so the search moves from the last.
std::size_t hours_until(LevelDrain& level, std::size_t start, double left, double floor) {
  const double limit = level.until[start] + (left - floor);
  std::size_t at = std::clamp(level.end, start, start + hours_per_year);
  while (at < start + hours_per_year && level.until[at] <= limit) ++at;
  while (at > start && level.until[at - 1] > limit) --at;
  level.end = at;
  return at - start;
}

class RideThrough {
 public:
  RideThrough(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads)
      : usable_(plant.battery.usable() / joule) {
    for (const double charge_end : level_ends(loads)) {
      LevelDrain level;
      level.charge_end = charge_end;
      level.until.assign(2 * hours_per_year + 1, 0.0);
      // Just above the end of the level its own draw holds.
      fill(plant, weather, loads, level);
      levels_.push_back(std::move(level));
    }
  }

  bool is_too_weak() const { return too_weak_; }

  /// Time until the floor from hour `start` on.
  Duration from(std::size_t start, double start_charge) {
    double left = start_charge * usable_;
    std::size_t at = start;
    for (LevelDrain& level : levels_) {
      if (at >= start + hours_per_year) return year;
      const double floor = level.charge_end * usable_;
      if (left < floor) continue;
      const std::size_t hours = hours_until(level, at, left, floor);
      const bool is_last = &level == &levels_.back();
      if (is_last) {
        if (hours == 0) return static_cast<double>(at - start) * hour;
        const double before = left - (level.until[at + hours - 1] - level.until[at]);
        const double taken = level.until[at + hours] - level.until[at + hours - 1];
        const double part = taken > 0 ? std::min(1.0, before / taken) : 1.0;
        return std::min(year, (static_cast<double>(at + hours - 1 - start) + part) * hour);
      }
      left -= level.until[at + hours] - level.until[at];
      at += hours;
      if (left <= 0) return static_cast<double>(at - start) * hour;
    }
    return static_cast<double>(at - start) * hour;
  }

 private:
  void fill(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
            LevelDrain& level) {
    const Battery& battery = plant.battery;
    for (std::size_t now = 0; now < std::size_t{2} * hours_per_year; ++now) {
      const std::size_t index = now % hours_per_year;
      if (now >= hours_per_year) {  // the second year repeats the first
        level.until[now + 1] = level.until[now] + level.until[index + 1] - level.until[index];
        continue;
      }
      const double cooling_draw =
          weather.air.empty() ? 0.0 : draw_per_heat(plant.cooling, weather.air[index]);
      const Power load = safety_draw(loads, level.charge_end, cooling_draw, index);
      const Power terminals =
          load / plant.conversion.bus_to_load + plant.own_draw + battery.standby;
      too_weak_ |= terminals > battery.discharge_max;
      too_weak_ |= plant.inverter_max > Power() && load > plant.inverter_max;
      level.until[now + 1] =
          level.until[now] + terminals / battery.discharge_efficiency * hour / joule;
    }
  }

  double usable_;
  std::vector<LevelDrain> levels_;
  bool too_weak_ = false;
};

}  // namespace

/// Time until the battery is at its floor, hour by hour from each hour of the year; the shortest.
///
///     terminals = safety draw (with cooling) / bus_to_load + own draw + battery standby
///     stored   -= terminals / discharge_efficiency * time
///
/// Each level of the loads has its running sum over two years, so that a start costs a few steps
/// from where the last one ended instead of a walk through its hours.
///
/// Valid for   safety loads below the battery's and the inverter's power limits (0 otherwise)
/// Leaves out  self-discharge (2 % a month), cold
/// Source      energy balance
Duration ride_through(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                      double start_charge) {
  if (plant.battery.usable() <= Energy()) return Duration();
  RideThrough battery_alone(plant, weather, loads);
  if (battery_alone.is_too_weak()) return Duration();
  Duration shortest = year;
  for (std::size_t start = 0; start < hours_per_year; ++start) {
    shortest = std::min(shortest, battery_alone.from(start, start_charge));
  }
  return shortest;
}

}  // namespace islet
