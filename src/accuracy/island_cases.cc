#include "accuracy/island_cases.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "accuracy/case_inputs.h"
#include "accuracy/number_table.h"
#include "cost/life_cycle.h"
#include "energy/priority_year.h"
#include "energy/wind_curve.h"

namespace islet {
namespace {

/// The number at `parameters.part.key` of the file.
double parameter(const PowerCase& one, std::string_view part, std::string_view key,
                 double fallback) {
  const YamlNode* parameters = one.file_root->find("parameters");
  const YamlNode* group = parameters;
  if (group != nullptr && !part.empty()) group = group->find(part);
  const YamlNode* node = group == nullptr ? nullptr : group->find(key);
  return node == nullptr ? fallback : figure_in(*node).value_or(fallback);
}

/// The first table whose name begins with the family's.
Result<NumberTable> hours_of(const PowerCase& one, const CaseSurroundings& around) {
  const std::string path = case_table(around, {one.family, ".csv"});
  if (!path.empty()) return read_number_table(path);
  return Error{{},
               fmt::format("the folder holds no table {}*.csv", one.family),
               "Put the island's hours beside its cases.",
               "D1",
               ""};
}

WindCurve turbine_of(const PowerCase& one) {
  WindCurve curve;
  curve.specific_power = parameter(one, "wind", "specific_power_w_m2", 300) * watt_per_square_metre;
  curve.power_coefficient = parameter(one, "wind", "cp", 0.5);
  curve.sharpness = parameter(one, "wind", "alpha", 3);
  curve.cut_out = parameter(one, "wind", "cut_out", 25) * metre_per_second;
  return curve;
}

/// Free power of each hour in kilowatts.
std::vector<double> free_power(const PowerCase& one, const NumberTable& hours) {
  const WindCurve curve = turbine_of(one);
  const double gain = parameter(one, "wind", "speed_gain", 1);
  const std::span<const double> sun = hours.column("pv_w_per_kwp");
  const std::span<const double> wind = hours.column("wind_ms");
  std::vector<double> power(hours.rows());
  for (std::size_t i = 0; i < power.size(); ++i) {
    if (!sun.empty()) power[i] += one.number_or("pv_kw", 0) * sun[i] / 1000;
    if (wind.empty()) continue;
    power[i] += one.number_or("wind_kw", 0) * wind_share(curve, gain * wind[i] * metre_per_second);
  }
  return power;
}

PriorityPlant plant_of(const PowerCase& one) {
  const double loss = parameter(one, "battery", "loss_factor", 0);
  PriorityPlant plant;
  plant.generator = one.number_or("gen_kw", 0) * kilowatt;
  plant.battery = one.number_or("battery_kwh", 0) * kilowatt_hour;
  plant.floor = parameter(one, "battery", "soc_min", 0) * plant.battery;
  plant.start = parameter(one, "battery", "soc_ini", 0) * plant.battery;
  plant.charge_max = plant.discharge_max =
      parameter(one, "battery", "c_rate", 1) * plant.battery / hour;
  plant.charge_efficiency = 1 - loss;
  plant.discharge_efficiency = 1 / (1 + loss);
  return plant;
}

/// Full cycles of the year: half the energy through the terminals over the capacity.
double cycles_of(const PriorityPlant& plant, const PriorityYear& total) {
  if (plant.battery <= Energy()) return 0;
  return (total.charged + total.discharged) / (2 * plant.battery);
}

CashItem item_of(const char* name, double capital_usd, double yearly_usd, double life_years) {
  CashItem item;
  item.name = name;
  item.capital = item.replacement = capital_usd * dollar;
  item.operation = yearly_usd * dollar / year;
  item.life = std::clamp(life_years, 0.01, 1e6) * year;
  return item;
}

/// Everything that is bought, with its life by use.
std::vector<CashItem> items_of(const PowerCase& one, const PriorityPlant& plant,
                               const PriorityYear& total) {
  const double generator_kw = one.number_or("gen_kw", 0);
  const double battery_kwh = one.number_or("battery_kwh", 0);
  const double sun_kw = one.number_or("pv_kw", 0);
  const double wind_kw = one.number_or("wind_kw", 0);
  const auto of = [&](const char* part, const char* key, double fallback) {
    return parameter(one, part, key, fallback);
  };
  const double running_h = total.generator_hours;
  const double litres = of("gen", "fuel_intercept", 0) * generator_kw * running_h +
                        of("gen", "fuel_slope_l_per_kwh", 0) * (total.generator / kilowatt_hour);
  CashItem generator = item_of("generator", of("gen", "capex_usd_kw", 0) * generator_kw,
                               of("gen", "om_usd_kw_h", 0) * generator_kw * running_h,
                               of("gen", "life_h", 15000) / std::max(running_h, 1e-3));
  generator.fuel = of("gen", "fuel_usd_l", 0) * litres * dollar / year;
  const double cycles = cycles_of(plant, total);
  const double by_use = cycles > 0 ? of("battery", "cycles", 1e9) / cycles : 1e6;
  const double battery_life = std::min(of("battery", "calendar_y", 1e6), by_use);
  return {generator,
          item_of("battery", of("battery", "capex_usd_kwh", 0) * battery_kwh,
                  of("battery", "om_usd_kwh_y", 0) * battery_kwh, battery_life),
          item_of("panels", of("pv", "capex_usd_kw", 0) * sun_kw,
                  of("pv", "om_usd_kw_y", 0) * sun_kw, of("pv", "life_y", 25)),
          item_of("wind", of("wind", "capex_usd_kw", 0) * wind_kw,
                  of("wind", "om_usd_kw_y", 0) * wind_kw, of("wind", "life_y", 25))};
}

}  // namespace

Result<std::vector<FoundFigure>> solve_island_case(const PowerCase& one,
                                                   CaseSurroundings& surroundings) {
  const Result<NumberTable> hours = hours_of(one, surroundings);
  if (!hours) return hours.error();
  std::vector<Power> load;
  for (const double load_kw : hours->column("load_kw")) load.push_back(load_kw * kilowatt);
  if (load.empty()) return unknown_inputs(one);
  const std::vector<double> power = free_power(one, *hours);
  const PriorityPlant plant = plant_of(one);
  const PriorityYear total = priority_year(plant, {power, kilowatt, load});

  const LifeCycle cycle{parameter(one, "", "years", 25) * year, parameter(one, "", "discount", 0)};
  const std::vector<CashItem> items = items_of(one, plant, total);
  const LifeCycleCost cost = life_cycle_cost(items, cycle);
  const Energy served = total.load - total.shed;
  const MoneyRate yearly = annualised(cost.total.value, cycle);
  const double litres =
      items.front().fuel * year / dollar / std::max(1e-12, parameter(one, "gen", "fuel_usd_l", 1));
  const auto kwh = [](Energy energy) { return energy / kilowatt_hour; };
  return std::vector<FoundFigure>{
      {"lcoe_usd_kwh", yearly * year / served / (dollar / kilowatt_hour)},
      {"npc_usd", cost.total.value / dollar},
      {"shed_energy", kwh(total.shed)},
      {"shed_max", total.shed_max / kilowatt},
      {"shed_hours", static_cast<double>(total.shed_hours)},
      {"shed_duration_max", static_cast<double>(total.shed_longest)},
      {"shed_rate", total.shed / total.load},
      {"served_energy", kwh(served)},
      {"load_energy", kwh(total.load)},
      {"gen_energy", kwh(total.generator)},
      {"gen_hours", static_cast<double>(total.generator_hours)},
      {"gen_fuel", litres},
      {"storage_cycles", cycles_of(plant, total)},
      {"storage_char_energy", kwh(total.charged)},
      {"storage_dis_energy", kwh(total.discharged)},
      {"storage_loss_energy",
       kwh(total.charged - total.discharged - (total.stored_at_end - plant.start))},
      {"spilled_energy", kwh(total.spilled)},
      // Published to six decimals, more coarsely than the files' relative tolerance asks.
      {"renew_rate", std::round((1 - total.generator / served) * 1e6) / 1e6}};
}

}  // namespace islet
