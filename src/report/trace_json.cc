#include "report/trace_json.h"

#include <cmath>
#include <utility>

namespace islet {
namespace {

/// Four significant digits; what a chart shows, in a third of the bytes.
double rounded(double number) {
  if (number == 0 || !std::isfinite(number)) return 0;
  const double scale = std::pow(10.0, 3 - std::floor(std::log10(std::abs(number))));
  return std::round(number * scale) / scale;
}

/// One number for each item of `list`.
template <class List, class Number>
Json series(const List& list, Number number) {
  Json out = Json::array();
  for (const auto& each : list) out.push_back(rounded(number(each)));
  return out;
}

/// Each number times `scale`, rounded to whole ones.
Json whole_numbers(const std::vector<double>& list, double scale = 1) {
  Json out = Json::array();
  for (const double each : list) out.push_back(std::lround(scale * each));
  return out;
}

Json flows_json(const StepFlows& total, Energy cooling) {
  Json out;
  const auto add = [&](const char* key, Energy energy) {
    out[key] = rounded(energy / kilowatt_hour);
  };
  add("panels", total.panels);
  add("curtailed", total.curtailed);
  add("generator", total.generator);
  add("grid", total.grid);
  add("battery_in", total.battery_in);
  add("battery_out", total.battery_out);
  add("load", total.load);
  add("cooling", cooling);
  add("shortfall", total.shortfall);
  add("own", total.own);
  add("heater", total.heater);
  add("conversion_loss", total.conversion_loss);
  add("battery_loss", total.battery_loss);
  add("dumped", total.dumped);
  add("taken_from_store", total.taken_from_store);
  return out;
}

Json days_json(const std::vector<DayFlows>& days) {
  const auto of = [&](Energy DayFlows::*part) {
    return series(days, [&](const DayFlows& each) { return each.*part / kilowatt_hour; });
  };
  return {{"used", of(&DayFlows::used)},           {"unserved", of(&DayFlows::unserved)},
          {"panels", of(&DayFlows::panels)},       {"curtailed", of(&DayFlows::curtailed)},
          {"generator", of(&DayFlows::generator)}, {"grid", of(&DayFlows::grid)}};
}

Json fortnight_json(const TracedYear& traced) {
  const auto of = [&](Energy StepFlows::*part) {
    return series(traced.worst_fortnight,
                  [&](const StepFlows& each) { return each.*part / watt_hour; });
  };
  return {{"first_day", traced.worst_fortnight_day},  {"load_w", of(&StepFlows::load)},
          {"shortfall_w", of(&StepFlows::shortfall)}, {"panels_w", of(&StepFlows::panels)},
          {"generator_w", of(&StepFlows::generator)}, {"grid_w", of(&StepFlows::grid)}};
}

Json loads_json(const std::vector<LoadShape>& loads) {
  Json out = Json::array();
  for (const LoadShape& load : loads) {
    out.push_back({{"name", load.name},
                   {"workload", load.workload < 0 ? Json() : Json(load.workload)},
                   {"importance", name_of(load.importance)},
                   {"in_enclosure", load.in_enclosure},
                   {"served_kwh", rounded(load.served / kilowatt_hour)},
                   {"demand_by_hour_w",
                    series(load.demand_by_hour, [](Power each) { return each / watt; })}});
  }
  return out;
}

Json survival_json(const std::vector<SurvivalCurve>& curves) {
  Json out = Json::array();
  for (const SurvivalCurve& each : curves) {
    out.push_back({{"importance", name_of(each.least)},
                   {"chance_by_h", series(each.chance, [](double chance) { return chance; })}});
  }
  return out;
}

Json air_json(const TracedYear& traced) {
  const auto of = [&](Temperature MonthOfAir::*part) {
    return series(traced.air, [&](const MonthOfAir& each) { return (each.*part).in_celsius(); });
  };
  return {{"low_c", of(&MonthOfAir::low)},
          {"mean_c", of(&MonthOfAir::mean)},
          {"high_c", of(&MonthOfAir::high)}};
}

}  // namespace

Json years_json(const std::vector<YearOutcome>& years) {
  Json out = Json::array();
  for (const YearOutcome& each : years) {
    out.push_back({{"met", each.met},
                   {"used_kwh", rounded(each.used / kilowatt_hour)},
                   {"unserved_kwh", rounded(each.unserved / kilowatt_hour)},
                   {"generator_kwh", rounded(each.generator / kilowatt_hour)},
                   {"grid_kwh", rounded(each.grid / kilowatt_hour)},
                   {"fuel_l", rounded(each.fuel / litre)},
                   {"generator_h", rounded(each.generator_time / hour)},
                   {"share_renewable", each.renewable},
                   {"lowest_charge_share", each.lowest_charge},
                   {"share_served", each.served}});
  }
  return out;
}

Json trace_json(const DesignTrace& trace) {
  const TracedYear& traced = trace.year;
  Json weeks = Json::array();
  for (const WeekShape& shape : trace.weeks) {
    weeks.push_back(
        {{"workload", shape.workload},
         {"rate_per_h", series(shape.rate, [](Frequency each) { return each * hour; })}});
  }
  return {{"flows_kwh", flows_json(traced.total, traced.cooling)},
          {"loads", loads_json(traced.loads)},
          {"weeks", std::move(weeks)},
          {"day_flows_kwh", days_json(traced.days)},
          {"charge_percent", whole_numbers(traced.charge, 100)},
          {"worst_fortnight", fortnight_json(traced)},
          {"air_by_month", air_json(traced)},
          {"fuel_by_month_l", series(traced.fuel, [](Volume each) { return each / litre; })},
          {"hottest_inside_c", rounded(traced.hottest_inside.in_celsius())},
          {"too_hot_h", rounded(traced.too_hot / hour)},
          {"generator_starts", traced.generator_starts},
          {"generator_h", rounded(traced.generator_time / hour)},
          {"deliveries", traced.deliveries},
          {"tank_ran_dry", traced.tank_ran_dry},
          {"tank_l", series(traced.tank, [](Volume each) { return each / litre; })},
          {"inside_c", whole_numbers(traced.inside_c)},
          {"survival", survival_json(traced.survival)},
          {"battery_health", series(traced.battery_health, [](double health) { return health; })}};
}

}  // namespace islet
