#include "report/energy_page.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "report/figure_text.h"
#include "report/outlook_page.h"

namespace islet {
namespace {

constexpr const char* month_names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

Energy losses(const StepFlows& flows) {
  return flows.conversion_loss + flows.battery_loss + flows.own + flows.heater + flows.dumped;
}

std::string kwh(Energy energy) {
  // What rounding left of nothing is nothing.
  const double amount = energy / kilowatt_hour;
  return amount > -0.05 && amount < 0.05 ? "0" : number_text(amount);
}

std::vector<Cell> month_row(std::string name, const StepFlows& flows, Energy unserved) {
  return {std::move(name),      kwh(flows.panels), kwh(flows.curtailed),
          kwh(flows.generator), kwh(flows.grid),   kwh(flows.load),
          kwh(losses(flows)),   kwh(unserved),     number_text(flows.fuel / litre)};
}

void add_months(const PlantAccount& account, Document& page) {
  page.heading("By month", "kWh; fuel in litres");
  Table table;
  table.columns = {
      {"", Align::left},           {"sun used", Align::right}, {"unused", Align::right},
      {"generator", Align::right}, {"grid", Align::right},     {"used", Align::right},
      {"lost", Align::right},      {"refused", Align::right},  {"fuel", Align::right}};
  for (std::size_t index = 0; index < months_per_year; ++index) {
    table.add(
        month_row(month_names[index], account.months[index], account.run.months[index].unserved));
  }
  table.add(month_row("year", account.run.total, account.run.unserved));
  page.table(std::move(table));
}

/// Two sides of one balance; what is nothing is left out, the sums are not.
void add_flows(const PlantAccount& account, Document& page) {
  const StepFlows& flows = account.run.total;
  page.heading("Where it came from and where it went", "kWh a year");
  Table table;
  table.columns = {{"in", Align::left, true},
                   {"", Align::right},
                   {"out", Align::left, true},
                   {"", Align::right}};
  using Line = std::pair<const char*, Energy>;
  std::vector<Line> in = {{"panels", flows.panels},
                          {"generator", flows.generator},
                          {"grid or feed", flows.grid},
                          {"taken from the battery's charge", flows.taken_from_store}};
  std::vector<Line> out = {
      {"used, cooling included", flows.load}, {"converters", flows.conversion_loss},
      {"battery", flows.battery_loss},        {"the plant's own electronics", flows.own},
      {"battery heater", flows.heater},       {"generator's least, not used", flows.dumped}};
  const auto is_nothing = [](const Line& line) { return kwh(line.second) == "0"; };
  std::erase_if(in, is_nothing);
  std::erase_if(out, is_nothing);
  const auto cell = [](const std::vector<Line>& lines, std::size_t row) {
    return row < lines.size()
               ? std::pair<std::string, std::string>{lines[row].first, kwh(lines[row].second)}
               : std::pair<std::string, std::string>{};
  };
  for (std::size_t row = 0; row < std::max(in.size(), out.size()); ++row) {
    const auto [in_name, in_kwh] = cell(in, row);
    const auto [out_name, out_kwh] = cell(out, row);
    table.add({in_name, in_kwh, out_name, out_kwh});
  }
  table.add({"sum", kwh(flows.panels + flows.generator + flows.grid + flows.taken_from_store),
             "sum", kwh(flows.load + losses(flows))});
  page.table(std::move(table));
}

std::string day_text(int day_of_year) {
  int left = day_of_year % 365;
  int month_index = 0;
  while (left >= days_in_month(month_index)) left -= days_in_month(month_index++);
  return fmt::format("{} {}", left + 1, month_names[month_index]);
}

void add_facts(const DesignOutcome& design, Document& page) {
  CHECK(design.account.has_value());
  const PlantAccount& account = *design.account;
  const PlantYear& run = account.run;
  page.heading("Battery, generator, sky");
  std::vector<std::string> facts;
  if (run.battery_cycles > 0) {
    facts.push_back(fmt::format("battery: {} full cycles; charge {} in the mean, {} at the lowest",
                                number_text(run.battery_cycles), share_text(run.mean_charge),
                                share_text(run.lowest_charge)));
    facts.push_back(fmt::format(
        "hours of the year: {} empty, {} below a quarter, {} above three quarters, {} full",
        share_text(account.charge.empty), share_text(account.charge.below_quarter),
        share_text(account.charge.above_three_quarters), share_text(account.charge.full)));
  }
  if (account.panels_cut_off > Energy()) {
    const bool is_on_mains = design.design.power.on_mains;
    facts.push_back(fmt::format(
        "panels: {} on {} for {} ({:.2f} to 1), {} cut off a year", text_of(account.panels),
        is_on_mains ? "a grid-tied inverter" : "controllers", text_of(account.panels_taken),
        account.panels / account.panels_taken, text_of(account.panels_cut_off)));
  }
  if (run.generator_starts > 0) {
    facts.push_back(fmt::format("generator: {} h in {} starts, {} of fuel in {} deliveries{}",
                                number_text(run.generator_time / hour),
                                count_text(run.generator_starts), text_of(run.total.fuel),
                                count_text(run.deliveries),
                                run.tank_ran_dry > 0 ? ", the tank ran dry" : ""));
  }
  facts.push_back(fmt::format("renewable: {}", share_text(run.renewable_share)));
  facts.push_back(fmt::format("worst fortnight, least sun against demand: {} to {}",
                              day_text(run.worst_fortnight_day),
                              day_text(run.worst_fortnight_day + 13)));
  page.bullets(std::move(facts));
}

void add_dispatch(const PlantAccount& account, Document& page) {
  page.heading("The dispatch rule beside the best possible", "USD a year");
  Table table;
  table.columns = {{"", Align::left, true}, {"", Align::right}};
  const auto add_if_any = [&](const char* name, Money money) {
    if (money > 0.005 * dollar) table.add({name, number_text(money / dollar)});
  };
  add_if_any("fuel", account.cost.fuel);
  add_if_any("grid or feed", account.cost.grid);
  add_if_any("generator's services and overhauls", account.cost.upkeep);
  add_if_any("energy asked for and refused", account.cost.refused);
  table.add({"the rule", number_text(std::max(0.0, account.cost.total() / dollar))});
  if (account.other_rule) {
    const double more = account.other_rule->served_more / kilowatt_hour;
    const std::string what = std::abs(more) < 0.5
                                 ? std::string()
                                 : fmt::format(", {} kWh {} served", number_text(std::abs(more)),
                                               more > 0 ? "more" : "less");
    const char* name =
        account.other_rule->looks_ahead ? "dispatch: look_ahead" : "dispatch: by_charge";
    table.add({name + what, number_text(std::max(0.0, account.other_rule->cost / dollar))});
  }
  table.add({"least with perfect foresight", number_text(std::max(0.0, account.least / dollar))});
  page.table(std::move(table));
  page.paragraph(dispatch_text(account));
  page.paragraph(
      fmt::format(
          "Refused energy counts as {} to {} USD/kWh (money.cost_of_missing, else by "
          "importance, assumed). The least serves in full what the rule serves in full, keeps "
          "quiet hours, what is kept for safety work and the charges at which `when_short` "
          "gives up nothing more, runs a set for whole hours as the rule does, but knows "
          "the sun of all days to come and ignores the tank.",
          number_text(account.cheapest_refused * kilowatt_hour / dollar),
          number_text(account.dearest_refused * kilowatt_hour / dollar)),
      Tone::faint);
}

}  // namespace

std::string dispatch_text(const PlantAccount& account) {
  constexpr double share_to_tell = 2;  // beyond it the least is too small to measure by
  if (account.least >= nothing_to_compare && account.above_least() > share_to_tell) {
    return fmt::format(
        "Your rule costs {} a year more than the best possible, which costs {}: {} of what the "
        "design costs a year.",
        text_of(account.cost.total() - account.least), text_of(account.least),
        share_text(account.above_least_of_yearly()));
  }
  if (account.least >= nothing_to_compare) {
    return fmt::format("Your rule is {:.1f} % above the best possible: {} a year.",
                       100 * account.above_least(),
                       text_of(std::max(Money(), account.cost.total() - account.least)));
  }
  if (account.cost.total() < nothing_to_compare) {
    return "Your rule costs nothing to run: no other could do better.";
  }
  return fmt::format(
      "The best possible costs nothing; your rule costs {} a year, {} of what the design costs.",
      text_of(account.cost.total()), share_text(account.above_least_of_yearly()));
}

Document energy_page(const Plan& plan, const DesignOutcome& design, const PlantOutlook& outlook) {
  CHECK(design.account.has_value());
  Document page;
  page.title(plan.site.name, plan.weather.source);
  page.heading(design.title);
  if (!design.feasible) {
    page.paragraph("This design does not meet every requirement of the site.", Tone::bad);
  }
  page.paragraph("The first weather year, the plant at half its life.", Tone::faint);
  if (plan.site.power.wind) {
    page.paragraph("Sun and panels stand for panels and wind turbine together.", Tone::faint);
  }
  add_months(*design.account, page);
  add_flows(*design.account, page);
  add_facts(design, page);
  add_outlook(outlook, plan.site.given, page);
  add_dispatch(*design.account, page);
  return page;
}

Table energy_table(const PlantAccount& account) {
  Table table;
  table.columns = {{"month"},           {"panels [kWh]"}, {"curtailed [kWh]"},
                   {"generator [kWh]"}, {"grid [kWh]"},   {"from store [kWh]"},
                   {"used [kWh]"},      {"losses [kWh]"}, {"unserved [kWh]"},
                   {"fuel [L]"}};
  const auto add = [&](std::string name, const StepFlows& flows, Energy unserved) {
    const auto full = [](Energy energy) { return fmt::format("{}", energy / kilowatt_hour); };
    table.add({std::move(name), full(flows.panels), full(flows.curtailed), full(flows.generator),
               full(flows.grid), full(flows.taken_from_store), full(flows.load),
               full(losses(flows)), full(unserved), fmt::format("{}", flows.fuel / litre)});
  };
  for (std::size_t index = 0; index < months_per_year; ++index) {
    add(month_names[index], account.months[index], account.run.months[index].unserved);
  }
  add("year", account.run.total, account.run.unserved);
  return table;
}

}  // namespace islet
