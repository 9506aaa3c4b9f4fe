// Sections 7 and 10 of the report: where energy comes from and goes, the generator and its fuel.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "report/report_parts.h"

namespace islet {
namespace {

using Month = EnergySummary::Month;

constexpr std::array<const char*, months_per_year> month_names = {
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

double daily_kwh(Energy of_month, std::size_t at_month) {
  return of_month / kilowatt_hour / days_in_month(static_cast<int>(at_month));
}

/// Sources stacked by month, what was used as a line, what went unserved on top.
Chart months_chart(const EnergySummary& energy) {
  constexpr std::array<std::pair<Energy Month::*, const char*>, 3> parts = {
      {{&Month::panels, "sun"}, {&Month::generator, "generator"}, {&Month::grid, "grid"}}};
  double most = 0;
  for (std::size_t at_month = 0; at_month < months_per_year; ++at_month) {
    const Month& each = energy.months[at_month];
    most = std::max({most, daily_kwh(each.panels + each.generator + each.grid, at_month),
                     daily_kwh(each.used + each.unserved, at_month)});
  }
  Chart chart(740, 300, "Energy by month and source",
              "Stacked bars of what panels, generator and grid gave a day in each month, and what "
              "the site used.");
  PlotArea area = add_axis(chart, most, "kWh a day");
  const double slot = area.width / months_per_year;
  for (std::size_t at_month = 0; at_month < months_per_year; ++at_month) {
    const Month& each = energy.months[at_month];
    const double x = area.left + slot * (static_cast<double>(at_month) + 0.18);
    double under = 0;
    for (const auto& [part, kind] : parts) {
      const double value = daily_kwh(each.*part, at_month);
      chart.box(
          {x, area.y(under + value)}, slot * 0.64, area.y(under) - area.y(under + value), kind,
          fmt::format("{} {}: {} kWh a day", month_names[at_month], kind, number_text(value)));
      under += value;
    }
    const double used = daily_kwh(each.used, at_month);
    chart.line({x - 4, area.y(used)}, {x + slot * 0.64 + 4, area.y(used)}, "limit");
    const double missed = daily_kwh(each.unserved, at_month);
    if (missed > 0) {
      chart.box({x, area.y(used + missed)}, slot * 0.64, area.y(used) - area.y(used + missed),
                "unserved");
    }
  }
  add_months(chart, area);
  std::vector<std::pair<const char*, const char*>> key;
  if (energy.panels.value > Energy()) key.emplace_back("sun", "panels, used");
  if (energy.generator.value > Energy()) key.emplace_back("generator", "generator");
  if (energy.grid.value > Energy()) key.emplace_back("grid", "grid or feed");
  if (energy.unserved.value > Energy()) key.emplace_back("unserved", "not served");
  const double end = add_key(chart, {area.left + 90, 16}, key);
  chart.text({end, 16}, Anchor::start, "line: used by the site", "label faint");
  return chart;
}

Table month_rows(const EnergySummary& energy) {
  constexpr std::array<std::pair<const char*, Energy Month::*>, 5> rows = {
      {{"used", &Month::used},
       {"panels", &Month::panels},
       {"generator", &Month::generator},
       {"grid", &Month::grid},
       {"not served", &Month::unserved}}};
  Table table;
  table.columns.push_back({"kWh a day"});
  for (const char* name : month_names) table.columns.push_back({name, Align::right});
  for (const auto& [name, part] : rows) {
    std::vector<Cell> row = {name};
    for (std::size_t at_month = 0; at_month < months_per_year; ++at_month) {
      row.emplace_back(number_text(daily_kwh(energy.months[at_month].*part, at_month)));
    }
    table.add(std::move(row));
  }
  return table;
}

std::string source_finding(const EnergySummary& energy) {
  const Energy all = energy.panels.value + energy.generator.value + energy.grid.value;
  if (all <= Energy()) return "No source gives energy in this plan";
  std::string text;
  const auto add = [&](const char* name, Energy part) {
    if (part / all < 0.005) return;
    text += (text.empty() ? "" : ", ") + std::string(name) + " " +
            fmt::format("{:.0f} %", 100 * (part / all));
  };
  add("sun", energy.panels.value);
  add("generator", energy.generator.value);
  add("grid or feed", energy.grid.value);
  return "Where the energy comes from: " + text;
}

std::string loss_finding(const TracedYear& traced) {
  const StepFlows& total = traced.total;
  const Energy lost =
      total.own + total.heater + total.conversion_loss + total.battery_loss + total.dumped;
  const Energy in = total.panels + total.generator + total.grid;
  if (in <= Energy()) return "No energy flows in this year";
  constexpr double told_from = 0.005;
  if (lost / in < told_from) return "All energy reaches what the site runs";
  const std::array<std::pair<const char*, Energy>, 5> parts = {
      {{"waiting inverter and controllers", total.own},
       {"the battery's heater", total.heater},
       {"conversion", total.conversion_loss},
       {"the battery", total.battery_loss},
       {"the generator's minimum", total.dumped}}};
  const auto most = std::max_element(
      parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return fmt::format("{:.0f} % of the energy does no work on the site, most of it in {}",
                     100 * (lost / in), most->first);
}

/// Bars of litres by month.
Chart fuel_chart(const std::array<Volume, months_per_year>& fuel) {
  const double most = *std::max_element(fuel.begin(), fuel.end()) / litre;
  Chart chart(740, 220, "Fuel by month", "Litres burnt in each month of the design year.");
  PlotArea area = add_axis(chart, most, "litres");
  const double slot = area.width / months_per_year;
  for (std::size_t at_month = 0; at_month < months_per_year; ++at_month) {
    const double value = fuel[at_month] / litre;
    chart.box({area.left + slot * (static_cast<double>(at_month) + 0.18), area.y(value)},
              slot * 0.64, area.y(0) - area.y(value), "generator",
              std::string(month_names[at_month]) + ": " + number_text(value) + " L");
  }
  add_months(chart, area);
  return chart;
}

Chart tank_chart(const std::vector<Volume>& tank) {
  const double most = *std::max_element(tank.begin(), tank.end()) / litre;
  Chart chart(740, 200, "Fuel in the tank",
              "Litres at the end of each day; a step up is a delivery.");
  const PlotArea area = add_axis(chart, std::max(1.0, most), "litres");
  std::vector<SvgPoint> line;
  for (std::size_t at = 0; at < tank.size(); ++at) {
    line.push_back({area.x((static_cast<double>(at) + 0.5) / static_cast<double>(tank.size())),
                    area.y(tank[at] / litre)});
  }
  chart.path(line, "generator");
  add_months(chart, area);
  return chart;
}

/// The tank's lowest evening and the deliveries: the days, where they are few and each shows.
std::string tank_finding(const std::vector<Volume>& tank, int deliveries) {
  constexpr std::size_t named_max = 4;
  std::vector<std::string> days;
  for (std::size_t at = 1; at < tank.size(); ++at) {
    if (tank[at] > tank[at - 1] + 0.5 * litre) days.push_back(day_text(static_cast<int>(at)));
  }
  const auto least = std::min_element(tank.begin(), tank.end());
  std::string text = fmt::format("The tank is lowest on {}, with {}",
                                 day_text(static_cast<int>(least - tank.begin())), text_of(*least));
  if (deliveries == 0) return text + ", and is not filled in the year";
  if (days.size() > named_max || days.size() != static_cast<std::size_t>(deliveries)) {
    return text + fmt::format("; it is filled {}",
                              deliveries == 1 ? "once" : fmt::format("{} times", deliveries));
  }
  text += "; it is filled on " + days.front();
  for (std::size_t at = 1; at < days.size(); ++at) text += ", " + days[at];
  return text;
}

}  // namespace

void add_energy_section(const PlanRecord& plan, const DesignRecord& design, Html& html) {
  const EnergySummary& energy = design.outcome.energy;
  add_figure({source_finding(energy),
              "Kilowatt-hours a day, by month of the design year: the one year that sizes were "
              "searched on.",
              month_rows(energy)},
             months_chart(energy), html);
  if (design.outcome.trace) {
    const TracedYear& traced = design.outcome.trace->year;
    add_figure(
        {loss_finding(traced), "Kilowatt-hours in the design year; ribbons are to scale.", {}},
        energy_flow_chart(traced, "Ribbons from the sources to the consumers and losses."), html);
  }
  Table table = estimate_table("a day, mean over the weather years", "value");
  const auto add = [&](const char* name, const Estimate<Energy>& of_a_year) {
    // Rounding leaves a rest of what is nothing.
    if (of_a_year.high > 1 * watt_hour)
      table.add(estimate_row(name, scaled(of_a_year, day / year)));
  };
  add("used by everything on the site", energy.used);
  add("of which cooling", energy.cooling);
  add("from panels", energy.panels);
  add("from the generator", energy.generator);
  add("from the grid or feed", energy.grid);
  add("lost in battery and electronics", energy.losses);
  add("sun without use", energy.curtailed);
  add("asked for and not served", energy.unserved);
  if (energy.panels.value > Energy()) {
    table.add({"renewable share", share_text(energy.renewable.value), range_of(energy.renewable),
               grade_text(energy.renewable.grade)});
  }
  html.add(html_of(table, "Energy, with ranges over " + std::to_string(plan.weather.years) +
                              " weather years and uncertain inputs"));
}

void add_generator(const PlanRecord&, const DesignRecord& design, Html& html) {
  const EnergySummary& energy = design.outcome.energy;
  if (design.plant.generator_rated <= Power()) {
    add_absent(html, "This design has no generator and burns no fuel.");
    return;
  }
  Table table = estimate_table("a year", "value");
  table.add(estimate_row("running time", energy.generator_time));
  table.add(estimate_row("energy", energy.generator));
  table.add(estimate_row("fuel", energy.fuel));
  table.add({"starts, design year", number_text(energy.generator_starts), "", ""});
  if (const Duration kept = design.outcome.design.power.repair_reserve; kept > Duration()) {
    table.add({"work kept in the battery for a repair", text_of(kept), "", ""});
  }
  if (design.outcome.trace) {
    const TracedYear& traced = design.outcome.trace->year;
    const auto most = std::max_element(traced.fuel.begin(), traced.fuel.end());
    table.add({"deliveries, design year", std::to_string(traced.deliveries), "", ""});
    table.add(
        {"refill periods in which the tank ran dry", std::to_string(traced.tank_ran_dry), "", ""});
    const bool runs = *most > Volume();
    add_figure(
        {runs ? fmt::format("{} takes most fuel: {}",
                            name_of_month(static_cast<std::size_t>(most - traced.fuel.begin())),
                            text_of(*most))
              : "The generator stands by and burns nothing in the design year",
         "Litres by month of the design year.",
         {}},
        fuel_chart(traced.fuel), html);
  }
  html.add(html_of(table, text_of(design.plant.generator_rated) + " on " + design.plant.fuel_kind));
  if (design.outcome.trace && !design.outcome.trace->year.tank.empty()) {
    const std::vector<Volume>& tank = design.outcome.trace->year.tank;
    add_figure({tank_finding(tank, design.outcome.trace->year.deliveries),
                "Litres in the tank at the end of each day of the design year.",
                {}},
               tank_chart(tank), html);
  }
}

}  // namespace islet
