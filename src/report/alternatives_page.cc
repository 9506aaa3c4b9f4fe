#include "report/alternatives_page.h"

#include <string>
#include <utility>

#include "report/figure_text.h"

namespace islet {
namespace {

constexpr std::size_t read_max = 1000;

std::string cost_text(const Alternative& each) {
  return each.more ? difference_text(Money(), *each.more) : "does not do";
}

}  // namespace

Table alternative_rows(const std::vector<Alternative>& alternatives) {
  Table table;
  table.columns = {{"choice"},
                   {"instead of", Align::left, true},
                   {"would be", Align::left, true},
                   {"USD", Align::right},
                   {"because", Align::left, true}};
  for (const Alternative& each : alternatives) {
    table.add({each.choice, each.taken, each.other, cost_text(each), each.why});
  }
  return table;
}

void add_alternatives(const Plan& plan, Document& page) {
  if (plan.alternatives.empty()) return;
  page.heading("One thing chosen otherwise", "more or less over the life, sizes to suit");
  page.table(alternative_rows(plan.alternatives));
}

Json alternatives_json(const std::vector<Alternative>& alternatives) {
  Json out = Json::array();
  for (const Alternative& each : alternatives) {
    Json row = {{"choice", each.choice}, {"taken", each.taken}, {"other", each.other}};
    row["more_usd"] = each.more ? Json(*each.more / dollar) : Json();
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
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace islet
