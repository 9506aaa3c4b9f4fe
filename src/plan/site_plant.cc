#include "plan/site_plant.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "energy/battery.h"
#include "energy/panels.h"
#include "energy/pv_inverter.h"
#include "energy/ups.h"
#include "plan/gear_choice.h"
#include "serving/power_state.h"
#include "serving/work_class.h"

namespace islet {
namespace {

/// Losses where the catalogue names no part: cable and converter from a direct-current bus to
/// machines that run from it. Assumption, grade D, 2026-11.
constexpr double bus_cable = 0.97;
/// A rectifier or charger where no inverter-charger is bought.
constexpr double plain_charger = 0.93;
/// Of a grid-tied inverter at its rating: PVWatts version 5.
constexpr double grid_inverter_efficiency = 0.96;

/// No bus: what panels give is on the mains' side, where the grid is too.
void feed_mains(const PowerDesign& power, Plant& plant) {
  Conversion& conversion = plant.conversion;
  constexpr double usual_load = 0.5;  // most of a year's energy comes about there
  conversion.panel_to_bus = inverter_output(usual_load, grid_inverter_efficiency) / usual_load;
  plant.panel_input_max = power.grid_inverter / grid_inverter_efficiency;
  conversion.bus_to_load = 1;
  conversion.source_to_load = power.converter == nullptr ? 1.0 : power.converter->efficiency;
}

/// What the site's grid, feed or generator gives machines that run from a direct-current bus.
enum class Source { rectified, alternating, on_the_bus };

Source source_of(const Site& site) {
  if (is_fed_direct(site)) return Source::on_the_bus;
  return site.power.grid && site.power.bus_is_ac ? Source::alternating : Source::rectified;
}

void convert(const PowerDesign& power, bool machines_on_bus, Source source, Plant& plant) {
  if (power.on_mains) {
    feed_mains(power, plant);
    return;
  }
  Conversion& conversion = plant.conversion;
  if (power.controller != nullptr) {
    conversion.panel_to_bus = power.controller->efficiency.typical;
    plant.panel_input_max = power.controllers * power.controller->pv_power_max;
    plant.own_draw += power.controllers * power.controller->standby.typical;
  }
  conversion.source_to_bus = plain_charger;
  conversion.bus_to_load = bus_cable;
  if (power.inverter != nullptr) {
    conversion.source_to_bus = power.inverter->charger_efficiency.typical;
    plant.own_draw += power.inverters * power.inverter->standby.typical;
    if (!machines_on_bus) {
      // Half-way between the best point and full load: machines draw a third to two thirds.
      conversion.bus_to_load =
          0.5 * (power.inverter->efficiency_peak + power.inverter->efficiency_full_load.typical);
      plant.inverter_max = power.inverters * power.inverter->continuous;
    }
  }
  const bool rectifies = machines_on_bus && source == Source::rectified;
  conversion.source_to_load = rectifies ? conversion.source_to_bus * bus_cable : 1.0;
  if (source == Source::on_the_bus) {
    conversion.source_to_bus = 1;
    conversion.source_to_load = conversion.bus_to_load;
  }
  if (power.converter == nullptr) return;
  if (power.converter->is_alternating) {  // the inverter-charger stands behind it
    conversion.source_to_load = power.converter->efficiency;
    conversion.source_to_bus *= power.converter->efficiency;
  } else {
    conversion.bus_to_load = power.converter->efficiency;
    conversion.source_to_load = conversion.source_to_bus * conversion.bus_to_load;
  }
}

std::vector<Power> year_of(const std::array<Power, hours_per_week>& pattern, double factor) {
  std::vector<Power> hourly(hours_per_year);
  for (int index = 0; index < hours_per_year; ++index) {
    hourly[static_cast<std::size_t>(index)] =
        factor * pattern[static_cast<std::size_t>(hour_of_week(index))];
  }
  return hourly;
}

/// Draw of another model against the one placed: by the work of one input, or by its weights.
double draw_ratio(const Catalog& catalog, const Model& placed, const std::string& name) {
  const ModelChoice* choice = find_choice(catalog, name);
  const Model* other = choice == nullptr ? nullptr : find_model(catalog, choice->model);
  if (other == nullptr) return 1.0;
  const bool by_input = placed.work_per_input > Flops() && other->work_per_input > Flops();
  const double ratio = by_input ? other->work_per_input / placed.work_per_input
                                : other->active_parameters / placed.active_parameters;
  return std::clamp(ratio, 0.0, 1.0);
}

/// Below its mark the scheduler turns a class of requests away: the plant's year has to know.
/// Frames and windows of sensors do not pass through the scheduler; batch work waits and is done
/// later.
void add_stop(const Workload& workload, std::vector<DegradeStep>& steps) {
  const bool passes = workload.kind == WorkloadKind::chat ||
                      workload.kind == WorkloadKind::requests ||
                      workload.kind == WorkloadKind::speech;
  if (!passes) return;
  const WorkClass own = class_of(workload.importance, false);
  const PowerRule rule;
  if (rule.stops_below[index_of(own)] <= 0) return;
  // It comes back only that much above the mark; a year without memory takes the higher.
  const double mark = rule.stops_below[index_of(own)] + rule.margin;
  std::erase_if(steps, [&](const DegradeStep& each) { return each.below_charge <= mark; });
  if (!steps.empty() && steps.back().work_factor <= 0) return;
  steps.push_back({mark, 0, 0});
}

std::vector<DegradeStep> steps_of(const Catalog& catalog, const Workload& workload,
                                  const Model& model, const BatteryModule* battery) {
  std::vector<DegradeStep> steps;
  for (const ShortageStep& wish : workload.when_short) {
    DegradeStep step;
    step.below_charge = usable_share(battery, wish.below);
    switch (wish.action) {
      case ShortageAction::rate:
        step.power_factor = std::min(1.0, wish.rate / workload.rate.typical);
        break;
      case ShortageAction::model:
        step.power_factor = draw_ratio(catalog, model, wish.model);
        break;
      case ShortageAction::stop:
      case ShortageAction::wait:
        step.power_factor = 0;
        step.work_factor = 0;
        break;
    }
    // Steps build on each other: one further down never draws more.
    if (!steps.empty()) step.power_factor = std::min(step.power_factor, steps.back().power_factor);
    steps.push_back(step);
  }
  add_stop(workload, steps);
  return steps;
}

class LoadList {
 public:
  explicit LoadList(std::size_t count) {
    out_.hourly.reserve(count);  // the loads' spans point into these
    out_.loads.reserve(count);
  }

