#include "report/answer_page.h"

#include <algorithm>
#include <utility>

#include "report/json.h"

namespace islet {

Table answer_table(const Answer& answer) {
  Table table;
  table.columns = {{"figure"}, {"value", Align::left, true}};
  for (const AnswerItem& item : answer.items) table.add({item.name, item.text});
  return table;
}

Document answer_page(const Answer& answer) {
  Document page;
  page.title(answer.verdict, answer.question);
  Table table = answer_table(answer);
  table.show_names = false;
  if (!table.rows.empty()) page.table(std::move(table));
  const bool predicts = std::any_of(answer.items.begin(), answer.items.end(),
                                    [](const AnswerItem& item) { return item.range.has_value(); });
  if (predicts) {
    page.paragraph("In brackets: where 9 in 10 lie, and the grade of the evidence (A to D).");
  }
  if (!answer.reasons.empty()) page.heading("Because");
  page.bullets(answer.reasons);
  std::string rules;
  for (const std::string& id : answer.rules) rules += (rules.empty() ? "" : ", ") + id;
  if (!rules.empty()) page.paragraph("Rests on " + rules + "; `islet explain` shows each.");
  return page;
}

Json json_of(const Answer& answer) {
  Json result = {{"question", answer.question}, {"verdict", answer.verdict}};
  for (const AnswerItem& item : answer.items) {
    result[item.name] = item.number ? Json(*item.number) : Json(item.text);
  }
  Json ranges = Json::object();
  for (const AnswerItem& item : answer.items) {
    if (!item.range) continue;
    ranges[item.name] = {{"low", item.range->low},
                         {"high", item.range->high},
                         {"level", item.range->level},
                         {"grade", std::string(1, letter(item.range->grade))},
                         {"source", item.range->source}};
  }
  if (!ranges.empty()) result["ranges"] = std::move(ranges);
  result["reasons"] = answer.reasons;
  result["rules"] = answer.rules;
  return result;
}

std::string answer_json(const Answer& answer) {
  return enveloped("islet/answer/1", {}, true, json_of(answer));
}

}  // namespace islet
