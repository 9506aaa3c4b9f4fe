#include "plan/take_account.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "base/check.h"
#include "energy/foresight_bound.h"
#include "energy/generator.h"
#include "energy/policy.h"
#include "energy/work_need.h"
#include "energy/year_books.h"

namespace islet {
namespace {

/// What a kWh refused is worth where the site says nothing, by importance. Above the price of a
/// kWh from remote diesel, so that refusing never pays. Assumption, grade D, 2026-11.
constexpr double usd_per_refused_kwh[importance_count] = {100, 30, 10, 3};

/// A load's price for what is refused: `money.cost_of_missing` by its mean draw, else by
/// importance.
EnergyPrice refused_price(const Site& site, const Load& load, bool is_workload) {
  Power sum;
  int asked = 0;
  for (const Power each : load.demand) {
    sum += each;
    asked += each > Power() ? 1 : 0;
  }
  for (const auto& [name, price] : site.money.cost_of_missing) {
    if (is_workload && name == load.name && sum > Power()) return price / (sum / asked);
  }
  return usd_per_refused_kwh[static_cast<int>(load.importance)] * dollar / kilowatt_hour;
}

RunningPrices prices_of(const Site& site, const SizedDesign& design, const SiteLoads& loads) {
  RunningPrices prices;
  const PowerDesign& power = design.design.power;
  if (power.generator != nullptr && site.power.generator) {
    prices.fuel = site.power.generator->fuel_price.typical;
    prices.generator_time =
        upkeep_cost(*power.generator, hour, power.generator->price.typical) / hour;
  }
  if (site.power.grid) prices.grid = site.power.grid->price.typical;
  for (std::size_t k = 0; k < loads.loads.size(); ++k) {
    prices.refused.push_back(refused_price(site, loads.loads[k], loads.workload[k] >= 0));
  }
  return prices;
}

/// What the loads still asked for after the site's own orders for a falling battery: those orders
/// are no choice of the rule, so the schedule beside it is asked for the same.
std::vector<Load> as_asked(const SiteLoads& loads, const PlantTrace& trace) {
  std::vector<Load> out = loads.loads;
  for (std::size_t k = 0; k < out.size(); ++k) {
    out[k].demand = trace.asked[k];
    out[k].steps.clear();
  }
  return out;
}

/// Prices of the schedule beside the rule: what the rule served in full it serves in full too, for
/// a set that runs whole hours would else now and then cost more than a little work refused.
RunningPrices as_served(RunningPrices prices, const PlantYear& run) {
  constexpr EnergyPrice never = 1e4 * dollar / kilowatt_hour;
  constexpr double hair = 1e-9;
  for (std::size_t k = 0; k < prices.refused.size(); ++k) {
    const LoadYear& got = run.loads[k];
    if (got.unserved <= hair * got.served) prices.refused[k] = never;
  }
  return prices;
}

std::array<StepFlows, months_per_year> months_of(const std::vector<StepFlows>& hours) {
  std::array<StepFlows, months_per_year> months{};
  std::size_t i = 0;
  for (int month_index = 0; month_index < months_per_year; ++month_index) {
    const std::size_t end = i + static_cast<std::size_t>(24 * days_in_month(month_index));
    for (; i < end && i < hours.size(); ++i) {
      YearBooks::add(months[static_cast<std::size_t>(month_index)], hours[i]);
    }
  }
  return months;
}

ChargeHours charge_hours(const std::vector<double>& charge) {
  constexpr double hair = 1e-6;
  const auto share = [&](auto holds) {
    return static_cast<double>(std::count_if(charge.begin(), charge.end(), holds)) /
           static_cast<double>(charge.size());
  };
  return {share([](double level) { return level <= hair; }),
          share([](double level) { return level < 0.25; }),
          share([](double level) { return level > 0.75; }),
          share([](double level) { return level >= 1 - hair; })};
}

/// The same year with a set that is started by the other rule.
PlantAccount::OtherRule other_rule(const Plant& plant, const PlantWeather& weather,
                                   const SiteLoads& loads, const RunningPrices& prices,
                                   bool looks_ahead) {
  const auto policy =
      make_policy(looks_ahead ? "look_ahead" : "cycle_charging", rule_by_need(plant, loads.need));
  CHECK(policy != nullptr);
  const PlantYear other = plant_year(plant, weather, loads.loads, *policy);
  PlantAccount::OtherRule out{looks_ahead, running_cost(other, prices), Energy()};
  for (const LoadYear& each : other.loads) out.served_more += each.served;
  return out;
}

/// What the panels offer beyond their controllers.
Energy cut_off(const Plant& plant, const std::vector<double>& yield) {
  Energy sum;
  if (plant.panel_input_max <= Power()) return sum;
  const Power rated = plant.panel_health * plant.panel_rated;
  for (const double each : yield) {
    sum += std::max(Power(), each * rated - plant.panel_input_max) * hour;
  }
  return sum;
}

}  // namespace

PlantAccount take_account(const PlanContext& context, const PreparedMachines& machines,
                          const SizedDesign& design) {
  PlantAccount out;
  PlantTrace trace;
  out.run = traced_year(context, design, machines.loads, trace);
  out.months = months_of(trace.flows);
  out.charge = charge_hours(trace.charge);
  const RunningPrices prices = prices_of(context.site, design, machines.loads);
  out.cost.fuel = out.run.total.fuel * prices.fuel;
  out.cost.grid = out.run.total.grid * prices.grid;
  out.cost.upkeep = out.run.generator_time * prices.generator_time;
  out.cost.refused =
      running_cost(out.run, prices) - out.cost.fuel - out.cost.grid - out.cost.upkeep;
  out.yearly = design.lifetime / (context.site.money.life / year);
  if (!prices.refused.empty()) {
    const auto [low, high] = std::minmax_element(prices.refused.begin(), prices.refused.end());
    out.cheapest_refused = *low;
    out.dearest_refused = *high;
  }
  const SkyYear& sky = context.weather.years.front();
  const std::vector<double> yield = source_yield(context.site, sky, design.design.power);
  const PlantWeather weather = year_weather(context.site, sky, design.design.power, yield);
  const Plant plant = year_plant(context, design, machines.loads.need);
  out.panels = plant.panel_health * plant.panel_rated;
  out.panels_taken = plant.panel_input_max;
  out.panels_cut_off = cut_off(plant, yield);
  const SiteLoads loads = moved_to_sun(machines.loads, sky.panel_yield);
  const StepMarks marks = rule_by_need(plant, loads.need).steps;
  const std::vector<double> least_charge = least_charges(loads.loads, trace, marks);
  const YearEnds ends{out.run.charge_at_start, out.run.charge_at_end, least_charge};
  out.least = foresight_bound(plant, weather, as_asked(machines.loads, trace),
                              as_served(prices, out.run), ends);
  const auto& set = context.site.power.generator;
  if (plant.generator && set && plant.battery.usable() > Energy()) {
    out.other_rule = other_rule(plant, weather, loads, prices, !set->looks_ahead);
    for (const LoadYear& each : out.run.loads) out.other_rule->served_more -= each.served;
  }
  return out;
}

}  // namespace islet
