// Times one hourly plant-year with cached panels, and panels from weather with cached sun.
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "energy/load_table.h"
#include "energy/panels.h"
#include "energy/plant_life.h"
#include "energy/plant_year.h"
#include "energy/pv_inverter.h"
#include "energy/sun.h"
#include "energy/work_need.h"

namespace islet {
namespace {

/// A year of half-sine days: enough to walk every branch of the loop.
struct Year {
  std::vector<double> yield = std::vector<double>(hours_per_year);
  std::vector<Temperature> air = std::vector<Temperature>(hours_per_year);
  std::vector<Power> demand = std::vector<Power>(hours_per_year, 300.0 * watt);
  WeatherYear weather;
  std::vector<SunPosition> sun = std::vector<SunPosition>(hours_per_year);

  Year() {
    weather.position.latitude_deg = 30;
    for (std::size_t i = 0; i < hours_per_year; ++i) {
      const std::size_t day_of_year = i / 24;
      const auto day_index = static_cast<double>(day_of_year);
      const double season = std::cos(2 * std::numbers::pi * (day_index - 172) / 365);
      const double height = std::sin(std::numbers::pi * (static_cast<double>(i % 24) - 5.5) / 12);
      const double cloud = 0.6 + 0.4 * std::sin(day_index * 1.7);
      yield[i] = std::max(0.0, height) * cloud * (0.6 + 0.2 * season);
      air[i] = celsius(20 + 10 * season + 5 * height);
      WeatherHour now;
      now.ghi = std::max(0.0, height * cloud) * 900.0 * watt_per_square_metre;
      now.dni = cloud * (now.ghi);
      now.dhi = (1.0 - 0.7 * cloud) * now.ghi;
      now.air = air[i];
      now.wind = 3.0 * metre_per_second;
      weather.hours.push_back(now);
      const double elevation_deg = 70 * height;
      sun[i] = {elevation_deg, 90 + 7.5 * static_cast<double>(i % 24), 90 - elevation_deg};
    }
  }
};

Plant mine_plant() {
  Plant plant;
  plant.panel_rated = 6.0 * kilowatt;
  plant.battery.capacity = 20.0 * kilowatt_hour;
  plant.battery.usable_min = 0.1;
  plant.battery.charge_max = 10.0 * kilowatt;
  plant.battery.discharge_max = 16.0 * kilowatt;
  plant.battery.charge_efficiency = plant.battery.discharge_efficiency = 0.975;
  plant.battery.standby = 8.0 * watt;
  plant.keep_above = 0.15;
  plant.own_draw = 15.0 * watt;
  Generator set;
  set.rated = 8.0 * kilowatt;
  set.fuel = {0.043 * litre / kilowatt_hour, 0.284 * litre / kilowatt_hour};
  set.tank = 400.0 * litre;
  set.refill_every = 30.0 * day;
  plant.generator = set;
  plant.cooling.points = 4;
  plant.cooling.curve[0] = {celsius(0), 0.06};
  plant.cooling.curve[1] = {celsius(20), 0.08};
  plant.cooling.curve[2] = {celsius(35), 0.09};
  plant.cooling.curve[3] = {celsius(50), 0.10};
  plant.cooling.heat_max = 1200.0 * watt;
  plant.cooling.inside_above = 15.0 * kelvin;
  return plant;
}

/// Loads of the mine: two that are no inference, three classes of work with their steps.
std::vector<Load> mine_loads(const Year& one_year) {
  const std::span<const Power> demand = one_year.demand;
  std::vector<Load> loads(5);
  loads[0] = {"radio", Importance::high, demand, {}, false};
  loads[1] = {"idle", Importance::safety, demand, {}, true};
  loads[2] = {"cameras", Importance::safety, demand, {{0.45, 0.7, 0.5}, {0.25, 0.5, 0.4}}, true};
  loads[3] = {"assistant", Importance::normal, demand, {{0.4, 0.6, 0.8}, {0.2, 0, 0}}, true};
  loads[4] = {"reports", Importance::low, demand, {{0.6, 0, 0}}, true};
  return loads;
}

void one_plant_year(benchmark::State& state, std::string_view policy_name) {
  const Year one_year;
  const std::vector<Load> loads = mine_loads(one_year);
  const Plant plant = mine_plant();
  PlantWeather weather;
  weather.panel_yield = one_year.yield;
  weather.air = one_year.air;
  const auto policy = make_policy(policy_name, GeneratorRule());
  for (auto _ : state) {
    benchmark::DoNotOptimize(plant_year(plant, weather, loads, *policy));
  }
}
BENCHMARK_CAPTURE(one_plant_year, load_following, "load_following")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(one_plant_year, cycle_charging, "cycle_charging")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(one_plant_year, look_ahead, "look_ahead")->Unit(benchmark::kMicrosecond);

/// The loads' table is made once for the site. Marks are shares of the battery, so that every night
/// crosses all degrade steps: a hard year.
void plant_year_by_table(benchmark::State& state, std::string_view policy_name) {
  const Year one_year;
  const std::vector<Load> loads = mine_loads(one_year);
  const Plant plant = mine_plant();
  PlantWeather weather;
  weather.panel_yield = one_year.yield;
  weather.air = one_year.air;
  const LoadTable table(plant.cooling, weather.air, loads);
  const auto policy = make_policy(policy_name, GeneratorRule());
  for (auto _ : state) {
    benchmark::DoNotOptimize(plant_year(plant, weather, table, *policy));
  }
}
BENCHMARK_CAPTURE(plant_year_by_table, load_following, "load_following")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(plant_year_by_table, cycle_charging, "cycle_charging")
    ->Unit(benchmark::kMicrosecond);

/// As the search for sizes runs it: marks, steps and reserve by hours of work.
void searched_year_by_table(benchmark::State& state) {
  const Year one_year;
  const std::vector<Load> loads = mine_loads(one_year);
  Plant plant = mine_plant();
  PlantWeather weather;
  weather.panel_yield = one_year.yield;
  weather.air = one_year.air;
  const LoadTable table(plant.cooling, weather.air, loads);
  const WorkNeed need = work_need(loads);
  plant.keep_above *= counted_share(plant, need);
  const auto policy = make_policy("cycle_charging", rule_by_need(plant, need));
  for (auto _ : state) {
    benchmark::DoNotOptimize(plant_year(plant, weather, table, *policy));
  }
}
BENCHMARK(searched_year_by_table)->Unit(benchmark::kMicrosecond);

void table_of_loads(benchmark::State& state) {
  const Year one_year;
  const std::vector<Load> loads = mine_loads(one_year);
  const Plant plant = mine_plant();
  for (auto _ : state) {
    benchmark::DoNotOptimize(LoadTable(plant.cooling, one_year.air, loads));
  }
}
BENCHMARK(table_of_loads)->Unit(benchmark::kMicrosecond);

void panels_from_weather(benchmark::State& state) {
  const Year one_year;
  const PanelMount mount{{25, 180}, 0.2};
  for (auto _ : state) {
    benchmark::DoNotOptimize(panel_year(one_year.weather, one_year.sun, mount, PanelModel()));
  }
}
BENCHMARK(panels_from_weather)->Unit(benchmark::kMicrosecond);

void tracked_panels_from_weather(benchmark::State& state) {
  const Year one_year;
  PanelMount mount;
  mount.tracker = Tracker();
  mount.row_ground_cover = mount.tracker->ground_cover;
  for (auto _ : state) {
    benchmark::DoNotOptimize(panel_year(one_year.weather, one_year.sun, mount, PanelModel()));
  }
}
BENCHMARK(tracked_panels_from_weather)->Unit(benchmark::kMicrosecond);

void inverter_with_clipping(benchmark::State& state) {
  const Year one_year;
  PvInverter inverter;
  inverter.corrects_clipping = true;
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        inverter_year(inverter, one_year.yield, one_year.weather, one_year.sun));
  }
}
BENCHMARK(inverter_with_clipping)->Unit(benchmark::kMicrosecond);