  Load& add(std::string name, Importance importance, std::vector<Power> hourly, int workload) {
    out_.hourly.push_back(std::move(hourly));
    Load load;
    load.name = std::move(name);
    load.importance = importance;
    load.demand = out_.hourly.back();
    out_.loads.push_back(std::move(load));
    out_.workload.push_back(workload);
    return out_.loads.back();
  }

  /// The load added last may wait for the sun.
  void let_move(int first_hour, Power most) {
    out_.movable.push_back({out_.loads.size() - 1, first_hour, most});
  }

  SiteLoads take() { return std::move(out_); }

 private:
  SiteLoads out_;
};

/// Hour of the day at which a new day's batch work lies ready.
int window_start(const Workload& workload) {
  if (!workload.when.empty()) return static_cast<int>(workload.when.front().from / hour) % 24;
  if (workload.start) return static_cast<int>(*workload.start / hour) % 24;
  return workload.finish ? static_cast<int>(*workload.finish / hour) % 24 : 0;
}

/// Of one day: the level at which `min(most, level * yield)` adds up to `sum`, for which there is
/// room. Hours that are full leave the rest to the others, which only raises the level.
double level_for(std::span<const double> most, std::span<const double> yield, double sum) {
  double level = 0;
  for (std::size_t round = 0; round <= most.size(); ++round) {
    double full = 0;
    double sun = 0;
    for (std::size_t i = 0; i < most.size(); ++i) {
      const bool is_full = level * yield[i] >= most[i];
      full += is_full ? most[i] : 0.0;
      sun += is_full ? 0.0 : yield[i];
    }
    const double next = sun > 0 ? (sum - full) / sun : level;
    if (next <= level * (1 + 1e-12)) break;
    level = next;
  }
  return level;
}

/// Moves the work of the hours from `begin` on, at most a day.
void move_day(std::size_t begin, double most_w, std::span<const double> yield,
              std::vector<Power>& hourly) {
  const std::size_t end = std::min(begin + 24, hourly.size());
  std::array<double, 24> most{};
  std::array<double, 24> sun{};
  double sum = 0;
  double busiest = 0;
  for (std::size_t i = begin; i < end; ++i) busiest = std::max(busiest, hourly[i] / watt);
  if (busiest <= 0) return;
  double room = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const double open = hourly[i] / watt / busiest;  // the work lies evenly in its window
    most[i - begin] = open * std::max(most_w, busiest);
    sun[i - begin] = yield[i];
    sum += hourly[i] / watt;
    room += yield[i] > 0 ? most[i - begin] : 0;
  }
  if (room < sum) return;
  const std::size_t count = end - begin;
  const double level = level_for(std::span(most).first(count), std::span(sun).first(count), sum);
  for (std::size_t i = 0; i < count; ++i) {
    hourly[begin + i] = std::min(most[i], level * sun[i]) * watt;
  }
}

Importance most_important(const Site& site, const ComputeDesign& design, int group) {
  Importance best = Importance::low;
  for (const Placement& placement : design.placements) {
    if (placement.group != group) continue;
    best = std::min(best, site.workloads[static_cast<std::size_t>(placement.workload)].importance);
  }
  return best;
}

}  // namespace

