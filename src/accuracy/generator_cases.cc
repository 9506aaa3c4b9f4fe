#include "accuracy/generator_cases.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "accuracy/case_inputs.h"
#include "cost/depreciation.h"
#include "energy/fuel_lines.h"
#include "energy/operating_reserve.h"
#include "energy/outage_survival.h"

namespace islet {
namespace {

constexpr FuelFlow litre_per_hour = litre / hour;
constexpr FuelPerEnergy litre_per_kwh = litre / kilowatt_hour;
constexpr FuelPerEnergy gallon_per_kwh = us_gallon / kilowatt_hour;

/// What a line says of a set: its constants and, with an output, what it burns.
std::vector<FoundFigure> line_figures(const PowerCase& one, const FuelLine& line, Power rated) {
  Generator set;
  set.rated = rated;
  set.fuel = line;
  const Power output = number_named(one, {"output_kw", "load_kw", "p_kw"}, 0) * kilowatt;
  const FuelFlow flow = fuel_flow(set, output, output > Power());
  const Duration running = one.number_or("hours", 1) * hour;
  const double efficiency =
      output > Power() && one.has("content_kwh_per_l")
          ? output / (flow * (one.number_or("content_kwh_per_l", 1) * kilowatt_hour / litre))
          : 0;
  return {{"slope_l_per_kwh", line.slope / litre_per_kwh},
          {"intercept_l_per_h", line.no_load * rated / litre_per_hour},
          {"intercept_per_rated_kw", line.no_load / litre_per_kwh},
          {"fuel_l_per_h", flow / litre_per_hour},
          {"l_per_h", flow / litre_per_hour},
          {"fuel_l", flow * running / litre},
          {"l_per_kwh", output > Power() ? flow / output / litre_per_kwh : 0},
          {"efficiency", efficiency}};
}

std::vector<FoundFigure> sheet_figures(const PowerCase& one) {
  const Power rated = number_named(one, {"rated_kw", "kw"}, 1) * kilowatt;
  std::vector<FuelPoint> points;
  for (const std::vector<double>& row : rows_of(one.inputs->find("points"))) {
    if (row.size() == 2) points.push_back({row[0] * kilowatt, row[1] * litre_per_hour});
  }
  const bool spreads = points.size() >= 2 && points.front().output != points.back().output;
  if (!spreads) return {};
  return line_figures(one, fuel_line_through(rated, points), rated);
}

std::vector<FoundFigure> efficiency_figures(const PowerCase& one) {
  const double full = one.number_or("eff_full", one.number_or("eff", 0.3));
  const double half = one.number_or("eff_half", full);
  const EnergyPerVolume content =
      one.number_or("hhv_kwh_per_gal", 40.7) * kilowatt_hour / us_gallon;
  const FuelLine line = fuel_line_of(full, half, content);
  const double rated_kw = one.number_or("kw", one.number_or("rated_kw", 0));
  const double running_h = one.number_or("hours", one.number_or("running_h", 0));
  const Volume burnt = line.slope * (one.number_or("energy_kwh", 0) * kilowatt_hour) +
                       line.no_load * (rated_kw * running_h * kilowatt_hour);
  const double gallons = burnt / us_gallon;
  const double price = one.number_or("price_usd_gal", 0);
  const double co2 = one.number_or("lb_co2_per_gal", 22.58);
  return {{"slope_gal_per_kwh", line.slope / gallon_per_kwh},
          {"gal_per_kwh", line.slope / gallon_per_kwh},
          {"intercept_gal_per_h_per_kw", line.no_load / gallon_per_kwh},
          {"intercept_gal_per_h", line.no_load / gallon_per_kwh * rated_kw},
          {"gal", gallons},
          {"usd", gallons * price},
          {"fuel_usd", gallons * price},
          {"lb_co2", gallons * co2}};
}

std::vector<FoundFigure> replacement_figures(const PowerCase& one) {
  const double price = one.number_or("kw", 1) * one.number_or("replace_usd_per_kw", 0);
  const Money worth = after_tax_worth(price * dollar, one.number_or("discount", 0),
                                      one.number_or("year", 0) * year, one.number_or("tax", 0));
  return {{"pv_usd", worth / dollar}};
}

std::vector<FoundFigure> heat_rate_figures(const PowerCase& one) {
  const Energy output = one.has("output_mwh") ? one.number_or("output_mwh", 0) * megawatt_hour
                                              : one.number_or("output_kwh", 0) * kilowatt_hour;
  const double ratio = one.number_or("heat_rate_btu_per_kwh", 0) * btu / kilowatt_hour;
  const double mmbtu = fuel_heat(output, ratio) / (1e6 * btu);
  return {{"fuel_mmbtu", mmbtu},
          {"fuel_usd", mmbtu * one.number_or("usd_per_mmbtu", 0)},
          {"efficiency", 1 / std::max(1e-9, ratio)}};
}

double sum_of(const PowerCase& one, std::string_view key) {
  double sum = 0;
  for (const double value : numbers_of(one, key)) sum += value;
  return sum;
}

/// A need against what runs: HOMER's required operating capacity and REopt's reserve.
std::vector<FoundFigure> reserve_figures(const PowerCase& one) {
  const double percent = number_named(one, {"reserve_pct", "operating_reserve_pct"}, 0);
  const double of_load =
      number_named(one, {"reserve_load", "load_reserve", "operating_reserve"}, percent / 100);
  const ReserveRule rule{of_load, number_named(one, {"reserve_pv", "pv_reserve"}, 0),
                         number_named(one, {"reserve_wind", "wind_reserve"}, 0)};
  Powers now;
  now.load = one.number_or("load_kw", 0) * kilowatt;
  now.sun = one.number_or("pv_kw", 0) * kilowatt;
  now.wind = one.number_or("wind_kw", 0) * kilowatt;
  now.sets = (sum_of(one, "gens_kw") + sum_of(one, "gen_kw")) * kilowatt;
  now.reserve = one.number_or("reserve_kw", 0) * kilowatt;
  const ReserveState state = reserve_state(rule, now);
  const double is_enough = state.is_enough() ? 1 : 0;
  return {{"required_kw", state.required / kilowatt},
          {"supplied_kw", state.supplied / kilowatt},
          {"capacity_shortage_kw", state.shortage / kilowatt},
          {"shortage_kw", state.shortage / kilowatt},
          {"unmet_kw", state.unmet / kilowatt},
          {"reserve_required_kw", (state.required - now.load) / kilowatt},
          {"reserve_provided_kw", std::max(Power(), state.supplied - now.load) / kilowatt},
          {"feasible", is_enough},
          {"is_feasible", is_enough},
          {"ok", is_enough},
          {"load_met_pct", 100 * is_enough},
          {"served_fraction", is_enough}};
}

/// A series in kilowatts: a list, one value, or "100 flat, 8760 h".
std::vector<Power> load_series(const PowerCase& one) {
  std::vector<double> values = numbers_of(one, "load_kw");
  if (!one.text("load_kw").empty() && values.size() > 1) values.resize(1);
  const std::vector<double> sun = numbers_of(one, "pv_kw");
  std::vector<Power> series;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double free_kw = sun.empty() ? 0 : sun[std::min(i, sun.size() - 1)];
    series.push_back((values[i] - free_kw) * kilowatt);
  }
  return series;
}

OutagePlant outage_plant(const PowerCase& one) {
  OutagePlant plant;
  plant.step = one.number_or("dt_h", 1) * hour;
  const std::vector<double> count = numbers_of(one, "n_gen");
  const Course rated(one, "gen_kw", 0);
  const Course ready(one, one.has("avail") ? "avail" : "availability", 1);
  const Course fails(one, "fail_to_start", 0);
  const Course lives(one, "mttf_h", 1e9);
  for (std::size_t i = 0; i < count.size(); ++i) {
    const double life_h = std::max(1e-9, lives.at(i));
    plant.sets.push_back({static_cast<int>(std::clamp(count[i], 0.0, 50.0)), rated.at(i) * kilowatt,
                          ready.at(i), fails.at(i), life_h * hour});
  }
  const double floor = one.number_or("soc_min", 0);
  plant.battery.usable = one.number_or("batt_kwh", 0) * (1 - floor) * kilowatt_hour;
  plant.battery.power = one.number_or("batt_kw", 0) * kilowatt;
  plant.battery.charge_efficiency = one.number_or("battery_charge_eff", 1);
  plant.battery.discharge_efficiency = one.number_or("battery_discharge_eff", 1);
  plant.battery.levels = static_cast<int>(std::clamp(one.number_or("num_bins", 101), 2.0, 10001.0));
  return plant;
}

/// A whole plant, or with a battery that may be out of order the mean of both cases.
Survival survival_of(const PowerCase& one, const OutagePlant& plant, std::size_t steps) {
  const std::vector<Power> load = load_series(one);
  const double floor = one.number_or("soc_min", 0);
  std::vector<Energy> stored;
  for (const double share : numbers_of(one, "soc0")) {
    stored.push_back((share - floor) * one.number_or("batt_kwh", 0) * kilowatt_hour);
  }
  if (stored.empty() || (stored.size() > 1 && stored.size() != load.size())) {
    stored.assign(1, plant.battery.usable);
  }
  const OutageChances chances(plant);
  if (!one.has("outage_start")) return mean_survival(chances, load, steps, stored);
  // The first step of the series is number 1.
  const auto start = static_cast<std::size_t>(std::max(1.0, one.number_or("outage_start", 1))) - 1;
  const Energy at_start = stored.size() == 1 ? stored[0] : stored[start % stored.size()];
  return chances.survival(load, start, steps, at_start);
}

std::vector<FoundFigure> survival_figures(const PowerCase& one) {
  const OutagePlant plant = outage_plant(one);
  const double hours = one.number_or("hours", 24);
  const double count = std::clamp(hours * hour / plant.step, 1.0, 1e5);
  const auto steps = static_cast<std::size_t>(std::llround(count));
  Survival survival = survival_of(one, plant, steps);
  if (one.has("batt_avail")) {
    OutagePlant without = plant;
    without.battery.usable = Energy();
    const Survival less = survival_of(one, without, steps);
    const double works = one.number_or("batt_avail", 1);
    for (std::size_t i = 0; i < steps; ++i) {
      survival.until[i] += (1 - works) * (less.until[i] - survival.until[i]);
      survival.in_step[i] += (1 - works) * (less.in_step[i] - survival.in_step[i]);
    }
  }
  const bool marginal = one.number_or("marginal", 0) != 0 ||
                        (!one.has("marginal") && one.id.find("marginal") != std::string::npos);
  std::vector<FoundFigure> figures;
  put_list(figures, "survival_by_hour", marginal ? survival.in_step : survival.until);
  put_list(figures, "cumulative_by_hour", survival.until);
  put_list(figures, "cumulative_survival_by_hour", survival.until);
  put_list(figures, "marginal_by_hour", survival.in_step);
  put_list(figures, "marginal_survival_by_hour", survival.in_step);
  const std::vector<double>& stated = marginal ? survival.in_step : survival.until;
  for (std::size_t i = 0; i < steps; ++i) {
    const double at_hour = static_cast<double>(i + 1) * (plant.step / hour);
    figures.push_back({fmt::format("mean_survival_{:g}h", at_hour), stated[i]});
    figures.push_back({fmt::format("survival_{:g}h", at_hour), stated[i]});
    figures.push_back({fmt::format("mean_cumulative_survival_{:g}h", at_hour), survival.until[i]});
    figures.push_back({fmt::format("mean_marginal_survival_{:g}h", at_hour), survival.in_step[i]});
  }
  figures.push_back({"survival", stated.back()});
  figures.push_back({"mean_survival", stated.back()});
  return figures;
}

std::vector<FoundFigure> redundancy_figures(const PowerCase& one) {
  const int installed = static_cast<int>(std::clamp(one.number_or("n_installed", 0), 0.0, 1000.0));
  const int needed = static_cast<int>(std::clamp(one.number_or("n_needed", 0), 0.0, 1001.0));
  const double unit = std::clamp(one.number_or("unit_availability", 1), 0.0, 1.0);
  const double enough = chance_of_enough(installed, needed, unit);
  return {{"p_ok", enough}, {"lolp", 1 - enough}, {"lole_h_per_y", 8760 * (1 - enough)}};
}

}  // namespace

