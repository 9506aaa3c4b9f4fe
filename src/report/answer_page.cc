#include "report/answer_page.h"

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
  result["reasons"] = answer.reasons;
  result["rules"] = answer.rules;
  return result;
}

std::string answer_json(const Answer& answer) {
  return enveloped("islet/answer/1", {}, true, json_of(answer));
}

}  // namespace islet
