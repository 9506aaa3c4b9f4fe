// `trace` of a design in a plan file.
#include <algorithm>

#include "report/read_design.h"

namespace islet {
namespace {

constexpr std::size_t days_of_year = 365;

StepFlows read_flows(const JsonView& json) {
  StepFlows out;
  const auto energy = [&](const char* key) { return json.quantity(key, kilowatt_hour); };
  out.panels = energy("panels");
  out.curtailed = energy("curtailed");
  out.generator = energy("generator");
  out.grid = energy("grid");
  out.battery_in = energy("battery_in");
  out.battery_out = energy("battery_out");
  out.load = energy("load");
  out.shortfall = energy("shortfall");
  out.own = energy("own");
  out.heater = energy("heater");
  out.conversion_loss = energy("conversion_loss");
  out.battery_loss = energy("battery_loss");
  out.dumped = energy("dumped");
  out.taken_from_store = energy("taken_from_store");
  return out;
}

std::vector<DayFlows> read_days(const JsonView& json) {
  std::vector<DayFlows> out(days_of_year);
  const auto add = [&](const char* key, Energy DayFlows::*part) {
    const std::vector<double> series = json.numbers(key, days_of_year);
    for (std::size_t at = 0; at < days_of_year; ++at) out[at].*part = series[at] * kilowatt_hour;
  };
  add("used", &DayFlows::used);
  add("unserved", &DayFlows::unserved);
  add("panels", &DayFlows::panels);
  add("curtailed", &DayFlows::curtailed);
  add("generator", &DayFlows::generator);
  add("grid", &DayFlows::grid);
  return out;
}

void read_fortnight(const JsonView& json, TracedYear& out) {
  out.worst_fortnight_day =
      static_cast<int>(std::clamp<std::int64_t>(json.count("first_day"), 0, days_of_year - 14));
  out.worst_fortnight.resize(fortnight_hours);
  const auto add = [&](const char* key, Energy StepFlows::*part) {
    const std::vector<double> series = json.numbers(key, fortnight_hours);
    for (std::size_t at = 0; at < series.size(); ++at) {
      out.worst_fortnight[at].*part = series[at] * watt_hour;
    }
  };
  add("load_w", &StepFlows::load);
  add("shortfall_w", &StepFlows::shortfall);
  add("panels_w", &StepFlows::panels);
  add("generator_w", &StepFlows::generator);
  add("grid_w", &StepFlows::grid);
}

LoadShape read_load(const JsonView& json) {
  LoadShape out;
  out.name = json.text("name");
  out.workload = json.at("workload").is_null() ? -1 : static_cast<int>(json.count("workload"));
  out.importance = importance_named(json.text("importance")).value_or(Importance::normal);
  out.in_enclosure = json.flag("in_enclosure");
  out.served = json.quantity("served_kwh", kilowatt_hour);
  const std::vector<double> hours = json.numbers("demand_by_hour_w", 24);
  for (std::size_t at = 0; at < 24; ++at) out.demand_by_hour[at] = hours[at] * watt;
  return out;
}

SurvivalCurve read_survival(const JsonView& json) {
  constexpr std::size_t hours_max = 10'000;
  SurvivalCurve out;
  out.least = importance_named(json.text("importance")).value_or(Importance::low);
  for (const double each : json.numbers_up_to("chance_by_h", hours_max)) {
    out.chance.push_back(std::clamp(each, 0.0, 1.0));
  }
  return out;
}

}  // namespace

DesignTrace read_trace(const JsonView& json) {
  DesignTrace out;
  TracedYear& traced = out.year;
  traced.total = read_flows(json.at("flows_kwh"));
  traced.cooling = json.at("flows_kwh").quantity("cooling", kilowatt_hour);
  for (const JsonView& each : json.list("loads", 10'000)) traced.loads.push_back(read_load(each));
  traced.days = read_days(json.at("day_flows_kwh"));
  for (const double each : json.numbers("charge_percent", hours_per_year)) {
    traced.charge.push_back(std::clamp(each / 100, 0.0, 1.0));
  }
  read_fortnight(json.at("worst_fortnight"), traced);
  const JsonView air = json.at("air_by_month");
  const std::vector<double> low = air.numbers("low_c", months_per_year);
  const std::vector<double> mean = air.numbers("mean_c", months_per_year);
  const std::vector<double> high = air.numbers("high_c", months_per_year);
  const std::vector<double> fuel = json.numbers("fuel_by_month_l", months_per_year);
  for (std::size_t at = 0; at < months_per_year; ++at) {
    traced.air[at] = {celsius(low[at]), celsius(mean[at]), celsius(high[at])};
    traced.fuel[at] = fuel[at] * litre;
  }
  traced.hottest_inside = celsius(json.number("hottest_inside_c"));
  traced.too_hot = json.quantity("too_hot_h", hour);
  traced.generator_starts = static_cast<int>(json.count("generator_starts"));
  traced.generator_time = json.quantity("generator_h", hour);
  traced.deliveries = static_cast<int>(json.count("deliveries"));
  traced.tank_ran_dry = static_cast<int>(json.count("tank_ran_dry"));
  traced.inside_c = json.numbers_up_to("inside_c", hours_per_year);
  for (const double each : json.numbers_up_to("tank_l", days_of_year)) {
    traced.tank.push_back(each * litre);
  }
  for (const JsonView& each : json.list("survival", importance_count)) {
    traced.survival.push_back(read_survival(each));
  }
  traced.battery_health = json.numbers_up_to("battery_health", 1'000);
  for (const JsonView& each : json.list("weeks", 10'000)) {
    WeekShape shape;
    shape.workload = static_cast<int>(each.count("workload"));
    const std::vector<double> rates = each.numbers("rate_per_h", shape.rate.size());
    for (std::size_t at = 0; at < rates.size(); ++at) shape.rate[at] = rates[at] / hour;
    out.weeks.push_back(shape);
  }
  return out;
}

}  // namespace islet