double usable_share(const BatteryModule* battery, double charge) {
  if (battery == nullptr) return charge;
  const double window = battery->usable_max - battery->usable_min;
  return std::clamp((charge - battery->usable_min) / window, 0.0, 1.0);
}

std::array<bool, 24> quiet_hours(const Site& site) {
  std::array<bool, 24> quiet{};
  if (!site.power.generator || !site.power.generator->quiet_from) return quiet;
  const double from = *site.power.generator->quiet_from / hour;
  const double to = site.power.generator->quiet_to.value_or(Duration()) / hour;
  for (int index = 0; index < 24; ++index) {
    const bool inside = from < to ? index >= from && index < to : index >= from || index < to;
    quiet[static_cast<std::size_t>(index)] = inside;
  }
  return quiet;
}

Power wind_rated(const Site& site) {
  if (!site.power.wind) return Power();
  const SizeChoice<Power>& size = site.power.wind->sizing.size;
  return size.options.empty() ? size.low : size.options.front();
}

Plant plant_of(const Site& site, const PowerDesign& power, bool machines_on_bus, Duration age,
               double cycles_per_year) {
  Plant plant;
  plant.panel_rated = power.panels;
  if (power.module != nullptr) plant.panel_health = panel_health(*power.module, age);
  if (power.battery != nullptr && site.power.battery && power.storage > Energy()) {
    const Energy standing = power.storage - power.storage_bought;
    const Duration standing_age = age + site.power.battery->age;
    // One bank: what stands there already and what is new, each at its own health.
    const double health =
        (standing / power.storage) *
            battery_health(*power.battery, standing_age, cycles_per_year * (standing_age / year)) +
        (power.storage_bought / power.storage) *
            battery_health(*power.battery, age, cycles_per_year * (age / year));
    plant.battery = battery_bank(*power.battery, power.storage * health);
    plant.keep_above = usable_share(power.battery, site.power.battery->keep_above);
  }
  if (power.generator != nullptr && site.power.generator) {
    const GeneratorSupply& supply = *site.power.generator;
    plant.generator = generator(*power.generator, power.tank, supply.refill_every);
    plant.generator->repair = supply.repair;
    plant.repair_reserve = power.repair_reserve;
    // What stands there has the power it has; what is bought, that of the catalogue's set.
    const SizeChoice<Power>& size = supply.sizing.size;
    if (supply.sizing.cost && size.is_fixed() && size.low > Power()) {
      plant.generator = scaled_to(*plant.generator, size.low);
    }
  }
  convert(power, machines_on_bus, source_of(site), plant);
  if (power.ups != nullptr) {
    plant.ups = ups_of(*power.ups, power.upses);
    plant.conversion.bus_to_load *= power.ups_efficiency;
    plant.conversion.source_to_load *= power.ups_efficiency;
  }
  if (const Power wind = wind_rated(site); wind > Power()) {
    // The turbine has a controller of its own beside the panels'.
    plant.panel_rated = plant.panel_health * plant.panel_rated + wind;
    plant.panel_health = 1;
    if (plant.panel_input_max > Power()) plant.panel_input_max += wind;
  }
  if (power.cooler != nullptr) {
    plant.cooling = cooling(*power.cooler, celsius(1000));
    plant.cooling.heat_max = plant.cooling.heat_max * power.coolers;
  }
  return plant;
}

