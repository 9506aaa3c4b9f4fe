#include "report/drill_page.h"

#include <algorithm>

#include <fmt/format.h>

#include "report/json.h"

namespace islet {
namespace {

std::string text_of(const DrilledFigure& figure) {
  return figure.text.empty() ? fmt::format("{:.6g}", figure.value) : figure.text;
}

bool is_whole(const std::vector<DrilledRow>& rows) {
  return std::all_of(rows.begin(), rows.end(),
                     [](const DrilledRow& one) { return one.fault.empty(); });
}

}  // namespace

Table drill_table(const std::vector<DrilledRow>& rows) {
  Table table;
  for (const char* name : {"drill", "figure", "found"}) table.columns.push_back({name});
  for (const DrilledRow& row : rows) {
    if (!row.fault.empty()) table.add({row.name, "fault", row.fault});
    for (const DrilledFigure& figure : row.figures) {
      table.add({row.name, figure.name, text_of(figure)});
    }
  }
  return table;
}

Document drill_page(const std::vector<DrilledRow>& rows) {
  Document page;
  page.title("Drills on a live server", fmt::format("{} run", rows.size()));
  for (const DrilledRow& row : rows) {
    page.heading(row.name + ": " + row.what);
    page.table(drill_table({row}));
  }
  return page;
}

std::string drill_json(const std::vector<DrilledRow>& rows) {
  Json drills = Json::object();
  for (const DrilledRow& row : rows) {
    Json figures = Json::object();
    for (const DrilledFigure& one : row.figures) {
      if (one.text.empty()) {
        figures[one.name] = one.value;
      } else {
        figures[one.name] = one.text;
      }
    }
    drills[row.name] = std::move(figures);
  }
  std::vector<Error> faults;
  for (const DrilledRow& row : rows) {
    if (!row.fault.empty()) faults.push_back({{}, row.name + ": " + row.fault, "", "D5", ""});
  }
  return enveloped("islet/verify-live/1", faults, is_whole(rows), std::move(drills));
}

}  // namespace islet
