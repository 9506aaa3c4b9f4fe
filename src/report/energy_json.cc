#include "base/check.h"
#include "report/energy_page.h"
#include "report/json.h"

namespace islet {
namespace {

Json flows_json(const StepFlows& flows, Energy unserved) {
  return {{"panels_kwh", flows.panels / kilowatt_hour},
          {"curtailed_kwh", flows.curtailed / kilowatt_hour},
          {"generator_kwh", flows.generator / kilowatt_hour},
          {"grid_kwh", flows.grid / kilowatt_hour},
          {"from_store_kwh", flows.taken_from_store / kilowatt_hour},
          {"battery_in_kwh", flows.battery_in / kilowatt_hour},
          {"battery_out_kwh", flows.battery_out / kilowatt_hour},
          {"used_kwh", flows.load / kilowatt_hour},
          {"plant_own_kwh", flows.own / kilowatt_hour},
          {"heater_kwh", flows.heater / kilowatt_hour},
          {"conversion_loss_kwh", flows.conversion_loss / kilowatt_hour},
          {"battery_loss_kwh", flows.battery_loss / kilowatt_hour},
          {"dumped_kwh", flows.dumped / kilowatt_hour},
          {"unserved_kwh", unserved / kilowatt_hour},
          {"fuel_l", flows.fuel / litre}};
}

Json other_rule_json(const PlantAccount& account) {
  if (!account.other_rule) return {};
  return {{"dispatch", account.other_rule->looks_ahead ? "look_ahead" : "by_charge"},
          {"usd_per_year", account.other_rule->cost / dollar},
          {"serves_more_kwh", account.other_rule->served_more / kilowatt_hour}};
}

Json dispatch_json(const PlantAccount& account) {
  return {{"rule_usd_per_year", account.cost.total() / dollar},
          {"fuel_usd_per_year", account.cost.fuel / dollar},
          {"grid_usd_per_year", account.cost.grid / dollar},
          {"generator_upkeep_usd_per_year", account.cost.upkeep / dollar},
          {"refused_usd_per_year", account.cost.refused / dollar},
          {"least_usd_per_year", account.least / dollar},
          {"other_rule", other_rule_json(account)},
          {"above_least_share",
           account.least >= nothing_to_compare ? Json(account.above_least()) : Json()},
          {"above_least_of_yearly_cost_share", account.above_least_of_yearly()},
          {"refused_usd_per_kwh_low", account.cheapest_refused * kilowatt_hour / dollar},
          {"refused_usd_per_kwh_high", account.dearest_refused * kilowatt_hour / dollar}};
}

Json odds_json(const PlantOutlook& outlook) {
  Json years = Json::array();
  for (const OddsYear& now : outlook.odds) {
    years.push_back({{"exceeded_share", now.exceeded},
                     {"sun_factor", now.sun_factor},
                     {"panels_kwh", now.panels / kilowatt_hour},
                     {"curtailed_kwh", now.curtailed / kilowatt_hour},
                     {"generator_kwh", now.generator / kilowatt_hour},
                     {"grid_kwh", now.grid / kilowatt_hour},
                     {"used_kwh", now.used / kilowatt_hour},
                     {"unserved_kwh", now.unserved / kilowatt_hour},
                     {"fuel_l", now.fuel / litre}});
  }
  return years;
}

Json outages_json(const OutageAccount& outages) {
  Json classes = Json::array();
  for (std::size_t c = 0; c < outages.classes.size(); ++c) {
    const ClassLoss& loss = outages.classes[c];
    if (!loss.is_there) continue;
    const bool has_grid = outages.grid_outage > Duration();
    classes.push_back({{"importance", std::string(name_of(static_cast<Importance>(c)))},
                       {"lost_share", loss.chance},
                       {"lost_for_shortage_h", loss.by_shortage / hour},
                       {"lost_for_failures_h", loss.by_failure / hour},
                       {"lost_in_blackouts_h", loss.by_blackout / hour},
                       {"longest_spell_h", loss.longest / hour},
                       {"through_outage_share", has_grid ? Json(loss.through_outage) : Json()}});
  }
  return {{"generator_failures_per_year", outages.failures_per_year},
          {"repair_h", outages.repair / hour},
          {"grid_outage_h", outages.grid_outage / hour},
          {"blackouts_per_year", outages.blackouts_per_year},
          {"classes", std::move(classes)}};
}

}  // namespace

std::string energy_json(const Plan& plan, const DesignOutcome& design, const PlantOutlook& outlook,
                        const std::vector<Error>& diagnostics) {
  CHECK(design.account.has_value());
  const PlantAccount& account = *design.account;
  const PlantYear& run = account.run;
  Json months = Json::array();
  for (std::size_t index = 0; index < months_per_year; ++index) {
    Json one = {{"month", index + 1}};
    one.update(flows_json(account.months[index], run.months[index].unserved));
    months.push_back(std::move(one));
  }
  Json result = {{"site", plan.site.name},
                 {"design", design.title},
                 {"feasible", design.feasible},
                 {"weather", plan.weather.source},
                 {"year", flows_json(run.total, run.unserved)},
                 {"months", std::move(months)}};
  // No battery, no charge.
  const auto charge_of = [&](double charge) {
    return design.design.power.storage > Energy() ? Json(charge) : Json();
  };
  result["battery"] = {
      {"cycles_per_year", run.battery_cycles},
      {"lowest_charge_share", charge_of(run.lowest_charge)},
      {"mean_charge_share", charge_of(run.mean_charge)},
      {"hours_empty_share", charge_of(account.charge.empty)},
      {"hours_below_quarter_share", charge_of(account.charge.below_quarter)},
      {"hours_above_three_quarters_share", charge_of(account.charge.above_three_quarters)},
      {"hours_full_share", charge_of(account.charge.full)}};
  result["panels"] = {{"rated_w", account.panels / watt},
                      {"controllers_w", account.panels_taken / watt},
                      {"cut_off_kwh", account.panels_cut_off / kilowatt_hour}};
  result["generator"] = {{"hours", run.generator_time / hour},
                         {"starts", run.generator_starts},
                         {"deliveries", run.deliveries},
                         {"delivered_l", run.fuel_delivered / litre},
                         {"tank_ran_dry", run.tank_ran_dry}};
  result["cooling_kwh"] = run.cooling / kilowatt_hour;
  result["renewable_share"] = run.renewable_share;
  result["worst_fortnight_day"] = run.worst_fortnight_day + 1;
  result["balance_error_share"] = outlook.balance_error;
  result["odds_years"] = odds_json(outlook);
  result["outages"] = outages_json(outlook.outages);
  result["dispatch"] = dispatch_json(account);
  return enveloped("islet/energy/1", diagnostics, true, std::move(result));
}

}  // namespace islet
