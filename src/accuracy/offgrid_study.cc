#include "accuracy/offgrid_study.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "accuracy/power_case.h"
#include "cost/depreciation.h"
#include "energy/fuel_lines.h"

namespace islet {
namespace {

/// The number at `path` ("gas_engine.heat_rate_btu_per_kwh"), or the sum of a map of numbers there;
/// `value` stays where nothing is stated.
void take(const YamlNode& root, std::string_view path, double& value) {
  const YamlNode* node = &root;
  while (node != nullptr && !path.empty()) {
    const std::size_t dot = path.find('.');
    node = node->find(path.substr(0, dot));
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  if (node == nullptr) return;
  if (const auto number = figure_in(*node)) value = *number;
  if (!node->is_map()) return;
  value = 0;
  for (const YamlEntry& part : node->entries) value += figure_in(part.value).value_or(0);
}

void take_count(const YamlNode& root, std::string_view path, int& value) {
  double number = value;
  take(root, path, number);
  value = static_cast<int>(std::clamp(number, 0.0, 100.0));
}

void take_set(const YamlNode& root, const std::string& name, StudySet& set) {
  take(root, name + ".capex_usd_per_kw", set.capital_usd_per_kw);
  take(root, name + ".fixed_om_usd_per_kw_y", set.fixed_usd_per_kw_year);
  take(root, name + ".variable_om_usd_per_kwh", set.variable_usd_per_kwh);
  take(root, name + ".heat_rate_btu_per_kwh", set.heat_rate_btu_per_kwh);
}

void take_percent(const YamlNode& root, std::string_view path, double& share) {
  double percent = 100 * share;
  take(root, path, percent);
  share = percent / 100;
}

void take_terms(const YamlNode& root, ProjectTerms& terms) {
  take_count(root, "project.operating_years", terms.operating_years);
  take_count(root, "project.construction_years", terms.construction_years);
  take_count(root, "project.debt_term_years", terms.debt_years);
  take(root, "project.cost_of_debt", terms.debt_rate);
  take(root, "project.leverage", terms.debt_share);
  take(root, "project.cost_of_equity", terms.equity_rate);
  take(root, "project.itc_solar_and_battery", terms.investment_credit);
  take(root, "project.tax", terms.tax);
  const YamlNode* schedule = root.find("macrs5");
  if (schedule == nullptr || schedule->items.empty()) return;
  terms.depreciation_shares.clear();
  for (const YamlNode& share : schedule->items) {
    terms.depreciation_shares.push_back(figure_in(share).value_or(0));
  }
}

/// The years of the plant: sun and battery fade, and the battery is full on each 1 January, as new.
std::vector<PriorityYear> plant_years(const StudyAssumptions& study, const StudyDesign& design,
                                      std::span<const double> sun_profile) {
  PriorityPlant plant;
  const Energy new_battery = design.battery * design.battery_time;
  plant.generator = design.sets;
  plant.start = new_battery;
  plant.charge_efficiency = plant.discharge_efficiency = std::sqrt(study.round_trip);
  plant.charge_max = design.battery;
  // The calculator limits what leaves the cells, before the loss on the way out.
  plant.discharge_max = plant.discharge_efficiency * design.battery;
  plant.room_before_loss = true;
  const Power load[] = {design.load};
  std::vector<PriorityYear> years;
  for (int y = 0; y < study.terms.operating_years; ++y) {
    plant.battery = std::max(0.0, 1 - study.battery_fade * y) * new_battery;
    const Power rated = std::max(0.0, 1 - study.sun_fade * y) / study.sun_divisor * design.sun_dc;
    years.push_back(priority_year(plant, {sun_profile, rated, load}));
  }
  return years;
}

}  // namespace

StudyAssumptions::StudyAssumptions() {
  const std::span<const double> schedule = macrs_schedule(5);
  terms.depreciation_shares.assign(schedule.begin(), schedule.end());
}

Result<StudyAssumptions> read_study_assumptions(const std::string& path) {
  const Result<YamlDocument> document = read_yaml_file(path);
  if (!document) return document.error();
  const YamlNode& root = document->root;
  StudyAssumptions study;
  take_terms(root, study.terms);
  take(root, "project.om_escalator", study.operation_escalator);
  take(root, "project.fuel_escalator", study.fuel_escalator);
  take(root, "project.fuel_usd_per_mmbtu", study.fuel_usd_per_mmbtu);
  take(root, "solar_capex_usd_per_wdc", study.sun_usd_per_wdc);
  take(root, "bess_capex_usd_per_kwh", study.battery_usd_per_kwh);
  take(root, "system_integration_usd_per_kw_load", study.integration_usd_per_kw);
  take_percent(root, "soft_costs_pct_of_hard", study.soft_share);
  take_set(root, "gas_engine", study.engine);
  take_set(root, "gas_turbine", study.turbine);
  take(root, "om_usd.solar_per_kwdc_y", study.sun_usd_per_kw_year);
  take(root, "om_usd.bess_per_kw_y", study.battery_usd_per_kw_year);
  take(root, "om_usd.bos_per_kw_load_y", study.balance_usd_per_kw_year);
  take_percent(root, "om_usd.soft_pct_of_hard_capex_y", study.soft_operation_share);
  take(root, "dispatch.rte", study.round_trip);
  take(root, "dispatch.battery_fade_per_y", study.battery_fade);
  take(root, "dispatch.solar_fade_per_y", study.sun_fade);
  take(root, "dispatch.dc_ac", study.sun_divisor);
  return study;
}

/// Twenty years in a fixed order of sun, battery and gas, priced by the pro forma.
///
///     hard    = sun + battery + sets + integration;  capital = hard (1 + soft_share)
///     fixed   = (parts by their rates + soft_operation_share hard) (1 + om)^(y-1)
///     fuel    = heat_rate generated price (1 + fuel)^(y-1)
///     battery of year y = new (1 - battery_fade (y-1)), full at each start of a year
///
/// Valid for   the study's own questions: a flat load, gas from a pipe
/// Leaves out  cooling, outages, part load, a start's time: see the study's published assumptions
/// Source      "Fast, scalable, clean, and cheap enough", offgridai.us, December 2024, and its
///             public calculator (MIT licence) at 7680d79
StudyResult study_result(const StudyAssumptions& study, const StudyDesign& design,
                         std::span<const double> sun_profile) {
  StudyResult result;
  result.years = plant_years(study, design, sun_profile);
  const StudySet& set = design.turbines ? study.turbine : study.engine;
  const double sun_usd = study.sun_usd_per_wdc * (design.sun_dc / watt);
  const double battery_kwh = design.battery * design.battery_time / kilowatt_hour;
  const double battery_usd = study.battery_usd_per_kwh * battery_kwh;
  const double sets_kw = design.sets / kilowatt;
  const double load_kw = design.load / kilowatt;
  const double hard = sun_usd + battery_usd + set.capital_usd_per_kw * sets_kw +
                      study.integration_usd_per_kw * load_kw;
  const double fixed = study.sun_usd_per_kw_year * (design.sun_dc / kilowatt) +
                       study.battery_usd_per_kw_year * (design.battery / kilowatt) +
                       set.fixed_usd_per_kw_year * sets_kw +
                       study.balance_usd_per_kw_year * load_kw + study.soft_operation_share * hard;
  ProjectCosts costs;
  costs.capital = hard * (1 + study.soft_share) * dollar;
  costs.credit_share = hard > 0 ? (sun_usd + battery_usd) / hard : 0;
  std::vector<Energy> served;
  Energy load;
  Energy generated;
  double operation_price = 1;
  double fuel_price = study.fuel_usd_per_mmbtu;
  for (const PriorityYear& one : result.years) {
    const double heat_rate = set.heat_rate_btu_per_kwh * btu / kilowatt_hour;
    const double mmbtu = fuel_heat(one.generator, heat_rate) / (1e6 * btu);
    const double made_kwh = one.generator / kilowatt_hour;
    costs.fuel.push_back(mmbtu * fuel_price * dollar);
    costs.fixed_operation.push_back(fixed * operation_price * dollar);
    costs.variable_operation.push_back(set.variable_usd_per_kwh * made_kwh * operation_price *
                                       dollar);
    served.push_back(one.load - one.shed);
    load += one.load;
    generated += one.generator;
    operation_price *= 1 + study.operation_escalator;
    fuel_price *= 1 + study.fuel_escalator;
  }
  result.worth = project_worth(study.terms, costs, served);
  result.renewable_share = 1 - generated / load;
  return result;
}

}  // namespace islet