Result<std::vector<FoundFigure>> solve_generator_case(const PowerCase& one, CaseSurroundings&) {
  if (one.has("points")) return sheet_figures(one);
  if (one.has("eff_full") || one.has("eff")) return efficiency_figures(one);
  if (one.has("replace_usd_per_kw")) return replacement_figures(one);
  if (one.has("heat_rate_btu_per_kwh")) return heat_rate_figures(one);
  if (one.has("slope_l_per_kwh")) {
    const double rated_kw = one.number_or("rated_kw", 1);
    const double per_rated =
        one.number_or("intercept_per_rated_kw", one.number_or("intercept_l_per_h", 0) / rated_kw);
    const FuelLine line{per_rated * litre_per_kwh,
                        one.number_or("slope_l_per_kwh", 0) * litre_per_kwh};
    return line_figures(one, line, rated_kw * kilowatt);
  }
  if (one.has("load_kw")) return reserve_figures(one);
  return unknown_inputs(one);
}

Result<std::vector<FoundFigure>> solve_reliability_case(const PowerCase& one, CaseSurroundings&) {
  if (one.has("n_gen")) return survival_figures(one);
  if (one.has("n_installed")) return redundancy_figures(one);
  if (one.has("load_kw")) return reserve_figures(one);
  return unknown_inputs(one);
}

}  // namespace islet
