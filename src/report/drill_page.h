// What came of drills on a live server: for a terminal, as data.
#pragma once

#include <string>
#include <vector>

#include "report/document.h"

namespace islet {

struct DrilledFigure {
  std::string name;
  double value = 0;
  std::string text;  ///< when it is not a number
};
struct DrilledRow {
  std::string name;
  std::string what;
  std::string fault;  ///< why there are no figures
  std::vector<DrilledFigure> figures;
};

Table drill_table(const std::vector<DrilledRow>& rows);
Document drill_page(const std::vector<DrilledRow>& rows);
/// Schema islet/verify-live/1: drills by name, figures by name.
std::string drill_json(const std::vector<DrilledRow>& rows);

}  // namespace islet
