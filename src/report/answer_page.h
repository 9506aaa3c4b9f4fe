// The answer to a question of judgement, for people and programs.
#pragma once

#include <string>

#include "knowledge/answer.h"
#include "report/document.h"

namespace islet {

Document answer_page(const Answer& answer);
/// Name and value, one a row.
Table answer_table(const Answer& answer);
/// Schema islet/answer/1: {"question", "verdict", each item by name, "reasons", "rules"}.
std::string answer_json(const Answer& answer);

}  // namespace islet
