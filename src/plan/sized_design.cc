#include "plan/sized_design.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "energy/battery.h"
#include "energy/bridging.h"
#include "energy/generator.h"
#include "energy/panels.h"
#include "energy/policy.h"
#include "plan/bill.h"
#include "plan/failure_count.h"
#include "plan/goal_amount.h"

namespace islet {
namespace {

/// Cycles a year a battery is aged with before they are known; off-grid plants here make 150 to
/// 250. Assumption, grade D, 2026-11.
constexpr double cycles_assumed = 200;

/// Battery as it is just before it is replaced, or at the end of the site's life.
Duration oldest_age(const Site& site, const PowerDesign& power) {
  if (power.battery == nullptr) return site.money.life;
  return std::min(site.money.life, battery_life(*power.battery, cycles_assumed));
}

Duration blackout_carried(const Plant& plant, Power full) {
  if (full <= Power()) return Duration();
  const double to_load = plant.conversion.bus_to_load;
  const BridgeStore battery{plant.battery.usable(), plant.battery.discharge_max * to_load,
                            plant.battery.discharge_efficiency * to_load};
  const BridgeStore store = with_ups(battery, plant.ups, full);
  if (store.power < full) return Duration();
  return store.usable * store.efficiency / full;
}

Power full_draw(const SiteLoads& loads, const ComputeCandidate& machines, const PowerDesign& power,
                Temperature warmest) {
  Power draw = machines.draw.full;
  for (std::size_t index = 0; index < loads.loads.size(); ++index) {
    if (!loads.loads[index].heats_enclosure) draw += loads.loads[index].demand.front();
  }
  if (power.cooler != nullptr) {
    draw += draw_per_heat(cooling(*power.cooler, celsius(1000)), warmest) * machines.draw.full;
  }
  if (power.ups != nullptr) {
    draw += ups_loss(ups_of(*power.ups, power.upses), machines.draw.full);
  }
  return draw;
}

/// Where less is not money, and of equal purchases, designs are told apart by what they cost.
double score_of(const PlanContext& context, const SizedDesign& design) {
  const Objective objective = context.site.goals.minimise;
  const double amount = minimised_by(context, design);
  const bool is_told_apart = objective != Objective::lifetime_cost && objective != Objective::mass;
  return is_told_apart ? amount + 1e-3 * (design.lifetime / dollar) : amount;
}

/// What each requirement looks at that does not change with the weather.
DesignFigures design_figures(const PlanContext& context, const SizedDesign& design,
                             const SiteLoads& loads, const ComputeCandidate& machines) {
  const Site& site = context.site;
  const PowerDesign& power = design.design.power;
  const Plant oldest =
      plant_of(site, power, design.machines_on_bus, oldest_age(site, power), cycles_assumed);
  DesignFigures figures;
  figures.purchase = design.purchase;
  figures.ride_through = design.ride_through;
  figures.blackout_carried = blackout_carried(oldest, machines.draw.full);
  figures.full_draw = full_draw(loads, machines, power, context.air.high);
  return figures;
}

}  // namespace

double minimised_by(const PlanContext& context, const SizedDesign& design) {
  const Objective objective = context.site.goals.minimise;
  const Mass mass = objective == Objective::mass ? carried_mass(design.design) : Mass();
  return goal_amount(objective,
                     {design.lifetime, design.purchase, design.use.grid, design.use.fuel, mass});
}

PreparedMachines prepared(const PlanContext& context, const ComputeCandidate& machines) {
  PreparedMachines out;
  out.machines = &machines;
  out.gear = gear_choice(context.site, context.catalog, context.air, machines);
  out.loads = site_loads(context.site, context.catalog, machines, out.gear.power.battery);
  out.requirements = machine_requirements(context.site, machines);
  return out;
}

PreparedMachines without_tables(const PreparedMachines& machines) {
  PreparedMachines out;
  out.machines = machines.machines;
  out.gear = machines.gear;
  out.loads = seen_through(machines.loads);
  out.requirements = machines.requirements;
  out.is_variant = machines.is_variant;
  out.typical = machines.typical;
  return out;
}

void tabulate(const PlanContext& context, PreparedMachines& machines) {
  if (machines.tables) return;
  const PowerDesign& power = machines.gear.power;
  const SkyYear& sky = context.weather.years.front();
  const Cooling cooler =
      plant_of(context.site, power, machines.gear.machines_on_bus, Duration(), 0).cooling;
  const std::span<const Temperature> air = year_weather(context.site, sky, power, {}).air;
  SiteLoads moved = moved_to_sun(machines.loads, sky.panel_yield);
  LoadTable table(cooler, air, moved.loads);
  std::vector<SafetyLevel> safety = safety_levels(cooler, air, moved.loads);
  // Moving a vector of vectors leaves what spans point to where it is.
  machines.tables = std::make_unique<const PreparedMachines::Tables>(
      PreparedMachines::Tables{std::move(moved), std::move(table), std::move(safety)});
}

PowerDesign fitted(const PlanContext& context, const PreparedMachines& machines,
                   const Sizes& sizes) {
  PowerDesign power = machines.gear.power;
  power.panels = sizes.panels;
  power.panels_bought = std::max(Power(), sizes.panels - sizes.panels_standing);
  power.tilt_deg = context.weather.mount.surface.tilt_deg;
  power.azimuth_deg = context.weather.mount.surface.azimuth_deg;
  power.is_tracking = context.weather.mount.tracker.has_value();
  power.storage = sizes.storage;
  power.storage_bought = std::max(Energy(), sizes.storage - sizes.storage_standing);
  power.generator = sizes.generator;
  if (power.generator != nullptr) power.tank = sizes.tank;
  if (power.generator != nullptr && power.storage > Energy()) {
    power.repair_reserve = sizes.repair_reserve;
  }
  fit_panels(context.site, context.catalog, power);
  return power;
}

StandingCost standing_cost(const PlanContext& context, const PreparedMachines& machines,
                           const Sizes& sizes) {
  SizedDesign design;
  design.design = {machines.machines->design, fitted(context, machines, sizes)};
  design.bill = bill_of(context.site, context.catalog, design.design);
  design.purchase = purchase_cost(design.bill).value;
  design.use.transferred = transfers_of(context.site);
  design.lifetime =
      lifetime_cost(context.site, context.catalog, design.design, design.bill, design.use);
  return {score_of(context, design), design.purchase};
}

/// Panels and turbine as one source.
///
///     yield = (panels * health * sun_factor * y_sun + wind * y_wind) / (panels * health + wind)
///
/// Valid for   sources that meet on the direct-current bus; feeding the grid, hours that have it
/// Leaves out  the turbine's ageing; that its controller dumps on its own
/// Source      panel_year, wind_year
std::vector<double> source_yield(const Site& site, const SkyYear& sky, const PowerDesign& power,
                                 double sun_factor) {
  std::vector<double> yield = sky.panel_yield;
  const Power wind = wind_rated(site);
  if (!sky.wind_yield.empty() && wind > Power()) {
    const double health =
        power.module == nullptr ? 1.0 : panel_health(*power.module, site.money.life / 2);
    const double sun_share = health * power.panels / (health * power.panels + wind);
    for (std::size_t i = 0; i < yield.size(); ++i) {
      yield[i] = sun_share * sun_factor * yield[i] + (1 - sun_share) * sky.wind_yield[i];
    }
  } else if (sun_factor != 1.0) {
    for (double& each : yield) each *= sun_factor;
  }
  if (power.on_mains && !sky.grid.empty()) {
    for (std::size_t i = 0; i < yield.size(); ++i) {
      if (sky.grid[i] <= Power()) yield[i] = 0;
    }
  }
  return yield;
}

namespace {

/// `source_yield`, kept in `made` where it is not the sky's own.
std::span<const double> yield_seen(const Site& site, const SkyYear& sky, const PowerDesign& power,
                                   double sun_factor, std::vector<double>& made) {
  if (sun_factor == 1.0 && !site.power.wind && !power.on_mains) return sky.panel_yield;
  made = source_yield(site, sky, power, sun_factor);
  return made;
}

}  // namespace

PlantWeather year_weather(const Site& site, const SkyYear& sky, const PowerDesign& power,
                          std::span<const double> panel_yield) {
  PlantWeather weather;
  weather.panel_yield = panel_yield;
  const bool is_heated = power.battery != nullptr && power.battery->heater > Power();
  weather.air = is_heated ? sky.sheltered_air : sky.air;
  weather.grid = sky.grid;
  weather.quiet_hours = quiet_hours(site);
  return weather;
}

const char* year_policy(const Site& site, const PowerDesign& power) {
  // Without a battery there is nothing to charge, and a set that waits for a charge never rests.
  if (power.generator == nullptr || power.storage <= Energy()) return "load_following";
  const bool looks_ahead = site.power.generator && site.power.generator->looks_ahead;
  return looks_ahead ? "look_ahead" : "cycle_charging";
}

Plant year_plant(const PlanContext& context, const SizedDesign& design, const WorkNeed& need) {
  const PowerDesign& power = design.design.power;
  Plant plant = plant_of(context.site, power, design.machines_on_bus, context.site.money.life / 2,
                         cycles_assumed);
  if (plant.generator) {
    // The set has to do on the warmest day too.
    const std::optional<GeoPosition>& position = context.site.where.position;
    const Length altitude = position ? position->altitude : Length();
    plant.generator =
        derated(*plant.generator, rating_left(*power.generator, altitude, context.air.high));
  }
  plant.keep_above_without_set = plant.keep_above;
  plant.keep_above *= counted_share(plant, need);
  return plant;
}

PlantYear run_year(const PlanContext& context, const SizedDesign& design, const SiteLoads& loads,
                   const SkyYear& sky, double sun_factor, PlantTrace* trace) {
  const PowerDesign& power = design.design.power;
  const Plant plant = year_plant(context, design, loads.need);
  std::vector<double> made;
  const std::span<const double> yield = yield_seen(context.site, sky, power, sun_factor, made);
  const auto policy =
      make_policy(year_policy(context.site, power), rule_by_need(plant, loads.need));
  CHECK(policy != nullptr);
  const PlantWeather weather = year_weather(context.site, sky, power, yield);
  const PlantYearOptions wish{.initial_charge = {}, .trace = trace};
  const SiteLoads moved = moved_to_sun(loads, sky.panel_yield);
  if (trace != nullptr || policy->plain() == nullptr) {
    return plant_year(plant, weather, moved.loads, *policy, wish);
  }
  // Even for one year a table is sooner made than 8,760 whole steps are taken.
  const LoadTable table(plant.cooling, weather.air, moved.loads);
  return plant_year(plant, weather, table, *policy);
}

YearTables::YearTables(const PlanContext& context, const PreparedMachines& machines)
    : context_(context), machines_(machines), years_(context.weather.years.size()) {}

PlantYear YearTables::run(const SizedDesign& design, std::size_t year_index) {
  const PowerDesign& power = design.design.power;
  const SkyYear& sky = context_.weather.years[year_index];
  std::vector<double> made;
  const std::span<const double> yield = yield_seen(context_.site, sky, power, 1.0, made);
  const PlantWeather weather = year_weather(context_.site, sky, power, yield);
  const Plant plant = year_plant(context_, design, machines_.loads.need);
  const auto policy =
      make_policy(year_policy(context_.site, power), rule_by_need(plant, machines_.loads.need));
  if (year_index == 0 && machines_.tables) {
    return plant_year(plant, weather, machines_.tables->first_year, *policy);
  }
  Year& own = years_[year_index];
  if (!own.table) {
    own.moved = moved_to_sun(machines_.loads, sky.panel_yield);
    own.table.emplace(plant.cooling, weather.air, own.moved.loads);
  }
  return plant_year(plant, weather, *own.table, *policy);
}

PlantYear traced_year(const PlanContext& context, const SizedDesign& design, const SiteLoads& loads,
                      PlantTrace& trace) {
  return run_year(context, design, loads, context.weather.years.front(), 1.0, &trace);
}

YearlyUse yearly_use(const Site& site, const SiteLoads& loads, const PlantYear& year_run) {
  YearlyUse use;
  use.fuel = year_run.total.fuel;
  use.generator_time = year_run.generator_time;
  use.grid = year_run.total.grid;
  use.used = year_run.total.load;
  use.battery_cycles = year_run.battery_cycles;
  use.transferred = transfers_of(site);
  for (const auto& [name, price] : site.money.cost_of_missing) {
    for (std::size_t index = 0; index < loads.loads.size(); ++index) {
      if (loads.loads[index].name != name || loads.workload[index] < 0) continue;
      const LoadYear& got = year_run.loads[index];
      use.missed_work += (got.demanded_time - got.served_time) * price;
    }
  }
  return use;
}

std::vector<Requirement> judged_on(const PlanContext& context, const SizedDesign& design,
                                   const SiteLoads& loads, const PlantYear& year_run) {
  DesignFigures figures;
  figures.purchase = design.purchase;
  figures.ride_through = design.ride_through;
  // Those that do not change with the weather were judged once: take them over.
  std::vector<Requirement> out = design.requirements;
  const auto fresh = plant_requirements(
      context.site, year_figures(context.site, loads, year_run, design.left_by_failures), figures);
  for (Requirement& old : out) {
    if (old.what == "blackout carried" || old.key == "goals.power") continue;
    for (const Requirement& now : fresh) {
      if (now.key == old.key && now.what == old.what) old = now;
    }
  }
  return out;
}

Duration ride_through_of(const PlanContext& context, const PreparedMachines& machines,
                         const SizedDesign& design) {
  const PowerDesign& power = design.design.power;
  const SkyYear& sky = context.weather.years.front();
  const Plant oldest = plant_of(context.site, power, design.machines_on_bus,
                                oldest_age(context.site, power), cycles_assumed);
  if (machines.tables) return ride_through(oldest, machines.tables->safety);
  return ride_through(oldest, year_weather(context.site, sky, power, sky.panel_yield),
                      machines.loads.loads);
}

SizedDesign sized(const PlanContext& context, const PreparedMachines& machines,
                  const Sizes& sizes) {
  SizedDesign out = sized_barring_failures(context, machines, sizes);
  hold_against_failures(context, machines.loads, out);
  return out;
}

SizedDesign sized_barring_failures(const PlanContext& context, const PreparedMachines& machines,
                                   const Sizes& sizes) {
  const Site& site = context.site;
  SizedDesign out;
  out.machines_on_bus = machines.gear.machines_on_bus;
  out.design = {machines.machines->design, fitted(context, machines, sizes)};
  out.bill = bill_of(site, context.catalog, out.design);
  out.purchase = purchase_cost(out.bill).value;
  const SkyYear& sky = context.weather.years.front();
  std::vector<double> made;
  const std::span<const double> yield = yield_seen(site, sky, out.design.power, 1.0, made);
  const PlantWeather weather = year_weather(site, sky, out.design.power, yield);
  const Plant plant = year_plant(context, out, machines.loads.need);
  const auto policy =
      make_policy(year_policy(site, out.design.power), rule_by_need(plant, machines.loads.need));
  const PlantYear year_run = machines.tables
                                 ? plant_year(plant, weather, machines.tables->first_year, *policy)
                                 : run_year(context, out, machines.loads, sky);
  out.use = yearly_use(site, machines.loads, year_run);
  out.lifetime = lifetime_cost(site, context.catalog, out.design, out.bill, out.use);
  if (site.goals.ride_through) out.ride_through = ride_through_of(context, machines, out);
  out.requirements = machines.requirements;
  const auto of_plant =
      plant_requirements(site, year_figures(site, machines.loads, year_run),
                         design_figures(context, out, machines.loads, *machines.machines));
  out.requirements.insert(out.requirements.end(), of_plant.begin(), of_plant.end());
  out.failures = set_failures(site, plant, year_run);
  if (out.failures.a_year() > 0) out.demanded = demanded_time(machines.loads, year_run);
  out.violation = violation(out.requirements);
  out.score = score_of(context, out);
  return out;
}

}  // namespace islet