PriorityPlant small_priority_plant() {
  PriorityPlant plant;
  plant.generator = 2.0 * kilowatt;
  plant.battery = 20.0 * kilowatt_hour;
  plant.floor = 0.1 * plant.battery;
  plant.start = plant.battery;
  plant.charge_max = plant.discharge_max = 10.0 * kilowatt;
  plant.charge_efficiency = plant.discharge_efficiency = 0.975;
  return plant;
}

/// Twenty years of sun, battery and generator in a fixed order, with rainflow and calendar wear.
void aged_twenty_years(benchmark::State& state) {
  const Year one_year;
  const PriorityPlant plant = small_priority_plant();
  AgeingLaw law;
  law.calendar_life = 13.0 * year;
  law.time_power = 0.5;
  const std::vector<Power> load(hours_per_year, 1.5 * kilowatt);
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        plant_life(plant, {one_year.yield, 6.0 * kilowatt, load}, law, LifeTerms()));
  }
}
BENCHMARK(aged_twenty_years)->Unit(benchmark::kMicrosecond);

/// A year in minutes: sun, battery and generator in a fixed order.
void year_in_minutes(benchmark::State& state) {
  const Year one_year;
  std::vector<double> sun;
  for (const double share : one_year.yield) {
    for (int n = 0; n < 60; ++n) sun.push_back(share * (0.9 + 0.1 * (n % 3)));
  }
  const PriorityPlant plant = small_priority_plant();
  const std::vector<Power> load = {1.5 * kilowatt};
  for (auto _ : state) {
    benchmark::DoNotOptimize(priority_year(plant, {sun, 6.0 * kilowatt, load, 1.0 * minute}));
  }
}
BENCHMARK(year_in_minutes)->Unit(benchmark::kMicrosecond);

/// Once a site: everything else takes the positions as given.
void positions_of_a_year(benchmark::State& state) {
  const GeoPosition place{30, 20, 100 * metre};
  for (auto _ : state) benchmark::DoNotOptimize(sun_year(place, 1.0 * hour));
}
BENCHMARK(positions_of_a_year)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace islet
