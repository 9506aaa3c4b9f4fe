#include "knowledge/answer.h"

#include <algorithm>

#include "base/text.h"
#include "knowledge/fact.h"

namespace islet {

void Answer::count(std::string name, double number) {
  const std::string unit = unit_of_key(name);
  std::string text = significant(number, 4);
  if (!unit.empty()) text += " " + unit;
  items.push_back({std::move(name), std::move(text), number, std::nullopt});
}

void Answer::predict(std::string name, const Estimate<double>& estimate) {
  count(std::move(name), estimate.value);
  AnswerItem& item = items.back();
  item.text += " (" + significant(estimate.low) + " to " + significant(estimate.high) + ", " +
               letter(estimate.grade) + ")";
  item.range = estimate;
}

void Answer::rest_on(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    if (std::find(rules.begin(), rules.end(), id) == rules.end()) rules.push_back(id);
  }
}

}  // namespace islet