SiteLoads seen_through(const SiteLoads& loads) {
  return {{}, loads.loads, loads.workload, loads.movable, loads.need};
}

SiteLoads moved_to_sun(const SiteLoads& loads, std::span<const double> yield) {
  SiteLoads out = seen_through(loads);
  if (loads.movable.empty()) return out;
  for (const Load& each : out.loads) {
    out.hourly.emplace_back(each.demand.begin(), each.demand.end());
  }
  for (const SiteLoads::Movable& each : out.movable) {
    std::vector<Power>& hourly = out.hourly[each.load];
    const auto start = static_cast<std::size_t>(each.first_hour);
    // The hours before the year's first whole day stay as they are.
    for (std::size_t begin = start; begin < hourly.size(); begin += 24) {
      move_day(begin, each.most / watt, yield, hourly);
    }
  }
  for (std::size_t k = 0; k < out.loads.size(); ++k) out.loads[k].demand = out.hourly[k];
  return out;
}

SiteLoads site_loads(const Site& site, const Catalog& catalog, const ComputeCandidate& machines,
                     const BatteryModule* battery, double work_factor) {
  const ComputeDesign& design = machines.design;
  LoadList list(site.power.other_loads.size() + site.links.size() + design.groups.size() +
                design.placements.size());
  for (const OtherLoad& other : site.power.other_loads) {
    list.add(other.name, other.importance, std::vector<Power>(hours_per_year, other.power.typical),
             -1);
  }
  for (const Link& link : site.links) {
    if (link.power <= Power()) continue;
    list.add("link " + link.name, Importance::high, std::vector<Power>(hours_per_year, link.power),
             -1);
  }
  for (std::size_t group = 0; group < design.groups.size(); ++group) {
    Load& load =
        list.add("idle " + design.groups[group].accelerator->name,
                 most_important(site, design, static_cast<int>(group)),
                 std::vector<Power>(hours_per_year, work_factor * machines.draw.idle[group]), -1);
    load.heats_enclosure = true;
  }
  for (std::size_t index = 0; index < design.placements.size(); ++index) {
    const Placement& placement = design.placements[index];
    const Workload& workload = site.workloads[static_cast<std::size_t>(placement.workload)];
    Load& load = list.add(workload.name, workload.importance,
                          year_of(machines.draw.work[index], work_factor), placement.workload);
    load.heats_enclosure = true;
    load.steps = steps_of(catalog, workload, *placement.model, battery);
    if (index < machines.draw.most.size() && machines.draw.most[index] > Power()) {
      list.let_move(window_start(workload), work_factor * machines.draw.most[index]);
    }
  }
  SiteLoads loads = list.take();
  loads.need = work_need(loads.loads, quiet_hours(site));
  return loads;
}

}  // namespace islet
