#include "report/pareto_page.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "plan/advice.h"
#include "plan/goal_amount.h"
#include "report/figure_text.h"

namespace islet {
namespace {

constexpr std::size_t read_max = 1000;

constexpr std::array<std::pair<const char*, Measure>, 9> measures = {
    {{"share", Measure::share},
     {"duration", Measure::duration},
     {"power", Measure::power},
     {"money", Measure::money},
     {"mass", Measure::mass},
     {"token_rate", Measure::token_rate},
     {"count", Measure::count},
     {"noise_dba", Measure::noise_dba},
     {"energy", Measure::energy}}};

std::string cost_text(const NextStep& step) {
  if (!step.more) return "no size does";
  return *step.more <= Money() ? "nothing" : text_of(*step.more);
}

std::string goal_cost_text(const NextStep& step, Objective minimised) {
  if (!step.more) return "no size does";
  if (step.more_of_goal <= 0) return "nothing";
  return fmt::format("{} {}", number_text(step.more_of_goal), goal_unit(minimised));
}

}  // namespace

Table next_step_rows(const std::vector<NextStep>& steps, const std::string& chosen,
                     Objective minimised) {
  Table table;
  table.columns = {{"requirement"},
                   {"from", Align::right},
                   {"to", Align::right},
                   {"over the life", Align::right},
                   {"with", Align::left, true}};
  const bool by_goal = minimised != Objective::lifetime_cost;
  if (by_goal) {
    table.columns.insert(table.columns.begin() + 3,
                         {std::string(goal_words(minimised)), Align::right});
  }
  for (const NextStep& each : steps) {
    std::vector<Cell> row = {each.subject + " " + each.what, measure_text(each.measure, each.from),
                             measure_text(each.measure, each.to)};
    if (by_goal) row.emplace_back(goal_cost_text(each, minimised));
    row.emplace_back(by_goal && !each.more ? "" : cost_text(each));
    row.emplace_back(each.design == chosen ? "the same design" : each.design);
    table.add(std::move(row));
  }
  return table;
}

Table pareto_rows(const std::vector<ParetoPoint>& points) {
  Table table;
  table.columns = {{"design", Align::left, true},  {"lifetime USD", Align::right},
                   {"more or less", Align::right}, {"kWh/year", Align::right},
                   {"fuel L/year", Align::right},  {"least served", Align::right},
                   {"ride-through", Align::right}, {"mass", Align::right}};
  const auto answer = std::find_if(points.begin(), points.end(),
                                   [](const ParetoPoint& each) { return each.is_answer; });
  for (const ParetoPoint& each : points) {
    table.add({{each.is_answer ? each.title + " (recommended)" : each.title,
                each.is_answer ? Tone::strong : Tone::plain},
               number_text(each.lifetime / dollar),
               answer == points.end() || each.is_answer
                   ? ""
                   : difference_text(answer->lifetime, each.lifetime),
               number_text(each.energy / kilowatt_hour),
               number_text(each.fuel / litre),
               share_text(each.least_served),
               text_of(each.ride_through),
               text_of(each.mass)});
  }
  return table;
}

Table pareto_csv_rows(const std::vector<ParetoPoint>& points) {
  Table table;
  for (const char* name :
       {"design", "lifetime cost [USD]", "purchase [USD]", "energy [kWh/year]", "fuel [L/year]",
        "least served [share]", "ride-through [h]", "mass [kg]", "recommended"}) {
    table.columns.push_back({name});
  }
  const auto number = [](double value) { return fmt::format("{}", value); };
  for (const ParetoPoint& each : points) {
    table.add({each.title, number(each.lifetime / dollar), number(each.purchase / dollar),
               number(each.energy / kilowatt_hour), number(each.fuel / litre),
               number(each.least_served), number(each.ride_through / hour),
               number(each.mass / kilogram), each.is_answer ? "yes" : "no"});
  }
  return table;
}

void add_next_steps(const Plan& plan, Document& page) {
  if (plan.next_steps.empty()) return;
  page.heading("One step more", "with the same machines, tightest first");
  const DesignOutcome* chosen = advised_design(plan);
  page.table(next_step_rows(plan.next_steps, chosen == nullptr ? "" : chosen->title,
                            plan.site.goals.minimise));
}

void add_pareto(const Plan& plan, Document& page) {
  if (plan.pareto.empty()) return;
  page.heading("Beaten by none in everything", "cost, energy, served, ride-through, mass");
  page.table(pareto_rows(plan.pareto));
}

Json next_steps_json(const std::vector<NextStep>& steps) {
  Json out = Json::array();
  for (const NextStep& each : steps) {
    const auto measure = static_cast<std::size_t>(each.measure);
    Json row = {{"subject", each.subject}, {"what", each.what},
                {"key", each.key},         {"measure", measures.at(measure).first},
                {"from", each.from},       {"to", each.to}};
    row["more_usd"] = each.more ? Json(*each.more / dollar) : Json();
    row["more_of_goal"] = each.more ? Json(each.more_of_goal) : Json();
    row["design"] = each.design;
    out.push_back(std::move(row));
  }
  return out;
}

Json pareto_json(const std::vector<ParetoPoint>& points) {
  Json out = Json::array();
  for (const ParetoPoint& each : points) {
    out.push_back({{"design", each.title},
                   {"lifetime_usd", each.lifetime / dollar},
                   {"purchase_usd", each.purchase / dollar},
                   {"energy_kwh_per_year", each.energy / kilowatt_hour},
                   {"fuel_l_per_year", each.fuel / litre},
                   {"least_served", each.least_served},
                   {"ride_through_h", each.ride_through / hour},
                   {"mass_kg", each.mass / kilogram},
                   {"recommended", each.is_answer}});
  }
  return out;
}

std::vector<NextStep> read_next_steps(const JsonView& result) {
  std::vector<NextStep> out;
  if (!result.has("next_steps")) return out;
  for (const JsonView& each : result.list("next_steps", read_max)) {
    NextStep step;
    step.subject = each.text("subject");
    step.what = each.text("what");
    step.key = each.text("key");
    const std::string measure = each.text("measure");
    for (const auto& [name, kind] : measures) {
      if (measure == name) step.measure = kind;
    }
    step.from = each.number("from");
    step.to = each.number("to");
    if (!each.at("more_usd").is_null()) step.more = each.quantity("more_usd", dollar);
    if (step.more && each.has("more_of_goal")) step.more_of_goal = each.number("more_of_goal");
    step.design = each.text("design");
    out.push_back(std::move(step));
  }
  return out;
}

std::vector<ParetoPoint> read_pareto(const JsonView& result) {
  std::vector<ParetoPoint> out;
  if (!result.has("pareto")) return out;
  for (const JsonView& each : result.list("pareto", read_max)) {
    out.push_back({each.text("design"), each.quantity("lifetime_usd", dollar),
                   each.quantity("purchase_usd", dollar),
                   each.quantity("energy_kwh_per_year", kilowatt_hour),
                   each.quantity("fuel_l_per_year", litre), each.number("least_served"),
                   each.quantity("ride_through_h", hour), each.quantity("mass_kg", kilogram),
                   each.has("recommended") && each.flag("recommended")});
  }
  return out;
}

}  // namespace islet
