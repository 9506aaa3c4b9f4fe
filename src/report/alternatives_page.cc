#include "report/alternatives_page.h"

#include <cmath>
#include <string>
#include <utility>

#include "plan/goal_amount.h"
#include "report/figure_text.h"

namespace islet {
namespace {

constexpr std::size_t read_max = 1000;

std::string cost_text(const Alternative& each) {
  return each.more ? difference_text(Money(), *each.more) : "does not do";
}

/// "+28.4", "0": of what is minimised.
std::string more_text(double more) {
  constexpr double told_from = 0.005;
  if (std::abs(more) < told_from) return "0";
  return (more > 0 ? "+" : "-") + number_text(std::abs(more));
}

}  // namespace

Table alternative_rows(const std::vector<Alternative>& alternatives, Objective minimised) {
  const bool by_goal = minimised != Objective::lifetime_cost;
  Table table;
  table.columns = {{"choice"},
                   {"instead of", Align::left, true},
                   {"would be", Align::left, true},
                   {"life USD", Align::right},
                   {"because", Align::left, true}};
  if (by_goal)
    table.columns.insert(table.columns.begin() + 3, {goal_column(minimised), Align::right});
  for (const Alternative& each : alternatives) {
    std::vector<Cell> row = {each.choice, each.taken, each.other};
    if (by_goal) row.emplace_back(each.more ? more_text(each.more_of_goal) : cost_text(each));
    row.emplace_back(by_goal && !each.more ? "" : cost_text(each));
    row.emplace_back(each.why);
    table.add(std::move(row));
  }
  return table;
}

void add_alternatives(const Plan& plan, Document& page) {
  if (plan.alternatives.empty()) return;
  page.heading("One thing chosen otherwise", "more or less over the life, sizes to suit");
  page.table(alternative_rows(plan.alternatives, plan.site.goals.minimise));
}

Json alternatives_json(const std::vector<Alternative>& alternatives) {
  Json out = Json::array();
  for (const Alternative& each : alternatives) {
    Json row = {{"choice", each.choice}, {"taken", each.taken}, {"other", each.other}};
    row["more_usd"] = each.more ? Json(*each.more / dollar) : Json();
    row["more_of_goal"] = each.more ? Json(each.more_of_goal) : Json();
    row["design"] = each.design;
    row["why"] = each.why;
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<Alternative> read_alternatives(const JsonView& result) {
  std::vector<Alternative> out;
  if (!result.has("alternatives")) return out;
  for (const JsonView& each : result.list("alternatives", read_max)) {
    Alternative one{each.text("choice"), each.text("taken"),  each.text("other"),
                    std::nullopt,        each.text("design"), each.text("why")};
    if (!each.at("more_usd").is_null()) one.more = each.quantity("more_usd", dollar);
    if (one.more && each.has("more_of_goal")) one.more_of_goal = each.number("more_of_goal");
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace islet
