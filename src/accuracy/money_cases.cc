#include "accuracy/money_cases.h"

#include <algorithm>
#include <charconv>
#include <string>

#include <fmt/format.h>

#include "accuracy/case_inputs.h"
#include "accuracy/offgrid_cases.h"
#include "cost/depreciation.h"
#include "cost/life_cycle.h"

namespace islet {
namespace {

double years_of(const PowerCase& one) {
  return std::max(1e-6, one.number_or("years", one.number_or("project_y", 25)));
}

/// The real rate a year: stated, or from the nominal one and inflation.
double rate_of(const PowerCase& one) {
  if (const auto real = one.number("real_rate")) return *real;
  if (const auto rate = one.number("rate")) return *rate;
  if (const auto discount = one.number("discount")) return *discount;
  return real_rate(one.number_or("nominal", 0), one.number_or("inflation", 0));
}

/// Net present cost of one thing, its parts, and what it comes to a year.
std::vector<FoundFigure> present_cost_figures(const PowerCase& one) {
  CashItem item;
  item.capital = one.number_or("capital", 0) * dollar;
  item.replacement = one.number_or("replacement", one.number_or("capital", 0)) * dollar;
  item.life = one.number_or("lifetime_y", 0) * year;
  item.operation = number_named(one, {"om", "om_per_y", "fixed_om"}, 0) * dollar / year;
  item.fuel = one.number_or("fuel", 0) * dollar / year;
  const LifeCycle cycle{years_of(one) * year, rate_of(one)};
  const ItemCost cost = item_cost(item, cycle);
  const double factor = capital_recovery_factor(cycle.discount, cycle.life);
  const double yearly = cost.total() / dollar * factor;
  const double sold = one.number_or("annual_kwh", one.number_or("kwh", 0));
  const double at_end = cost.salvage / dollar / discount_factor(cycle.discount, cycle.life);
  const auto a_year = [&](Money part) { return part / dollar * factor; };
  return {{"npc", cost.total() / dollar},
          {"npc_usd", cost.total() / dollar},
          {"annualized", yearly},
          {"annualised", yearly},
          {"annualized_cost", yearly},
          {"annualised_cost", yearly},
          {"total_annualized", yearly},
          {"annualized_total", yearly},
          {"annualised_total", yearly},
          {"annualized_usd", yearly},
          {"annual_cost", yearly},
          {"annualized_capital", a_year(cost.capital)},
          {"annualised_capital", a_year(cost.capital)},
          {"annualized_replacement", a_year(cost.replacement)},
          {"annualised_replacement", a_year(cost.replacement)},
          {"annualized_salvage", a_year(cost.salvage)},
          {"annualised_salvage", a_year(cost.salvage)},
          {"replacement_pv", cost.replacement / dollar},
          {"salvage_pv", cost.salvage / dollar},
          {"om_pv", cost.operation / dollar},
          {"fuel_pv", cost.fuel / dollar},
          {"salvage", at_end},
          {"crf", factor},
          {"real", cycle.discount},
          {"coe", sold > 0 ? yearly / sold : 0},
          {"lcoe", sold > 0 ? yearly / sold : 0}};
}

std::vector<FoundFigure> rate_figures(const PowerCase& one) {
  const double rate = rate_of(one);
  const Duration life = years_of(one) * year;
  return {{"crf", capital_recovery_factor(rate, life)},
          {"real", rate},
          {"discount_factor", discount_factor(rate, life)},
          {"pv_factor", discount_factor(rate, life)},
          {"annuity_factor", 1 / capital_recovery_factor(rate, life)},
          {"pwf", 1 / capital_recovery_factor(rate, life)}};
}

std::vector<FoundFigure> fixed_charge_figures(const PowerCase& one) {
  FixedChargeCost cost;
  cost.capital = one.number_or("capital", 0) * dollar;
  cost.operation = one.number_or("fixed_om", 0) * dollar / year;
  cost.variable = one.number_or("variable_om_per_kwh", 0) * dollar / kilowatt_hour;
  cost.fixed_charge_rate = one.number_or("fixed_charge_rate", 0);
  const Energy made = std::max(1e-9, one.number_or("annual_kwh", 1)) * kilowatt_hour;
  return {{"lcoe", fixed_charge_price(cost, made) / (dollar / kilowatt_hour)}};
}

/// "macrs5": the class of years stands in the name or as an input.
std::vector<FoundFigure> depreciation_figures(const PowerCase& one) {
  int class_years = static_cast<int>(one.number_or("class_y", one.number_or("years", 0)));
  const std::size_t digit = one.id.find_first_of("0123456789");
  if (class_years == 0 && digit != std::string::npos) {
    std::from_chars(one.id.data() + digit, one.id.data() + one.id.size(), class_years);
  }
  const std::span<const double> shares = macrs_schedule(class_years);
  std::vector<FoundFigure> figures;
  put_list(figures, "schedule", {shares.begin(), shares.end()});
  const double basis = one.number_or("basis", 0);
  std::vector<double> deducted;
  for (const double share : shares) deducted.push_back(share * basis);
  put_list(figures, "depreciation", deducted);
  return figures;
}

}  // namespace

Result<std::vector<FoundFigure>> solve_money_case(const PowerCase& one,
                                                  CaseSurroundings& surroundings) {
  if (one.has("solar_mw_dc")) return solve_offgrid_case(one, surroundings);
  if (one.has("fixed_charge_rate")) return fixed_charge_figures(one);
  if (one.id.find("macrs") != std::string::npos) return depreciation_figures(one);
  if (one.has("capital") || one.has("replacement")) return present_cost_figures(one);
  if (one.has("rate") || one.has("real_rate") || one.has("nominal") || one.has("discount")) {
    return rate_figures(one);
  }
  return unknown_inputs(one);
}

}  // namespace islet
