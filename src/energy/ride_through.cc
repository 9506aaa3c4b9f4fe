#include "energy/ride_through.h"

#include <algorithm>
#include <cstddef>
#include <functional>

namespace islet {
namespace {

constexpr std::size_t hours = hours_per_year;

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

/// A level of the loads in one plant: what its battery loses until each hour.
class Drain {
 public:
  /// `end_j`: stored above the floor where the level ends.
  Drain(const SafetyLevel& level, const Plant& plant, double end_j)
      : until_w_(level.until_w.data()),
        end_j_(end_j),
        per_load_(hour / joule * watt /
                  (plant.conversion.bus_to_load * plant.battery.discharge_efficiency)),
        per_hour_((plant.own_draw + plant.battery.standby) * hour / joule /
                  plant.battery.discharge_efficiency) {}

  double end_j() const { return end_j_; }
  double between(std::size_t from, std::size_t to) const { return until(to) - until(from); }

  /// Hours, at least 0, after which `left_j` has fallen below the level's end from hour `start` on;
  /// at most one year. Ends of neighbouring starts lie close together, so the search moves from the
  /// last.
  std::size_t hours_left(std::size_t start, double left_j) {
    const double limit = until(start) + (left_j - end_j_);
    std::size_t at = std::clamp(last_, start, start + hours);
    while (at < start + hours && until(at) <= limit) ++at;
    while (at > start && until(at - 1) > limit) --at;
    last_ = at;
    return at - start;
  }

 private:
  double until(std::size_t at) const {
    return per_load_ * until_w_[at] + per_hour_ * static_cast<double>(at);
  }

  const double* until_w_;
  double end_j_, per_load_, per_hour_;
  std::size_t last_ = 0;
};

/// Time until the floor from hour `start` on.
Duration time_left(std::vector<Drain>& drains, std::size_t start, double left_j) {
  std::size_t at = start;
  for (Drain& drain : drains) {
    if (at >= start + hours) return year;
    if (left_j < drain.end_j()) continue;
    const std::size_t count = drain.hours_left(at, left_j);
    if (&drain == &drains.back()) {
      if (count == 0) return static_cast<double>(at - start) * hour;
      const double before = left_j - drain.between(at, at + count - 1);
      const double taken = drain.between(at + count - 1, at + count);
      const double part = taken > 0 ? std::min(1.0, before / taken) : 1.0;
      return std::min(year, (static_cast<double>(at + count - 1 - start) + part) * hour);
    }
    left_j -= drain.between(at, at + count);
    at += count;
    if (left_j <= 0) return static_cast<double>(at - start) * hour;
  }
  return static_cast<double>(at - start) * hour;
}

/// As `ride_through`, by the plant's battery.
Duration on_battery(const Plant& plant, std::span<const SafetyLevel> levels, double start_charge) {
  const double usable_j = plant.battery.usable() / joule;
  if (usable_j <= 0) return Duration();
  std::vector<Drain> drains;
  for (const SafetyLevel& level : levels) {
    const Power terminals =
        level.most / plant.conversion.bus_to_load + plant.own_draw + plant.battery.standby;
    if (terminals > plant.battery.discharge_max) return Duration();
    if (plant.inverter_max > Power() && level.most > plant.inverter_max) return Duration();
    drains.emplace_back(level, plant, level.charge_end * usable_j);
  }
  Duration shortest = year;
  for (std::size_t start = 0; start < hours; ++start) {
    shortest = std::min(shortest, time_left(drains, start, start_charge * usable_j));
  }
  return shortest;
}

}  // namespace

std::vector<SafetyLevel> safety_levels(const Cooling& cooling, std::span<const Temperature> air,
                                       std::span<const Load> loads) {
  std::vector<double> cooling_draw(hours);
  for (std::size_t i = 0; i < hours && !air.empty(); ++i) {
    cooling_draw[i] = draw_per_heat(cooling, air[i]);
  }
  std::vector<SafetyLevel> levels;
  for (const double charge_end : level_ends(loads)) {
    SafetyLevel level;
    level.charge_end = charge_end;
    level.until_w.resize(2 * hours + 1);
    for (std::size_t i = 0; i < hours; ++i) {
      // Just above the end of the level its own draw holds.
      const Power draw = safety_draw(loads, charge_end, cooling_draw[i], i);
      level.most = std::max(level.most, draw);
      level.until_w[i + 1] = level.until_w[i] + draw / watt;
    }
    // The second year repeats the first.
    for (std::size_t i = 0; i < hours; ++i) {
      level.until_w[hours + i + 1] = level.until_w[hours] + level.until_w[i + 1];
    }
    levels.push_back(std::move(level));
  }
  return levels;
}

/// Time until the battery is at its floor, hour by hour from each hour of the year; the shortest.
///
///     terminals = safety draw (with cooling) / bus_to_load + own draw + battery standby
///     stored   -= terminals / discharge_efficiency * time
///
/// A UPS then goes on as long as its own battery carries the highest hour of the first level.
///
/// Each level of the loads has its running sum over two years, so that a start costs a few steps
/// from where the last one ended instead of a walk through its hours.
///
/// Valid for   safety loads below the battery's and the inverter's power limits (0 otherwise)
/// Leaves out  self-discharge (2 % a month), cold
/// Source      energy balance
Duration ride_through(const Plant& plant, std::span<const SafetyLevel> levels,
                      double start_charge) {
  const Duration first = on_battery(plant, levels, start_charge);
  if (!plant.ups || levels.empty()) return first;
  return std::min(year, first + hold_time(*plant.ups, levels.front().most));
}

Duration ride_through(const Plant& plant, const PlantWeather& weather, std::span<const Load> loads,
                      double start_charge) {
  return ride_through(plant, safety_levels(plant.cooling, weather.air, loads), start_charge);
}

}  // namespace islet
